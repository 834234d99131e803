/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/compare_search.h"

#include <string.h>

struct CompareSearch {
  const Cell *cell;
  gsize padded;
  guint8 *feasible; /* by machine */
};

CompareSearch *
compare_search_new (const Cell *cell)
{
  CompareSearch *search = g_new0 (CompareSearch, 1);
  search->cell = cell;
  search->padded = MAX (cell->blocks, 1) * CELL_BLOCK;
  search->feasible = g_malloc0 (search->padded);
  return search;
}

void
compare_search_free (CompareSearch *search)
{
  if (search == NULL)
    return;
  g_free (search->feasible);
  g_free (search);
}

/* The machines from `first` on, up to the end of a sweep. */
static Columns
next_columns (const Cell *cell, guint first)
{
  return columns_range (cell, COLUMN_ALL, first, MIN (SWEEP_BLOCK, cell->machines - first));
}

static guint
choose (CompareSearch *search, const Question *question, const guint8 *allowed)
{
  const Cell *cell = search->cell;
  Best best = BEST_NONE;
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  if (memchr (search->feasible, 1, cell->machines) == NULL)
    return MACHINE_NONE;
  profile_compare (question->profile, &question->view, search->feasible);
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    Columns columns = next_columns (cell, first);
    memcpy (keep, search->feasible + first, columns.count);
    for (guint i = 0; allowed != NULL && i < columns.count; i++)
      keep[i] &= allowed[first + i];
    if (memchr (keep, 1, columns.count) == NULL)
      continue;
    profile_score (question->profile, &question->view, &columns, keep, total);
    question_compare (question, &columns, keep, total, &best);
  }
  return best.machine;
}

guint
compare_search_find (CompareSearch *search, const Question *question, const guint8 *allowed)
{
  const Cell *cell = search->cell;
  memcpy (search->feasible, question->match, cell->machines);
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    Columns columns = next_columns (cell, first);
    profile_filter (question->profile, &question->view, &columns, search->feasible + first);
  }
  return choose (search, question, allowed);
}

void
compare_search_begin (CompareSearch *search)
{
  memset (search->feasible, 0, search->padded);
}

void
compare_search_add (CompareSearch *search, guint machine)
{
  search->feasible[machine] = 1;
}

guint
compare_search_choose (CompareSearch *search, const Question *question)
{
  return choose (search, question, NULL);
}
