/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there would be free if the tasks of the lower priority levels gave way: for each block of
 * machines the most that one of its open machines would have, which turns away whole blocks. A
 * block is counted again when it has changed and somebody asks. Sums only: devices, and grace
 * periods, may turn away what passes here. */
#pragma once

#include "model/cell.h"

typedef struct EvictionRooms EvictionRooms;

EvictionRooms *eviction_rooms_new (const Cell *cell);
void eviction_rooms_free (EvictionRooms *rooms);

/* The fewest levels, at most `reach`, that must give way before a machine of the block may have
 * room for the request; G_MAXUINT when all of them are not enough. */
guint eviction_rooms_levels (EvictionRooms *rooms, guint block, const Amounts *request,
                             guint reach);
/* The same, known only whether `reach` levels are enough. */
gboolean eviction_rooms_enough (EvictionRooms *rooms, guint block, const Amounts *request,
                                guint reach);
