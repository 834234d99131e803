/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/blocked_classes.h"

#include "scheduler/choose/vector_path.h"

#include <string.h>

/* A resource made of devices is asked for in parts of one or in whole ones: two columns. */
#define MAX_COLUMNS (MAX_RESOURCES + MAX_DEVICE_RESOURCES)

/* Classes that may evict the same levels. */
typedef struct {
  guint count, space;
  guint *class;
  Amount *asked[MAX_COLUMNS];
  Amount least[MAX_COLUMNS]; /* no class asks less; it may be that none asks so little */
} Group;

struct BlockedClasses {
  const Cell *cell;
  VectorPath path;
  guint columns;
  guint8 *may; /* scratch: by place in the group */
  Group group[MAX_LEVELS + 1];
};

BlockedClasses *
blocked_classes_new (const Cell *cell)
{
  BlockedClasses *blocked = g_new0 (BlockedClasses, 1);
  blocked->cell = cell;
  blocked->path = vector_path ();
  blocked->may = g_new (guint8, MAX (task_classes_count (cell->classes), 1));
  blocked->columns = cell->resources->count;
  for (guint r = 0; r < cell->resources->count; r++)
    blocked->columns += cell->largest[r] != NULL ? 1 : 0;
  return blocked;
}

void
blocked_classes_free (BlockedClasses *blocked)
{
  if (blocked == NULL)
    return;
  for (guint g = 0; g <= MAX_LEVELS; g++) {
    g_free (blocked->group[g].class);
    for (guint c = 0; c < blocked->columns; c++)
      g_free (blocked->group[g].asked[c]);
  }
  g_free (blocked->may);
  g_free (blocked);
}

/* What is asked of each column. */
static void
list_asked (const Cell *cell, const Amounts *request, Amount asked[MAX_COLUMNS])
{
  guint more = cell->resources->count;
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean whole = cell->largest[r] != NULL && request->of[r] >= DEVICE;
    asked[r] = whole ? 0 : request->of[r];
    if (cell->largest[r] != NULL)
      asked[more++] = whole ? request->of[r] : 0;
  }
}

/* What the machine has for it when so many levels give way. */
static void
list_rooms (const Cell *cell, guint machine, guint reach, Amount room[MAX_COLUMNS])
{
  guint more = cell->resources->count;
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean devices = cell->largest[r] != NULL;
    Amount sum = cell->free[r][machine];
    for (guint l = 0; l < reach; l++)
      sum += cell->held_by[l][r][machine];
    room[r] = devices && reach == 0 ? cell->largest[r][machine] : sum;
    if (devices)
      room[more++] = reach == 0 ? cell->whole[r][machine] : sum;
  }
}

static void
make_space (const BlockedClasses *blocked, Group *group)
{
  if (group->count < group->space)
    return;
  group->space = MAX (2 * group->space, 64);
  group->class = g_renew (guint, group->class, group->space);
  for (guint c = 0; c < blocked->columns; c++)
    group->asked[c] = g_renew (Amount, group->asked[c], group->space);
}

void
blocked_classes_add (BlockedClasses *blocked, const TaskClass *task_class, guint reach)
{
  Group *group = &blocked->group[reach];
  Amount asked[MAX_COLUMNS];
  list_asked (blocked->cell, &task_class->request, asked);
  make_space (blocked, group);
  for (guint c = 0; c < blocked->columns; c++) {
    group->least[c] = group->count == 0 ? asked[c] : MIN (group->least[c], asked[c]);
    group->asked[c][group->count] = asked[c];
  }
  group->class[group->count++] = task_class->index;
}

static void
take_out (const BlockedClasses *blocked, Group *group, guint at)
{
  guint last = --group->count;
  group->class[at] = group->class[last];
  for (guint c = 0; c < blocked->columns; c++)
    group->asked[c][at] = group->asked[c][last];
}

/* Clears may[] where more is asked than there is room; the least that is asked. */
static VECTOR_BODY Amount
compare_column (guint count, Amount room, const Amount *restrict asked, guint8 *restrict may)
{
  Amount least = G_MAXINT32;
  for (guint i = 0; i < count; i++) {
    least = MIN (least, asked[i]);
    may[i] = (guint8) (may[i] & (asked[i] <= room));
  }
  return least;
}
VECTOR_PATHS (compare_column, Amount,
              (guint count, Amount room, const Amount *restrict asked, guint8 *restrict may),
              (count, room, asked, may))

/* Writes blocked->may. FALSE when it is clear that the room does for nobody. */
static gboolean
find_candidates (BlockedClasses *blocked, Group *group, const Amount room[MAX_COLUMNS])
{
  for (guint c = 0; c < blocked->columns; c++)
    if (room[c] < group->least[c])
      return FALSE;
  memset (blocked->may, 1, group->count);
  for (guint c = 0; c < blocked->columns; c++)
    group->least[c] = compare_column_paths[blocked->path](group->count, room[c], group->asked[c],
                                                          blocked->may);
  return TRUE;
}

static void
wake_group (BlockedClasses *blocked, Group *group, guint machine, CouldTake could_take,
            gpointer data, GArray *ret_woken)
{
  for (guint i = group->count; i-- > 0;) {
    guint class = group->class[i];
    if (!blocked->may[i] || !could_take (blocked->cell->class_at[class], machine, data))
      continue;
    take_out (blocked, group, i);
    g_array_append_val (ret_woken, class);
  }
}

void
blocked_classes_wake (BlockedClasses *blocked, guint machine, CouldTake could_take, gpointer data,
                      GArray *ret_woken)
{
  Amount room[MAX_COLUMNS];
  for (guint reach = 0; reach <= blocked->cell->levels.count; reach++) {
    Group *group = &blocked->group[reach];
    if (group->count == 0)
      continue;
    list_rooms (blocked->cell, machine, reach, room);
    if (find_candidates (blocked, group, room))
      wake_group (blocked, group, machine, could_take, data, ret_woken);
  }
}
