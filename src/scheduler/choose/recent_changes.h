/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What machines had when they changed, change after change: a search that is some changes behind reads
 * them as columns, from memory that every decision reads, without going to the machines. What a machine
 * has now is what its last change says. */
#pragma once

#include "scheduler/choose/columns.h"

typedef struct RecentChanges RecentChanges;

RecentChanges *recent_changes_new (const Cell *cell);
void recent_changes_free (RecentChanges *recent);

/* Takes in what has changed in the cell since the last call. */
void recent_changes_follow (RecentChanges *recent);
/* Change number `first` and those after it, as many as stand in one piece, at most `most` and SWEEP_BLOCK:
 * the columns `number`, `open`, `kinds`, `rough_part`, `free` and what columns_room() looks at. They must
 * be among the last CHANGES_KEPT. Valid until the next call of recent_changes_follow(). */
Columns recent_changes_columns (const RecentChanges *recent, guint64 first, guint64 most);
