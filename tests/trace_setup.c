/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_setup.h"

static const char *const resource_names[] = { "cpu", "memory", "gpu", NULL };
static const char *const device_names[] = { "gpu", NULL };

ResourceSet resources;
TraceContext context;
Inventory *inventory;

void
setup_resources (const char *const *names)
{
  resource_set_init (&resources, names, device_names);
  context = (TraceContext){ .resources = &resources, .tiers = &tier_bounds_default };
  context.labels = labels_new ();
  context.users = users_new ();
  context.classes = task_classes_new (&resources, context.tiers, context.labels);
  inventory = inventory_new (&resources, context.labels);
}

void
setup (void)
{
  setup_resources (resource_names);
}

void
teardown (void)
{
  inventory_free (inventory);
  task_classes_free (context.classes);
  users_free (context.users);
  labels_free (context.labels);
  resource_set_clear (&resources);
}

void
next_task (TaskStream *stream, TaskRecord *record)
{
  g_autoptr (GError) error = NULL;

  test_ok (task_stream_next (stream, record, &error) == 1, error);
}

const TaskClass *
class_of (const TaskRecord *record)
{
  return task_classes_get (context.classes, record->task_class);
}

char *
tasks_of (const Workload *workload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaskStream) stream = workload_open (workload, &error);
  GString *out = g_string_new (NULL);
  TaskRecord record;
  int got;

  test_ok (stream != NULL, error);
  while ((got = task_stream_next (stream, &record, &error)) > 0) {
    for (guint i = 0; i < record.count; i++) {
      const TaskName name = task_record_name (&record, i);
      g_string_append_printf (out, "%s%s/", out->len > 0 ? " " : "", record.job);
      task_name_append (out, &name);
      g_string_append_c (out, '@');
      time_append (out, record.submit);
    }
  }
  test_ok (got == 0, error);
  ck_assert_double_eq (task_stream_progress (stream), 1);
  return g_string_free (out, FALSE);
}

static void
append_time (GString *out, char mark, gint64 time)
{
  g_string_append_c (out, mark);
  if (time == DURATION_UNENDING)
    g_string_append (out, "…");
  else
    time_append (out, time);
}

static void
append_row (GString *out, const TaskRecord *record)
{
  static const char *const tiers[] = { "free", "batch", "prod", "monitoring" };
  const TaskClass *class = class_of (record);
  ClassTexts texts;

  task_class_texts (class, &texts);
  g_string_append_printf (out, "%s%s%s%s", out->len > 0 ? "; " : "", record->job,
                          record->name.base[0] != '\0' ? "/" : "", record->name.base);
  if (record->count > 1)
    g_string_append_printf (out, "*%u", record->count);
  g_string_append_printf (out, " %s %s %d,%d,%d", users_get (context.users, record->user)->path,
                          tiers[class->tier], class->request.of[0], class->request.of[1],
                          class->request.of[2]);
  append_time (out, '@', record->submit);
  append_time (out, '+', record->duration);
  if (record->estimate != record->duration)
    append_time (out, '/', record->estimate);
  if (class->gang > 0)
    g_string_append_printf (out, " gang of %u", class->gang);
  if (texts.constraints[0] != '\0')
    g_string_append_printf (out, " %s", texts.constraints);
}

char *
rows_of (const Workload *workload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaskStream) stream = workload_open (workload, &error);
  GString *out = g_string_new (NULL);
  TaskRecord record;
  int got;

  test_ok (stream != NULL, error);
  while ((got = task_stream_next (stream, &record, &error)) > 0)
    append_row (out, &record);
  test_ok (got == 0, error);
  return g_string_free (out, FALSE);
}

char *
notes_of (const TraceNote *notes)
{
  GString *out = g_string_new (NULL);

  for (const TraceNote *note = notes; note->what != NULL; note++) {
    g_autofree char *text = trace_note_text (note);
    g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "", note->kept ? "kept" : "left",
                            text);
  }
  return g_string_free (out, FALSE);
}
