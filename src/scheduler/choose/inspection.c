/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/inspection.h"

#include "scheduler/policy_tables.h"

#include <string.h>

struct Inspection {
  const Cell *cell;
  Profile *profile; /* knows which filters there are */
  guint filters;
  const FilterPolicy *filter[MAX_FILTERS];
  const char **score_names; /* NULL-terminated */
  guint8 *feasible;         /* by machine, padded: scratch */
};

Inspection *
inspection_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  Inspection *inspection = g_new0 (Inspection, 1);
  inspection->cell = cell;
  inspection->profile = profile_new (options, cell, seed);
  for (const char *const *name = profile_filters (inspection->profile); *name != NULL; name++)
    inspection->filter[inspection->filters++] = filter_policy_find (*name);
  inspection->score_names = g_new0 (const char *, options->scores->len + 1);
  for (guint i = 0; i < options->scores->len; i++)
    inspection->score_names[i] = g_array_index (options->scores, WeightedScore, i).name;
  inspection->feasible = g_malloc0 (MAX (cell->blocks, 1) * CELL_BLOCK);
  return inspection;
}

void
inspection_free (Inspection *inspection)
{
  if (inspection == NULL)
    return;
  profile_free (inspection->profile);
  g_free (inspection->score_names);
  g_free (inspection->feasible);
  g_free (inspection);
}

const char *const *
inspection_filters (const Inspection *inspection)
{
  return profile_filters (inspection->profile);
}

const char *const *
inspection_scores (const Inspection *inspection)
{
  return inspection->score_names;
}

guint
inspection_n_scores (const Inspection *inspection)
{
  return profile_n_scores (inspection->profile);
}

int
inspection_filter_index (const Inspection *inspection, const char *name)
{
  for (guint f = 0; f < inspection->filters; f++)
    if (strcmp (inspection->filter[f]->head.name, name) == 0)
      return (int) f;
  return -1;
}

PolicyView
inspection_view (const Inspection *inspection, const TaskClass *task_class, const Task *task)
{
  return profile_view (inspection->profile, task_class, task);
}

/* Clears keep[] of the columns' machines that the filter turns away. */
static void
apply (const FilterPolicy *filter, const PolicyView *view, const Columns *columns, guint8 *keep)
{
  if (filter->trivial == NULL || !filter->trivial (view))
    filter_sweep (filter, VECTOR_PORTABLE, view, columns, keep);
}

gboolean
inspection_passes (const Inspection *inspection, guint filter, const PolicyView *view,
                   guint machine)
{
  Columns columns = columns_range (inspection->cell, COLUMN_ALL, machine, 1);
  guint8 keep = 1;
  apply (inspection->filter[filter], view, &columns, &keep);
  return keep;
}

guint
inspection_refusal (const Inspection *inspection, const PolicyView *view, guint machine)
{
  for (guint f = 0; f < inspection->filters; f++)
    if (!inspection_passes (inspection, f, view, machine))
      return f;
  return MAX_FILTERS;
}

gboolean
inspection_passes_all_but (const Inspection *inspection, guint without, const PolicyView *view,
                           guint machine)
{
  for (guint f = 0; f < inspection->filters; f++)
    if (!(without >> f & 1) && !inspection_passes (inspection, f, view, machine))
      return FALSE;
  return TRUE;
}

void
inspection_sweep (const Inspection *inspection, guint without, const PolicyView *view,
                  guint8 *ret_keep)
{
  guint machines = inspection->cell->machines;
  memset (ret_keep, 1, machines);
  for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
    Columns columns = columns_range (inspection->cell, COLUMN_ALL, first,
                                     MIN (SWEEP_BLOCK, machines - first));
    for (guint f = 0; f < inspection->filters; f++)
      if (!(without >> f & 1))
        apply (inspection->filter[f], view, &columns, ret_keep + first);
  }
}

static guint
count_kept (const guint8 *keep, guint count)
{
  guint kept = 0;
  for (guint i = 0; i < count; i++)
    kept += keep[i];
  return kept;
}

guint
inspection_count (const Inspection *inspection, const PolicyView *view,
                  guint ret_turned_away[MAX_FILTERS])
{
  guint machines = inspection->cell->machines, feasible = 0;
  memset (ret_turned_away, 0, MAX_FILTERS * sizeof *ret_turned_away);
  for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
    guint8 keep[SWEEP_BLOCK];
    guint count = MIN (SWEEP_BLOCK, machines - first), left = count;
    Columns columns = columns_range (inspection->cell, COLUMN_ALL, first, count);
    memset (keep, 1, count);
    for (guint f = 0; f < inspection->filters; f++) {
      apply (inspection->filter[f], view, &columns, keep);
      ret_turned_away[f] += left - count_kept (keep, count);
      left = count_kept (keep, count);
    }
    feasible += left;
  }
  return feasible;
}

void
inspection_compare (const Inspection *inspection, const PolicyView *view)
{
  if (!profile_compares (inspection->profile, view))
    return;
  inspection_sweep (inspection, 0, view, inspection->feasible);
  profile_compare (inspection->profile, view, inspection->feasible);
}

double
inspection_score (const Inspection *inspection, const PolicyView *view, guint machine,
                  double *ret_part)
{
  Columns columns = columns_range (inspection->cell, COLUMN_ALL, machine, 1);
  const guint8 keep = 1;
  double total = 0;
  for (guint s = 0; ret_part != NULL && s < inspection_n_scores (inspection); s++) {
    double weight, score = profile_score_of (inspection->profile, s, view, &columns, &weight);
    ret_part[s] = weight * score;
  }
  profile_score (inspection->profile, view, &columns, &keep, &total);
  return total / profile_unit (inspection->profile);
}
