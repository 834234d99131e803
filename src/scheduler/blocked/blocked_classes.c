/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/blocked_classes.h"

#include "scheduler/choose/vector_path.h"

#include <string.h>

/* A resource made of devices is asked for in parts of one or in whole ones: two columns. */
#define MAX_COLUMNS (MAX_RESOURCES + MAX_DEVICE_RESOURCES)
#define WORD        64 /* classes */

/* Blocked classes that may evict so many levels. */
typedef struct {
  guint count;
  guint64 *set; /* NULL until there is one */
} Group;

struct BlockedClasses {
  const Cell *cell;
  VectorPath path;
  guint columns, words;
  guint count;
  Amount *asked[MAX_COLUMNS]; /* by class */
  guint8 *reach;              /* by class, while it is blocked */
  Group group[MAX_LEVELS + 1];
  guint64 *marked; /* scratch: a set */
};

/* What is asked of each column. */
static void
list_asked (const BlockedClasses *blocked, guint task_class)
{
  const Cell *cell = blocked->cell;
  const Amounts *request = &cell->class_at[task_class]->request;
  guint more = cell->resources->count;
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean whole = cell->largest[r] != NULL && request->of[r] >= DEVICE;
    blocked->asked[r][task_class] = whole ? 0 : request->of[r];
    if (cell->largest[r] != NULL)
      blocked->asked[more++][task_class] = whole ? request->of[r] : 0;
  }
}

BlockedClasses *
blocked_classes_new (const Cell *cell)
{
  BlockedClasses *blocked = g_new0 (BlockedClasses, 1);
  guint classes = task_classes_count (cell->classes);
  blocked->cell = cell;
  blocked->path = vector_path ();
  blocked->words = (MAX (classes, 1) + WORD - 1) / WORD;
  blocked->columns = cell->resources->count;
  for (guint r = 0; r < cell->resources->count; r++)
    blocked->columns += cell->largest[r] != NULL ? 1 : 0;
  for (guint c = 0; c < blocked->columns; c++)
    blocked->asked[c] = g_aligned_alloc0 (blocked->words * WORD, sizeof (Amount), 64);
  for (guint c = 0; c < classes; c++)
    list_asked (blocked, c);
  blocked->reach = g_new0 (guint8, MAX (classes, 1));
  blocked->marked = g_new0 (guint64, blocked->words);
  return blocked;
}

void
blocked_classes_free (BlockedClasses *blocked)
{
  if (blocked == NULL)
    return;
  for (guint g = 0; g <= MAX_LEVELS; g++)
    g_free (blocked->group[g].set);
  for (guint c = 0; c < blocked->columns; c++)
    g_aligned_free (blocked->asked[c]);
  g_free (blocked->reach);
  g_free (blocked->marked);
  g_free (blocked);
}

static guint64
bit_of (const TaskClass *task_class)
{
  return G_GUINT64_CONSTANT (1) << task_class->index % WORD;
}

void
blocked_classes_add (BlockedClasses *blocked, const TaskClass *task_class, guint reach)
{
  Group *group = &blocked->group[reach];
  if (group->set == NULL)
    group->set = g_new0 (guint64, blocked->words);
  blocked->reach[task_class->index] = (guint8) reach;
  group->set[task_class->index / WORD] |= bit_of (task_class);
  group->count++;
  blocked->count++;
}

void
blocked_classes_remove (BlockedClasses *blocked, const TaskClass *task_class)
{
  Group *group = &blocked->group[blocked->reach[task_class->index]];
  group->set[task_class->index / WORD] &= ~bit_of (task_class);
  group->count--;
  blocked->count--;
}

guint
blocked_classes_count (const BlockedClasses *blocked)
{
  return blocked->count;
}

guint
blocked_classes_words (const BlockedClasses *blocked)
{
  return blocked->words;
}

/* What the machine has for each column when so many levels give way. */
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

/* Bit i is byte i, which is 0 or 1: the factor moves each of eight to its place in the top byte. */
static VECTOR_BODY guint64
bits_of_bytes (const guint8 may[WORD])
{
  guint64 eight[WORD / 8], bits = 0;
  memcpy (eight, may, sizeof eight);
  for (guint i = 0; i < WORD / 8; i++)
    bits |= GUINT64_FROM_LE (eight[i]) * G_GUINT64_CONSTANT (0x0102040810204080) >> 56 << 8 * i;
  return bits;
}

/* Which of a word of classes ask no more than there is. */
static VECTOR_BODY guint64
who_fits (const BlockedClasses *blocked, guint word, const Amount *room)
{
  gint32 lacks[WORD] = { 0 };
  guint8 may[WORD];
  for (guint c = 0; c < blocked->columns; c++) {
    const Amount *asked = blocked->asked[c] + word * WORD;
    Amount has = room[c];
    for (guint i = 0; i < WORD; i++)
      lacks[i] |= asked[i] > has ? 1 : 0;
  }
  for (guint i = 0; i < WORD; i++)
    may[i] = (guint8) (1 - lacks[i]);
  return bits_of_bytes (may);
}

/* Adds those of a group, to the words first … end - 1. */
static VECTOR_BODY void
mark_group (const BlockedClasses *blocked, const guint64 *group, const Amount *room, guint first,
            guint end, guint64 *set)
{
  for (guint w = first; w < end; w++)
    if (group[w] != 0)
      set[w] |= group[w] & who_fits (blocked, w, room);
}
VECTOR_PATHS (mark_group, void,
              (const BlockedClasses *blocked, const guint64 *group, const Amount *room,
               guint first, guint end, guint64 *set),
              (blocked, group, room, first, end, set))

void
blocked_classes_mark (const BlockedClasses *blocked, guint machine, guint first, guint end,
                      guint64 *set)
{
  Amount room[MAX_COLUMNS];
  memset (set + first, 0, (end - first) * sizeof *set);
  for (guint reach = 0; reach <= blocked->cell->levels.count; reach++) {
    const Group *group = &blocked->group[reach];
    if (group->count == 0)
      continue;
    list_rooms (blocked->cell, machine, reach, room);
    mark_group_paths[blocked->path](blocked, group->set, room, first, end, set);
  }
}

void
blocked_classes_wake (BlockedClasses *blocked, guint machine, CouldTake could_take, gpointer data,
                      GArray *ret_woken)
{
  blocked_classes_mark (blocked, machine, 0, blocked->words, blocked->marked);
  for (guint w = 0; w < blocked->words; w++)
    for (guint64 bits = blocked->marked[w]; bits != 0; bits &= bits - 1) {
      guint index = w * WORD + (guint) __builtin_ctzll (bits);
      const TaskClass *task_class = blocked->cell->class_at[index];
      if (!could_take (task_class, machine, data))
        continue;
      blocked_classes_remove (blocked, task_class);
      g_array_append_val (ret_woken, index);
    }
}
