/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba's GPU cluster trace of 2020 (alibaba/clusterdata, cluster-trace-gpu-v2020; Weng et al., "MLaaS
 * in the Wild", NSDI'22): tables of the Platform for AI, as published, without header lines. A row of
 * pai_task_table is a job of berth, JOB/TASK, of inst_num equal tasks. Who submitted it, when, and which
 * GPUs it must have stands in the other tables. */
#include <string.h>

#include "trace/companion.h"
#include "trace/formats.h"
#include "trace/formats/pai_jobs.h"
#include "trace/intern.h"
#include "trace/places.h"
#include "trace/plain_table.h"
#include "util/input_error.h"

#define TASKS    "pai_task_table.csv"
#define MACHINES "pai_machine_spec.csv"

enum { JOB, TASK, INSTANCES, STATUS, START, END, CPU, MEMORY, GPU, GPU_TYPE, N_CELLS };
enum { MACHINE, MACHINE_TYPE, MACHINE_CPU, MACHINE_MEMORY, MACHINE_GPU, N_MACHINE };

#define CORES_EXPECTED "hundredths of a core like 600.0"
#define GIB_EXPECTED   "GiB like 29.3"
#define GPU_EXPECTED   "hundredths of a GPU like 50.0"

enum { NO_INSTANCES, NO_RUN_TIME, NO_JOB, TOGETHER, ROUNDED, NO_CPU, NO_MEMORY, N_NOTES };

static const TraceNote reasons[N_NOTES + 1] = {
  [NO_INSTANCES] = { .what = "tasks without instances" },
  [NO_RUN_TIME] = { .what = "tasks without a run time" },
  [NO_JOB]
  = { .kept = TRUE, .what = "tasks without a job: submitted when they started, by 'default'" },
  [TOGETHER] = { .kept = TRUE, .what = "tasks of several instances: each starts by itself" },
  [ROUNDED] = { .kept = TRUE, .what = "tasks of more than one GPU and not of whole ones (rounded up)" },
  [NO_CPU] = { .kept = TRUE, .what = "tasks without plan_cpu (none)" },
  [NO_MEMORY] = { .kept = TRUE, .what = "tasks without plan_mem (none)" },
};

typedef struct {
  TaskStream base;
  PlainTable *table;
  PaiJobs *jobs; /* NULL: there is no table of jobs */
  Interner interner;
  Places places;
  GString *job, *constraint;
  TraceNote notes[N_NOTES + 1];
} PaiTasks;

static char *
tasks_of (const char *path)
{
  return companion_or_path (path, TASKS);
}

static void
note (PaiTasks *tasks, guint reason)
{
  trace_note_add (&tasks->notes[reason], NULL, row_line (&tasks->table->row));
}

/* Tasks ---------------------------------------------------------------------------------------- */

/* From start to end, at least a second; -1: it has not run, or not ended. */
static gboolean
read_times (const Row *row, TaskRecord *record, GError **error)
{
  gint64 end;
  if (!row_seconds_or (row, START, "start_time", -1, &record->submit, error)
      || !row_seconds_or (row, END, "end_time", -1, &end, error))
    return FALSE;
  record->duration = record->submit >= 0 && end >= record->submit
                       ? MAX (end - record->submit, TIME_SECOND)
                       : -1;
  record->estimate = record->duration;
  return TRUE;
}

static gboolean
read_request (PaiTasks *tasks, Amounts *ret, GError **error)
{
  const Row *row = &tasks->table->row;
  gint64 cpu, memory, gpu;
  if (!row_scaled_or (row, CPU, "plan_cpu", CORES_EXPECTED, 10, -1, &cpu, error)
      || !row_scaled_or (row, MEMORY, "plan_mem", GIB_EXPECTED, 1024, -1, &memory, error)
      || !row_scaled_or (row, GPU, "plan_gpu", GPU_EXPECTED, 10, 0, &gpu, error))
    return FALSE;
  if (cpu < 0)
    note (tasks, NO_CPU);
  if (memory < 0)
    note (tasks, NO_MEMORY);
  if (places_devices (gpu) != gpu)
    note (tasks, ROUNDED);
  *ret = places_amounts (&tasks->places, MAX (cpu, 0), MAX (memory, 0), places_devices (gpu));
  return TRUE;
}

