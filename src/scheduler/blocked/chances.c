/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/chances.h"

#include <string.h>

/* Where more machines have changed, as when a job ends, comparing for all of them after each
 * placement costs more than waking classes. */
#define MOST_MACHINES 8

/* What blocked classes the room of a machine would do for. */
typedef struct {
  guint machine;
  gboolean stale; /* `set` does not hold */
  guint64 *set;
} Chance;

struct Chances {
  const Cell *cell;
  const BlockedClasses *blocked;
  guint count;
  Chance chance[MOST_MACHINES];
  gboolean known;  /* `set` holds as of … */
  guint64 changes; /* … this change of the cell */
  gboolean any;
  guint64 *set;
  GArray *woken; /* of guint: classes, in this pass */
};

Chances *
chances_new (const Cell *cell, const BlockedClasses *blocked)
{
  Chances *chances = g_new0 (Chances, 1);
  chances->cell = cell;
  chances->blocked = blocked;
  for (guint i = 0; i < MOST_MACHINES; i++)
    chances->chance[i].set = g_new0 (guint64, blocked_classes_words (blocked));
  chances->set = g_new0 (guint64, blocked_classes_words (blocked));
  chances->woken = g_array_new (FALSE, FALSE, sizeof (guint));
  return chances;
}

void
chances_free (Chances *chances)
{
  if (chances == NULL)
    return;
  for (guint i = 0; i < MOST_MACHINES; i++)
    g_free (chances->chance[i].set);
  g_free (chances->set);
  g_array_unref (chances->woken);
  g_free (chances);
}

/* The chance of the machine; `count` when there is none. */
static guint
find (const Chances *chances, guint machine)
{
  guint i = 0;
  while (i < chances->count && chances->chance[i].machine != machine)
    i++;
  return i;
}

gboolean
chances_note (Chances *chances, guint machine)
{
  guint i = find (chances, machine);
  if (i == MOST_MACHINES) {
    g_array_set_size (chances->woken, 0); /* another machine may take them */
    return FALSE;
  }
  chances->chance[i].machine = machine;
  chances->chance[i].stale = TRUE;
  chances->count = MAX (chances->count, i + 1);
  chances->known = FALSE;
  return TRUE;
}

/* Machines that have changed since are to be compared anew. */
static void
note_changes (Chances *chances)
{
  const Cell *cell = chances->cell;
  gboolean listed = cell->changes - chances->changes <= CHANGES_KEPT;
  if (!listed)
    chances_many_changed (chances);
  for (guint64 n = chances->changes + 1; n <= cell->changes && listed; n++) {
    guint i = find (chances, cell->changed[n % CHANGES_KEPT]);
    if (i < chances->count)
      chances->chance[i].stale = TRUE;
  }
  chances->changes = cell->changes;
}

/* Words first … end - 1 of what the machine would do for. */
static void
mark (const Chances *chances, const Chance *chance, guint first, guint end)
{
  if (chances->cell->open[chance->machine])
    blocked_classes_mark (chances->blocked, chance->machine, first, end, chance->set);
  else
    memset (chance->set + first, 0, (end - first) * sizeof *chance->set);
}

static void
compare (Chances *chances)
{
  guint words = blocked_classes_words (chances->blocked);
  guint64 any = 0;
  note_changes (chances);
  memset (chances->set, 0, words * sizeof *chances->set);
  for (guint i = 0; i < chances->count; i++) {
    Chance *chance = &chances->chance[i];
    if (chance->stale)
      mark (chances, chance, 0, words);
    chance->stale = FALSE;
    for (guint w = 0; w < words; w++)
      any |= chances->set[w] |= chance->set[w];
  }
  chances->any = any != 0;
  chances->known = TRUE;
}

const guint64 *
chances_now (Chances *chances)
{
  if (chances->count == 0)
    return NULL;
  if (!chances->known || chances->changes != chances->cell->changes)
    compare (chances);
  return chances->any ? chances->set : NULL;
}

static gboolean
can_be_taken (const Chances *chances, const TaskClass *task_class, CouldTake could_take,
              gpointer data)
{
  for (guint i = 0; i < chances->count; i++)
    if (could_take (task_class, chances->chance[i].machine, data))
      return TRUE;
  return FALSE;
}

gboolean
chances_confirm (Chances *chances, const TaskClass *task_class, CouldTake could_take, gpointer data)
{
  if (can_be_taken (chances, task_class, could_take, data))
    return TRUE;
  chances->set[task_class->index / 64] &= ~(G_GUINT64_CONSTANT (1) << task_class->index % 64);
  return FALSE;
}

void
chances_blocked_changed (Chances *chances, const TaskClass *task_class)
{
  guint word = task_class->index / 64;
  for (guint i = 0; i < chances->count; i++) {
    const Chance *chance = &chances->chance[i];
    if (!chance->stale)
      mark (chances, chance, word, word + 1);
  }
  chances->known = FALSE;
}

void
chances_many_changed (Chances *chances)
{
  for (guint i = 0; i < chances->count; i++)
    chances->chance[i].stale = TRUE;
  chances->known = FALSE;
}

void
chances_woken (Chances *chances, const TaskClass *task_class)
{
  g_array_append_val (chances->woken, task_class->index);
  chances_blocked_changed (chances, task_class);
}

gboolean
chances_any_woken (const Chances *chances)
{
  return chances->woken->len > 0;
}

gboolean
chances_are_all (const Chances *chances, const TaskClass *task_class)
{
  for (guint i = 0; i < chances->woken->len; i++)
    if (g_array_index (chances->woken, guint, i) == task_class->index)
      return TRUE;
  return FALSE;
}

guint
chances_count (const Chances *chances, const TaskClass *task_class, CouldTake could_take,
               gpointer data, guint *ret_machine)
{
  guint count = 0;
  for (guint i = 0; i < chances->count && count < 2; i++)
    if (could_take (task_class, chances->chance[i].machine, data)) {
      *ret_machine = chances->chance[i].machine;
      count++;
    }
  return count;
}

void
chances_end (Chances *chances)
{
  g_array_set_size (chances->woken, 0);
  chances->count = 0;
}
