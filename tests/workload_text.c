/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload_text.h"

char *
workload_tasks_text (const Scenario *scenario, guint resources, gint64 unit)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  GString *out = g_string_new (NULL);
  TaskRecord task;

  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, task.task_class);
    g_autofree char *name = task_name_text (&task.name);

    g_string_append_printf (out, "%s/%s %s %d ", task.job, name,
                            users_get (scenario->users, task.user)->path, class->priority);
    for (guint r = 0; r < resources; r++)
      g_string_append_printf (out, "%s%d", r > 0 ? "/" : "", class->request.of[r]);
    g_string_append_printf (out, " @%" G_GINT64_FORMAT "+", task.submit / unit);
    if (task.duration == DURATION_UNENDING)
      g_string_append (out, "never\n");
    else
      g_string_append_printf (out, "%" G_GINT64_FORMAT "\n", task.duration / unit);
  }
  return g_string_free (out, FALSE);
}

char *
trace_notes_text (const TraceNote *notes)
{
  GString *out = g_string_new (NULL);

  for (; notes->what != NULL; notes++) {
    g_autofree char *text = trace_note_text (notes);
    g_string_append_printf (out, "%s %s\n", notes->kept ? "assumed" : "left out", text);
  }
  return g_string_free (out, FALSE);
}