/* What the other tables say of its job. */
static gboolean
read_job (PaiTasks *tasks, TaskRecord *record, gboolean runs, GError **error)
{
  const Row *row = &tasks->table->row;
  PaiJob job = { .user = "default" };
  gboolean known = tasks->jobs != NULL && pai_jobs_next (tasks->jobs, &job);
  if (!runs)
    return TRUE;
  if (!known)
    note (tasks, NO_JOB);
  else if (job.submit >= 0)
    record->submit = MIN (job.submit, record->submit);
  g_string_truncate (tasks->constraint, 0);
  if (known && job.gpu_type != NULL)
    g_string_printf (tasks->constraint, "gpu_type=%s", job.gpu_type);
  return interner_user (&tasks->interner, row, "user", job.user, &record->user, error);
}

static gboolean
read_class (PaiTasks *tasks, TaskRecord *record, GError **error)
{
  const ClassTexts texts = { .constraints = tasks->constraint->str };
  Amounts request;
  return read_request (tasks, &request, error)
         && interner_class (&tasks->interner, &tasks->table->row, &request,
                            tasks->interner.context.tiers->lowest[TIER_BATCH], &texts,
                            record->count, &record->task_class, error);
}

/* 1, 0: nothing to run; -1 and *error. */
static int
read_task (PaiTasks *tasks, TaskRecord *record, GError **error)
{
  const Row *row = &tasks->table->row;
  const char *job, *task;
  gint64 instances;
  *record = (TaskRecord){ .line = row_line (row), .budget = BUDGET_NONE };
  if (!row_name (row, JOB, "job_name", &job, error)
      || !row_name (row, TASK, "task_name", &task, error)
      || !row_scaled_or (row, INSTANCES, "inst_num", "a number of instances like 1.0", 1, 0,
                         &instances, error)
      || !read_times (row, record, error))
    return -1;
  if (instances > TASK_NUMBER_MAX) {
    row_error (row, "inst_num", "at most 9999999", error, "too many");
    return -1;
  }
  gboolean runs = instances > 0 && record->duration >= 0;
  if (!read_job (tasks, record, runs, error))
    return -1;
  if (!runs) {
    note (tasks, instances == 0 ? NO_INSTANCES : NO_RUN_TIME);
    return 0;
  }
  if (instances > 1)
    note (tasks, TOGETHER);
  g_string_printf (tasks->job, "%s/%s", job, task);
  record->job = tasks->job->str;
  record->name = (TaskName){ .base = task, .number = 0 };
  record->count = (guint) instances;
  return read_class (tasks, record, error) ? 1 : -1;
}

static int
pai_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  PaiTasks *tasks = (PaiTasks *) (void *) stream;
  int found = 0, got;
  while (found == 0 && (got = plain_table_next (tasks->table, error)) != 0)
    found = got < 0 ? -1 : read_task (tasks, ret, error);
  return found;
}

static double
pai_tasks_progress (const TaskStream *stream)
{
  return line_reader_progress (((const PaiTasks *) (const void *) stream)->table->reader);
}

static const TraceNote *
pai_tasks_notes (const TaskStream *stream)
{
  return ((const PaiTasks *) (const void *) stream)->notes;
}

static void
pai_tasks_free (TaskStream *stream)
{
  PaiTasks *tasks = (PaiTasks *) (void *) stream;
  plain_table_free (tasks->table);
  pai_jobs_free (tasks->jobs);
  interner_clear (&tasks->interner);
  g_string_free (tasks->job, TRUE);
  g_string_free (tasks->constraint, TRUE);
  g_free (tasks);
}

static TaskStream *
open_tasks (const char *path, const char *display, const TraceContext *context, gboolean learn,
            GError **error)
{
  PaiTasks *tasks = g_new0 (PaiTasks, 1);
  g_autofree char *file = tasks_of (path);
  const char *name = strcmp (file, path) == 0 ? display : file;
  tasks->base = (TaskStream){ .next = pai_tasks_next,
                              .progress = pai_tasks_progress,
                              .free = pai_tasks_free,
                              .notes = pai_tasks_notes };
  tasks->job = g_string_new (NULL);
  tasks->constraint = g_string_new (NULL);
  memcpy (tasks->notes, reasons, sizeof reasons);
  interner_init (&tasks->interner, context, learn);
  if (places_find (context, name, &tasks->places, error)
      && pai_jobs_open (file, name, N_CELLS, JOB, &tasks->jobs, error)
      && (tasks->table = plain_table_new (file, name, ',', N_CELLS, error)) != NULL)
    return &tasks->base;
  pai_tasks_free (&tasks->base);
  return NULL;
}

