/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/chances.h"

#include <string.h>

/* Where more machines have changed, as when a job ends, comparing for all of them after each
 * placement costs more than waking classes. */
#define MOST_MACHINES 8

struct Chances {
  const Cell *cell;
  const BlockedClasses *blocked;
  guint count;
  guint machine[MOST_MACHINES];
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
  chances->set = g_new0 (guint64, blocked_classes_words (blocked));
  chances->woken = g_array_new (FALSE, FALSE, sizeof (guint));
  return chances;
}

void
chances_free (Chances *chances)
{
  if (chances == NULL)
    return;
  g_free (chances->set);
  g_array_unref (chances->woken);
  g_free (chances);
}

gboolean
chances_note (Chances *chances, guint machine)
{
  guint i = 0;
  while (i < chances->count && chances->machine[i] != machine)
    i++;
  if (i == MOST_MACHINES) {
    g_array_set_size (chances->woken, 0); /* another machine may take them */
    return FALSE;
  }
  chances->machine[i] = machine;
  chances->count = MAX (chances->count, i + 1);
  chances->known = FALSE;
  return TRUE;
}

static void
compare (Chances *chances)
{
  guint words = blocked_classes_words (chances->blocked);
  memset (chances->set, 0, words * sizeof *chances->set);
  for (guint i = 0; i < chances->count; i++)
    if (chances->cell->open[chances->machine[i]])
      blocked_classes_mark (chances->blocked, chances->machine[i], chances->set);
  chances->any = FALSE;
  for (guint w = 0; w < words; w++)
    chances->any = chances->any || chances->set[w] != 0;
  chances->changes = chances->cell->changes;
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
    if (could_take (task_class, chances->machine[i], data))
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
chances_blocked_changed (Chances *chances)
{
  chances->known = FALSE;
}

void
chances_woken (Chances *chances, const TaskClass *task_class)
{
  g_array_append_val (chances->woken, task_class->index);
  chances->known = FALSE;
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
    if (could_take (task_class, chances->machine[i], data)) {
      *ret_machine = chances->machine[i];
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
