/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/eviction_rooms.h"

#include "scheduler/choose/vector_path.h"

struct EvictionRooms {
  const Cell *cell;
  VectorPath path;
  guint64 *seen; /* by block: the number of the change that it was counted after */
  Amount *most;  /* [block][levels that give way][resource]; -1 where no machine is open */
};

EvictionRooms *
eviction_rooms_new (const Cell *cell)
{
  EvictionRooms *rooms = g_new0 (EvictionRooms, 1);
  gsize width = (cell->levels.count + 1) * cell->resources->count;
  rooms->cell = cell;
  rooms->path = vector_path ();
  rooms->seen = g_new0 (guint64, MAX (cell->blocks, 1));
  rooms->most = g_new (Amount, MAX (cell->blocks * width, 1));
  for (gsize i = 0; i < cell->blocks * width; i++)
    rooms->most[i] = -1; /* before its first change no machine is open */
  return rooms;
}

void
eviction_rooms_free (EvictionRooms *rooms)
{
  if (rooms == NULL)
    return;
  g_free (rooms->seen);
  g_free (rooms->most);
  g_free (rooms);
}

/* What a resource's column becomes as level after level gives way, and the most after each. */
static VECTOR_BODY void
count_block (const Cell *cell, guint resource, guint first, Amount *most)
{
  Amount room[CELL_BLOCK], open[CELL_BLOCK];
  guint resources = cell->resources->count;
  for (guint i = 0; i < CELL_BLOCK; i++) {
    room[i] = cell->free[resource][first + i];
    open[i] = cell->open[first + i] ? 0 : G_MININT32;
  }
  for (guint l = 0;; l++) {
    Amount highest = -1;
    for (guint i = 0; i < CELL_BLOCK; i++) {
      Amount has = room[i] | open[i]; /* negative where it is not open */
      highest = MAX (highest, has);
    }
    most[l * resources + resource] = highest;
    if (l == cell->levels.count)
      return;
    for (guint i = 0; i < CELL_BLOCK; i++)
      room[i] += cell->held_by[l][resource][first + i];
  }
}
VECTOR_PATHS (count_block, void,
              (const Cell *cell, guint resource, guint first, Amount *most),
              (cell, resource, first, most))

static const Amount *
rooms_of (EvictionRooms *rooms, guint block)
{
  const Cell *cell = rooms->cell;
  guint resources = cell->resources->count;
  Amount *most = rooms->most + (gsize) block * (cell->levels.count + 1) * resources;
  if (rooms->seen[block] != cell->block_changed[block]) {
    for (guint r = 0; r < resources; r++)
      count_block_paths[rooms->path](cell, r, block * CELL_BLOCK, most);
    rooms->seen[block] = cell->block_changed[block];
  }
  return most;
}

static gboolean
enough (const Amount *most, const Amounts *request, guint resources)
{
  for (guint r = 0; r < resources; r++)
    if (most[r] < request->of[r])
      return FALSE;
  return TRUE;
}

guint
eviction_rooms_levels (EvictionRooms *rooms, guint block, const Amounts *request, guint reach)
{
  const Amount *most = rooms_of (rooms, block);
  guint resources = rooms->cell->resources->count;
  if (!enough (most + reach * resources, request, resources))
    return G_MAXUINT;
  guint levels = 0;
  while (!enough (most + levels * resources, request, resources))
    levels++;
  return levels;
}

gboolean
eviction_rooms_enough (EvictionRooms *rooms, guint block, const Amounts *request, guint reach)
{
  guint resources = rooms->cell->resources->count;
  return enough (rooms_of (rooms, block) + reach * resources, request, resources);
}
