/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/witnesses.h"

#include <string.h>

#define NONE G_MAXUINT

struct Witnesses {
  const Cell *cell;
  gboolean by_machine;
  guint words;
  guint64 seen;     /* changes of the cell */
  guint64 *unsure;  /* set of classes without a witness that surely can take them */
  guint *machine;   /* by class: its witness, asked first; NONE: it has had none */
  guint *first_of;  /* by machine: a class of which it is the sure witness, or NONE */
  guint *next;      /* by class: the next one of the same witness */
};

Witnesses *
witnesses_new (const Cell *cell, gboolean by_machine)
{
  Witnesses *witnesses = g_new0 (Witnesses, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1), machines = MAX (cell->machines, 1);
  witnesses->cell = cell;
  witnesses->by_machine = by_machine;
  witnesses->words = (classes + 63) / 64;
  witnesses->unsure = g_new (guint64, witnesses->words);
  witnesses->machine = g_new (guint, classes);
  witnesses->next = g_new (guint, classes);
  witnesses->first_of = g_new (guint, machines);
  memset (witnesses->unsure, 0xff, witnesses->words * sizeof *witnesses->unsure);
  memset (witnesses->machine, 0xff, classes * sizeof *witnesses->machine);
  memset (witnesses->first_of, 0xff, machines * sizeof *witnesses->first_of);
  return witnesses;
}

void
witnesses_free (Witnesses *witnesses)
{
  if (witnesses == NULL)
    return;
  g_free (witnesses->unsure);
  g_free (witnesses->machine);
  g_free (witnesses->next);
  g_free (witnesses->first_of);
  g_free (witnesses);
}

static void
doubt (Witnesses *witnesses, guint machine)
{
  for (guint c = witnesses->first_of[machine]; c != NONE; c = witnesses->next[c])
    witnesses->unsure[c / 64] |= G_GUINT64_CONSTANT (1) << c % 64;
  witnesses->first_of[machine] = NONE;
}

/* Whatever has changed is in doubt. */
static void
catch_up (Witnesses *witnesses)
{
  const Cell *cell = witnesses->cell;
  guint64 missed = cell->changes - witnesses->seen;
  if (!witnesses->by_machine || missed > CHANGES_KEPT)
    for (guint m = 0; m < cell->machines; m++)
      doubt (witnesses, m);
  else
    for (guint64 n = witnesses->seen + 1; n <= cell->changes; n++)
      doubt (witnesses, cell->changed[n % CHANGES_KEPT]);
  witnesses->seen = cell->changes;
}

/* Looks for a machine, from the last witness on. */
static gboolean
find (Witnesses *witnesses, guint task_class, CouldTake could_take, gpointer data)
{
  const Cell *cell = witnesses->cell;
  guint begin = witnesses->machine[task_class] != NONE ? witnesses->machine[task_class] : 0;
  for (guint i = 0; i < cell->machines; i++) {
    guint machine = begin + i < cell->machines ? begin + i : begin + i - cell->machines;
    if (!could_take (cell->class_at[task_class], machine, data))
      continue;
    witnesses->machine[task_class] = machine;
    witnesses->next[task_class] = witnesses->first_of[machine];
    witnesses->first_of[machine] = task_class;
    witnesses->unsure[task_class / 64] &= ~(G_GUINT64_CONSTANT (1) << task_class % 64);
    return TRUE;
  }
  return FALSE;
}

guint
witnesses_find_lost (Witnesses *witnesses, const guint64 *set, CouldTake could_take, gpointer data)
{
  catch_up (witnesses);
  for (guint w = 0; w < witnesses->words; w++)
    for (guint64 bits = set[w] & witnesses->unsure[w]; bits != 0; bits &= bits - 1) {
      guint task_class = w * 64 + (guint) __builtin_ctzll (bits);
      if (!find (witnesses, task_class, could_take, data))
        return task_class;
    }
  return NONE;
}
