/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/explain.h"

gboolean
backlog_find (const Moment *moment, guint relax, Backlog *ret, GError **error)
{
  guint classes = task_classes_count (moment->cell->classes);
  g_autofree guint *waiting = g_new0 (guint, MAX (classes, 1));
  Backlog backlog = { .waiting = waiting_find (moment, relax) };
  for (guint i = 0; i < backlog.waiting->len; i++) {
    const Waiting *its = g_ptr_array_index (backlog.waiting, i);
    if (!its->over_quota)
      waiting[its->task_class->index] = its->tasks;
  }
  backlog.bottlenecks = bottlenecks_find (moment, waiting, error);
  if (backlog.bottlenecks == NULL) {
    backlog_clear (&backlog);
    return FALSE;
  }
  *ret = backlog;
  return TRUE;
}

void
backlog_clear (Backlog *backlog)
{
  g_clear_pointer (&backlog->waiting, g_ptr_array_unref);
  g_clear_pointer (&backlog->bottlenecks, bottlenecks_free);
}