/* Machines ------------------------------------------------------------------------------------- */

static gboolean
read_machine (const Row *row, const Places *places, Inventory *inventory, GError **error)
{
  const char *type = row_cell (row, MACHINE_TYPE);
  g_autofree char *attributes = type[0] != '\0' ? g_strconcat ("gpu_type=", type, NULL) : NULL;
  g_autofree char *reason = NULL;
  MachineSpec spec = { .attributes = attributes };
  gint64 cpu, memory, gpu;
  if (!row_name (row, MACHINE, "machine", &spec.name, error)
      || !row_scaled_or (row, MACHINE_CPU, "cap_cpu", "cores like 96", 1000, 0, &cpu, error)
      || !row_scaled_or (row, MACHINE_MEMORY, "cap_mem", GIB_EXPECTED, 1024, 0, &memory, error)
      || !row_scaled_or (row, MACHINE_GPU, "cap_gpu", "GPUs like 8", DEVICE, 0, &gpu, error))
    return FALSE;
  spec.capacity = places_amounts (places, cpu, memory, gpu);
  return inventory_add (inventory, &spec, &reason)
         || row_error (row, "machine", "each machine once, with at most 64 whole GPUs", error, "%s",
                       reason);
}

static gboolean
read_spec (const char *path, const char *display, const TraceContext *context,
           Inventory *inventory, GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, display, ',', N_MACHINE, error);
  Places places;
  int got = table != NULL && places_find (context, display, &places, error) ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!read_machine (&table->row, &places, inventory, error))
      return FALSE;
  return got == 0;
}

/* The table ------------------------------------------------------------------------------------ */

static gboolean
is_number (const char *text)
{
  double value;
  return text[0] == '\0' || number_parse (text, 0, G_MAXDOUBLE, &value, NULL);
}

/* The first line: a task's name, times, and amounts. */
static gboolean
looks_like_tasks (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  char *cell[N_CELLS];
  if (plain_split (line, ',', N_CELLS, cell) != N_CELLS || !g_ascii_isalpha (cell[STATUS][0]))
    return FALSE;
  for (guint i = INSTANCES; i <= GPU; i++)
    if (i != STATUS && !is_number (cell[i]))
      return FALSE;
  return TRUE;
}

/* Or a machine with three amounts, which a type of GPU comes before. */
static gboolean
looks_like (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  char *cell[N_MACHINE];
  return looks_like_tasks (beginning)
         || (plain_split (line, ',', N_MACHINE, cell) == N_MACHINE
             && g_ascii_isalpha (cell[MACHINE_TYPE][0]) && cell[MACHINE_CPU][0] != '\0'
             && is_number (cell[MACHINE_CPU]) && is_number (cell[MACHINE_MEMORY])
             && is_number (cell[MACHINE_GPU]));
}

static gboolean
is_folder (const char *path)
{
  g_autofree char *tasks = companion_in (path, TASKS);
  return companion_looks_like (tasks, looks_like_tasks);
}

/* Those beside the tasks, or the file itself. */
static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  g_autofree char *tasks = tasks_of (path);
  g_autofree char *beside = companion_beside (tasks, MACHINES);
  if (!companion_looks_like (tasks, looks_like_tasks))
    return read_spec (path, display, context, inventory, error);
  return beside == NULL || read_spec (beside, beside, context, inventory, error);
}

static GStrv
files (const char *path, GError **error)
{
  static const char *const others[] = { PAI_JOBS, PAI_GROUPS, MACHINES, NULL };
  g_autofree char *tasks = tasks_of (path);
  (void) error;
  return companion_list (tasks, looks_like_tasks, others);
}

const TraceFormat trace_format_alibaba_gpu2020 = {
  .name = "alibaba-gpu2020",
  .summary = "task, job and machine tables of Alibaba's GPU cluster trace of 2020 (PAI)",
  .looks_like = looks_like,
  .is_folder = is_folder,
  .files = files,
  .machines_in_tasks = TRUE,
  .read_machines = read_machines,
  .open_tasks = open_tasks,
};
