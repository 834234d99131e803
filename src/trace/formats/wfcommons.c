/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workflows in WfFormat 1.5 as WfCommons publishes them (Coleman et al., "WfCommons: A framework for
 * enabling scientific workflow research and development", FGCS 128, 2022): one file, one workflow. A
 * task is a job of one task; all are there from the beginning. */
#include "trace/formats/wfcommons.h"

#include <math.h>
#include <string.h>

#include "trace/formats.h"
#include "trace/intern.h"
#include "util/input_error.h"

#define USER "wfcommons"
#define LINE 1 /* of all records: the tree knows no lines */

enum { NO_RUN_TIME, NO_CORES, NO_MEMORY, N_NOTES };

/* Of machines. */
enum { ALL_CORES, ALL_MEMORY, N_MACHINE_NOTES };

typedef struct {
  TaskStream base;
  WfFile *file;
  Interner interner;
  int cpu, memory; /* of the cell's resources, or -1 */
  guint given;     /* tasks */
  GString *after;
  TraceNote notes[N_NOTES + 1];
} WfTasks;

/* Machines ------------------------------------------------------------------------------------- */

/* What all tasks ask for together. */
static gboolean
sum_requests (const WfFile *file, WfRun *ret, GError **error)
{
  WfRun run;
  *ret = (WfRun){ 0 };
  for (guint i = 0; i < json_array_get_length (file->tasks); i++) {
    if (!wf_task_run (file, i, &run, error))
      return FALSE;
    ret->cpu += run.cpu;
    ret->memory += run.memory;
  }
  return TRUE;
}

/* Where the file does not say how much a machine has, it is as much as anybody could want. */
static gboolean
add_machine (const WfFile *file, JsonObject *machine, const WfRun *all, Inventory *inventory,
             TraceNote *notes, GError **error)
{
  int cpu = resource_set_find (inventory->resources, "cpu");
  int memory = resource_set_find (inventory->resources, "memory");
  JsonNode *inner = json_object_get_member (machine, "cpu");
  JsonNode *name = json_object_get_member (machine, "nodeName");
  g_autofree char *reason = NULL, *whose = NULL;
  MachineSpec spec = { 0 };
  double cores, bytes;
  if (name == NULL || !JSON_NODE_HOLDS_VALUE (name) || json_node_get_string (name) == NULL)
    return input_error (error, file->display, 0, "each with a nodeName", "a machine without name");
  spec.name = json_node_get_string (name);
  whose = g_strdup_printf ("machine '%s'", spec.name);
  if (!wf_number (file, inner != NULL && JSON_NODE_HOLDS_OBJECT (inner) ? json_node_get_object (inner) : NULL,
                  whose, "coreCount", G_MAXINT32 / 1000, 0, &cores, error)
      || !wf_number (file, machine, whose, "memoryInBytes", G_MAXINT32 * 1048576.0, 0, &bytes,
                     error))
    return FALSE;
  if (!(cores > 0))
    trace_note_add (&notes[ALL_CORES], NULL, LINE);
  if (!(bytes > 0))
    trace_note_add (&notes[ALL_MEMORY], NULL, LINE);
  if (cpu >= 0)
    spec.capacity.of[cpu]
      = (Amount) (cores > 0 ? floor (cores * 1000) : (double) MIN (all->cpu, G_MAXINT32));
  if (memory >= 0)
    spec.capacity.of[memory]
      = (Amount) (bytes > 0 ? floor (bytes / 1048576) : (double) MIN (all->memory, G_MAXINT32));
  return inventory_add (inventory, &spec, &reason)
         || input_error (error, file->display, 0, "each machine once", "%s", reason);
}

static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  g_autoptr (WfFile) file = wf_file_new (path, display, error);
  WfRun all;
  TraceNote notes[N_MACHINE_NOTES + 1] = {
    [ALL_CORES] = { .kept = TRUE, .what = "machines without coreCount (as all tasks together)" },
    [ALL_MEMORY] = { .kept = TRUE, .what = "machines without memoryInBytes (as all tasks together)" },
  };
  if (file == NULL || !sum_requests (file, &all, error))
    return FALSE;
  for (guint i = 0; file->machines != NULL && i < json_array_get_length (file->machines); i++)
    if (!add_machine (file, json_array_get_object_element (file->machines, i), &all, inventory,
                      notes, error))
      return FALSE;
  trace_notes_collect (notes, context->machine_notes);
  return TRUE;
}

