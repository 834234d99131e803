/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace as a scenario and as `berth trace` read it. What was loaded is what streams, each time
 * anew; written in berth's own format and read again it is the same tasks. */
#include "tests/fuzz/targets.h"

#include "report/trace_facts.h"
#include "report/trace_writer.h"
#include "scenario/scenario.h"
#include "tests/fuzz/input.h"
#include "util/random.h"

#include <stdio.h>
#include <string.h>

/* The tasks of a workload as numbers that do not depend on how they are split into rows. */
typedef struct {
  guint64 tasks;
  guint64 sum;
} Tasks;

static guint64
task_number (const TaskClasses *classes, const TaskRecord *record)
{
  const TaskClass *class = task_classes_get (classes, record->task_class);
  guint64 number = g_str_hash (record->job);

  for (guint r = 0; r < MAX_RESOURCES; r++)
    number = random_mix (number ^ (guint64) class->request.of[r]);
  number = random_mix (number ^ (guint64) record->submit);
  number = random_mix (number ^ (guint64) record->duration);
  number = random_mix (number ^ (guint64) record->estimate);
  return random_mix (number ^ (guint64) record->checkpoint);
}

static void
check_record (const TaskRecord *record, const Users *users, const TaskClasses *classes,
              gint64 before)
{
  fuzz_require (record->submit >= before && record->submit <= TRACE_TIME_MAX);
  fuzz_require (record->duration >= 0 && record->estimate >= 0);
  fuzz_require (record->duration == DURATION_UNENDING
            || record->duration <= TRACE_TIME_MAX - record->submit);
  fuzz_require (record->user < users_count (users));
  fuzz_require (record->task_class < task_classes_count (classes));
  fuzz_require (g_utf8_validate (record->job, -1, NULL) && record->job[0] != '\0');
}

static Tasks
stream (const Workload *workload, const Users *users, const TaskClasses *classes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaskStream) stream = workload_open (workload, &error);
  Tasks tasks = { 0 };
  TaskRecord record;
  gint64 before = 0;
  int got;

  if (stream == NULL)
    g_error ("%s", error->message);
  while ((got = task_stream_next (stream, &record, &error)) > 0) {
    if (record.count == 0)
      continue;
    check_record (&record, users, classes, before);
    before = record.submit;
    tasks.tasks += record.count;
    tasks.sum += record.count * task_number (classes, &record);
  }
  if (got < 0)
    g_error ("%s", error->message);
  fuzz_require (tasks.tasks == workload_tasks (workload));
  fuzz_require (before == workload_last_submit (workload));
  return tasks;
}

static void
check_notes (const TraceNote *note)
{
  for (; note->what != NULL; note++)
    g_free (trace_note_text (note));
}

/* As `berth trace` reads it --------------------------------------------------------------------- */

static void
check_same (const char *path, const char *machines, const TraceFile *file, Tasks tasks)
{
  const TraceFileOptions options = { .machines = machines, .format = "berth" };
  g_autoptr (GError) error = NULL;
  g_autoptr (TraceFile) again = trace_file_load (path, &options, &error);
  Tasks same;

  if (again == NULL)
    g_error ("written, and not read again: %s", error->message);
  fuzz_require (inventory_count (again->inventory) == inventory_count (file->inventory));
  same = stream (again->workload, again->users, again->classes);
  fuzz_require (same.tasks == tasks.tasks && same.sum == tasks.sum);
}

/* Not all that can be read can be written; then it says so. */
static void
write_and_read (const char *folder, const TraceFile *file, Tasks tasks)
{
  g_autofree char *path = g_build_filename (folder, "again.csv", NULL);
  g_autofree char *machines = g_build_filename (folder, "again-machines.csv", NULL);
  gboolean has_machines = inventory_count (file->inventory) > 0;
  GError *error = NULL;
  guint64 written;

  if (!trace_write_tasks (file, &TRACE_EDIT_NONE, path, NULL, NULL, &written, &error)
      || (has_machines && !trace_write_machines (file, &TRACE_EDIT_NONE, machines, &error))) {
    fuzz_refused (error);
    return;
  }
  fuzz_require (written == tasks.tasks);
  check_same (path, has_machines ? machines : NULL, file, tasks);
}

static void
check_facts (const TraceFile *file)
{
  GError *error = NULL;
  g_autoptr (TraceFacts) facts = trace_facts_new (file, &error);

  if (facts == NULL) {
    fuzz_refused (error);
    return;
  }
  g_free (trace_facts_text (facts));
  g_free (trace_facts_json (facts));
}

static gboolean
read_file (const char *folder, const char *path, const char *machines, const char *format)
{
  const TraceFileOptions options = { .machines = machines, .format = format };
  GError *error = NULL;
  g_autoptr (TraceFile) file = trace_file_load (path, &options, &error);
  Tasks first, second;

  if (file == NULL)
    return fuzz_refused (error);
  check_notes (workload_notes (file->workload));
  check_notes (trace_file_machine_notes (file));
  first = stream (file->workload, file->users, file->classes);
  second = stream (file->workload, file->users, file->classes);
  fuzz_require (first.tasks == second.tasks && first.sum == second.sum);
  check_facts (file);
  write_and_read (folder, file, first);
  return TRUE;
}

/* As a scenario reads it ------------------------------------------------------------------------ */

static const TraceFormat *
find_format (const char *name)
{
  for (guint i = 0; trace_formats[i] != NULL; i++)
    if (strcmp (trace_formats[i]->name, name) == 0)
      return trace_formats[i];
  return NULL;
}

static gboolean
has_file (const char *folder, const char *name)
{
  g_autofree char *path = fuzz_file (folder, name);

  return path != NULL;
}

/* The trace is the file `trace`, or `trace.gz`, or else the folder. */
static const char *
trace_name (const char *folder)
{
  return has_file (folder, "trace") ? "trace" : has_file (folder, "trace.gz") ? "trace.gz" : ".";
}

/* FALSE: the input has a folder of that name. */
static gboolean
write_scenario (const char *path, const char *folder, const char *name)
{
  const TraceFormat *format = find_format (name);
  FILE *file = fopen (path, "w");

  if (file == NULL)
    return FALSE;
  if (has_file (folder, "machines"))
    fprintf (file, "[cell]\nmachines = machines\nformat = %s\n", name);
  else if (format == NULL || !format->machines_in_tasks)
    fprintf (file, "[machines m]\ncpu = 4\nmemory = 8GiB\ngpu = 2\n");
  fprintf (file, "[workload]\ntrace = %s\nformat = %s\n", trace_name (folder), name);
  if (has_file (folder, "run-times"))
    fprintf (file, "run-times = run-times\n");
  return fclose (file) == 0;
}

static gboolean
read_scenario (const char *folder, const char *format)
{
  g_autofree char *path = g_build_filename (folder, "trace.scenario", NULL);
  g_autoptr (Scenario) scenario = NULL;
  GError *error = NULL;

  if (!write_scenario (path, folder, format))
    return FALSE;
  scenario = scenario_load (path, NULL, &error);
  if (scenario == NULL)
    return fuzz_refused (error);
  check_notes (workload_notes (scenario->workload));
  check_notes (scenario_machine_notes (scenario));
  (void) stream (scenario->workload, scenario->users, scenario->classes);
  return TRUE;
}

gboolean
fuzz_trace (const char *folder, const char *format)
{
  g_autofree char *path = g_build_filename (folder, trace_name (folder), NULL);
  g_autofree char *machines = fuzz_file (folder, "machines");
  gboolean in_scenario = read_scenario (folder, format);

  return read_file (folder, path, machines, format) || in_scenario;
}
