/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To add a measure: one file with its ObserverType, and a line here. The order is the order of the
 * summary's groups. */
#include "metrics/observers.h"

const ObserverType *const observer_types[] = {
  &observer_counts,        &observer_utilization,
  &observer_timeline,      &observer_tiers,
  &observer_users,         &observer_shares,
  &observer_unschedulable, &observer_task_rows,
  &observer_heatmap,       &observer_decisions,
  &observer_schedulers,
  &observer_loops,         &observer_reclamation,
  &observer_quotas,       &observer_workflows,
  &observer_generated,     &observer_recorded,
  &observer_locality,
  NULL,
};

static void
observer_free (gpointer data)
{
  Observer *observer = data;
  observer->type->free (observer);
}

GPtrArray *
observers_create (const ObserverContext *context, Results *results, GError **error)
{
  g_autoptr (GPtrArray) observers = g_ptr_array_new_with_free_func (observer_free);
  for (guint i = 0; observer_types[i] != NULL; i++) {
    if (observer_types[i]->wanted != NULL && !observer_types[i]->wanted (context->scenario))
      continue;
    Observer *observer = observer_types[i]->create (context, results, error);
    if (observer == NULL)
      return NULL;
    observer->type = observer_types[i];
    observer->context = context;
    g_ptr_array_add (observers, observer);
  }
  return g_steal_pointer (&observers);
}

gboolean
observers_finish (GPtrArray *observers, gint64 now, Summary *summary, GError **error)
{
  for (guint i = 0; i < observers->len; i++) {
    Observer *observer = g_ptr_array_index (observers, i);
    if (observer->type->finish != NULL && !observer->type->finish (observer, now, summary, error))
      return FALSE;
  }
  return TRUE;
}