/* Tasks ---------------------------------------------------------------------------------------- */

static gboolean
read_task (WfTasks *tasks, const WfRun *run, TaskRecord *record, GError **error)
{
  const Row row = { .display = tasks->file->display, .line = LINE };
  Amounts request = { 0 };
  if (tasks->cpu >= 0)
    request.of[tasks->cpu] = (Amount) run->cpu;
  if (tasks->memory >= 0)
    request.of[tasks->memory] = (Amount) run->memory;
  if (!run->has_cpu)
    trace_note_add (&tasks->notes[NO_CORES], NULL, LINE);
  if (!run->has_memory)
    trace_note_add (&tasks->notes[NO_MEMORY], NULL, LINE);
  record->count = 1;
  record->duration = record->estimate = run->run_time;
  return interner_user (&tasks->interner, &row, "user", USER, &record->user, error)
         && interner_class (&tasks->interner, &row, &request,
                            tasks->interner.context.tiers->lowest[TIER_BATCH],
                            &(ClassTexts){ .constraints = NULL }, 1, &record->task_class, error);
}

static gboolean
next_task (WfTasks *tasks, TaskRecord *record, GError **error)
{
  guint task = tasks->given++;
  WfRun run;
  *record = (TaskRecord){ .job = wf_task_id (tasks->file, task),
                          .name = { "", 0 },
                          .line = LINE,
                          .budget = BUDGET_NONE,
                          .workflow = tasks->file->name };
  if (!wf_task_parents (tasks->file, task, tasks->after, error)
      || !wf_task_run (tasks->file, task, &run, error))
    return FALSE;
  record->after = tasks->after->str;
  if (run.run_time >= 0)
    return read_task (tasks, &run, record, error);
  trace_note_add (&tasks->notes[NO_RUN_TIME], NULL, LINE);
  return TRUE;
}

static int
wf_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  WfTasks *tasks = (WfTasks *) (void *) stream;
  if (tasks->given == json_array_get_length (tasks->file->tasks))
    return 0;
  return next_task (tasks, ret, error) ? 1 : -1;
}

static double
wf_tasks_progress (const TaskStream *stream)
{
  const WfTasks *tasks = (const WfTasks *) (const void *) stream;
  return (double) tasks->given / (double) MAX (json_array_get_length (tasks->file->tasks), 1);
}

static const TraceNote *
wf_tasks_notes (const TaskStream *stream)
{
  return ((const WfTasks *) (const void *) stream)->notes;
}

static void
wf_tasks_free (TaskStream *stream)
{
  WfTasks *tasks = (WfTasks *) (void *) stream;
  wf_file_free (tasks->file);
  interner_clear (&tasks->interner);
  g_string_free (tasks->after, TRUE);
  g_free (tasks);
}

static TaskStream *
open_tasks (const char *path, const char *display, const TraceContext *context, gboolean learn,
            GError **error)
{
  WfFile *file = wf_file_new (path, display, error);
  WfTasks *tasks;
  if (file == NULL)
    return NULL;
  tasks = g_new0 (WfTasks, 1);
  tasks->base = (TaskStream){ .next = wf_tasks_next,
                              .progress = wf_tasks_progress,
                              .free = wf_tasks_free,
                              .notes = wf_tasks_notes,
                              .has_after = TRUE };
  tasks->file = file;
  tasks->cpu = resource_set_find (context->resources, "cpu");
  tasks->memory = resource_set_find (context->resources, "memory");
  tasks->after = g_string_new (NULL);
  tasks->notes[NO_RUN_TIME].what = "tasks without a run time";
  tasks->notes[NO_CORES] = (TraceNote){ .what = "tasks without coreCount (one core)", .kept = TRUE };
  tasks->notes[NO_MEMORY] = (TraceNote){ .what = "tasks without memoryInBytes (none)", .kept = TRUE };
  interner_init (&tasks->interner, context, learn);
  return &tasks->base;
}

/* No other format is JSON. */
static gboolean
looks_like (const char *beginning)
{
  return beginning[strspn (beginning, " \t\r\n")] == '{';
}

const TraceFormat trace_format_wfcommons = {
  .name = "wfcommons",
  .summary = "a workflow in WfFormat 1.5, as WfCommons publishes them",
  .looks_like = looks_like,
  .machines_in_tasks = TRUE,
  .read_machines = read_machines,
  .open_tasks = open_tasks,
};
