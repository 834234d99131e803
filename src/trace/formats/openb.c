/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The node and pod lists of the Alibaba GPU cluster trace of 2023 ("openb"), as published with
 * Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation
 * Gradient Descent", ATC'23. Amounts are whole millicores, MiB, devices and thousandths of one. */
#include <string.h>

#include "trace/formats.h"
#include "trace/intern.h"
#include "trace/places.h"
#include "util/input_error.h"

enum { SN, NODE_CPU, NODE_MEMORY, NODE_GPU, NODE_MODEL, N_NODE };

static const char *const node_columns[N_NODE + 1] = { "sn",  "cpu_milli", "memory_mib",
                                                      "gpu", "model",     NULL };

enum {
  NAME,
  POD_CPU,
  POD_MEMORY,
  NUM_GPU,
  GPU_MILLI,
  QOS,
  CREATION,
  DELETION,
  SCHEDULED,
  N_REQUIRED,
  GPU_SPEC = N_REQUIRED,
  POD_PHASE,
  N_POD,
};

static const char *const pod_columns[N_POD + 1] = {
  "name",          "cpu_milli",     "memory_mib",     "num_gpu",  "gpu_milli", "qos",
  "creation_time", "deletion_time", "scheduled_time", "gpu_spec", "pod_phase", NULL,
};

/* A node's or a pod's amount; a resource that the cell does not count may only be asked for with 0.
 */
static gboolean
set_amount (const Row *row, const char *column, const char *resource, int place, gint64 amount,
            gboolean is_request, Amounts *amounts, GError **error)
{
  g_autofree char *expected = NULL;

  if (place >= 0)
    amounts->of[place] = (Amount) amount;
  if (place >= 0 || amount == 0 || !is_request)
    return TRUE;
  expected = g_strdup_printf ("'%s' among [cell] resources, or pods without", resource);
  return row_error (row, column, expected, error,
                    "the pod asks for %s, which the cell does not count", resource);
}

/* A word of the file that is to stand in an attribute or a constraint as it is. */
static gboolean
check_word (const Row *row, const char *column, const char *word, const char *forbidden,
            GError **error)
{
  if (strpbrk (word, forbidden) == NULL)
    return TRUE;
  return row_error (row, column, "names of GPU models like V100M16 or G2|T4", error,
                    "'%s' is not a model", word);
}

/* Nodes. */

static gboolean
read_node (const Row *row, const int *index, const Places *places, Inventory *inventory,
           GError **error)
{
  MachineSpec spec = { 0 };
  gint64 cpu, memory, gpu;
  const char *model = row_cell (row, index[NODE_MODEL]);
  g_autofree char *attributes = model[0] != '\0' ? g_strconcat ("model=", model, NULL) : NULL;
  g_autofree char *reason = NULL;

  if (!row_name (row, index[SN], "sn", &spec.name, error)
      || !row_integer_or (row, index[NODE_CPU], "cpu_milli", 0, G_MAXINT32, 0, &cpu, error)
      || !row_integer_or (row, index[NODE_MEMORY], "memory_mib", 0, G_MAXINT32, 0, &memory, error)
      || !row_integer_or (row, index[NODE_GPU], "gpu", 0, MAX_DEVICES, 0, &gpu, error)
      || !check_word (row, "model", model, ";=!<>|", error)
      || !set_amount (row, "cpu_milli", "cpu", places->cpu, cpu, FALSE, &spec.capacity, error)
      || !set_amount (row, "memory_mib", "memory", places->memory, memory, FALSE, &spec.capacity,
                      error)
      || !set_amount (row, "gpu", "gpu", places->gpu, gpu * DEVICE, FALSE, &spec.capacity, error))
    return FALSE;
  spec.attributes = attributes;
  return inventory_add (inventory, &spec, &reason)
         || row_error (row, "sn", "each node once", error, "%s", reason);
}

static gboolean
openb_read_machines (const char *path, const char *display, const TraceContext *context,
                     Inventory *inventory, GError **error)
{
  g_autoptr (CsvReader) reader = csv_reader_new (path, display, error);
  int index[N_NODE];
  Places places;
  Row row = { .reader = reader };
  int got;

  if (reader == NULL || !places_find (context, display, &places, error)
      || !columns_bind (reader, node_columns, index, error))
    return FALSE;
  for (guint i = 0; i < N_NODE; i++)
    if (!columns_require (reader, node_columns[i], index[i], error))
      return FALSE;
  while ((got = csv_reader_next (reader, &row.cells, error)) > 0)
    if (!read_node (&row, index, &places, inventory, error))
      return FALSE;
  return got == 0;
}

/* Pods. */

enum { NOT_SCHEDULED, NOT_DELETED, BACKWARDS, NO_REQUEST, NO_DEVICE, N_NOTES };

static const TraceNote reasons[N_NOTES + 1] = {
  [NOT_SCHEDULED]
  = { .kept = TRUE, .what = "pods that were never scheduled: from their creation to their deletion" },
  [NOT_DELETED] = { .kept = TRUE, .what = "pods that were not deleted: unending" },
  [BACKWARDS] = { .kept = TRUE, .what = "pods deleted before they were scheduled: unending" },
  [NO_REQUEST] = { .kept = TRUE, .what = "pods without cpu_milli or memory_mib: 0" },
  [NO_DEVICE] = { .kept = TRUE, .what = "pods of a part of no GPU (num_gpu 0): none" },
};

typedef struct {
  TaskStream base;
  CsvReader *reader;
  Interner interner;
  Places places;
  int index[N_POD];
  GString *constraint;
  RecordedRun run;
  TraceNote notes[N_NOTES + 1];
} OpenbTasks;

static gboolean
read_gpu (const OpenbTasks *tasks, const Row *row, Amounts *request, GError **error)
{
  gint64 devices, milli;

  if (!row_integer_or (row, tasks->index[NUM_GPU], "num_gpu", 0, G_MAXINT32 / DEVICE, 0, &devices,
                       error)
      || !row_integer_or (row, tasks->index[GPU_MILLI], "gpu_milli", 0, DEVICE, 0, &milli, error))
    return FALSE;
  if (devices == 1 && milli == 0)
    return row_error (row, "gpu_milli", "from 1 to 1000 where num_gpu is 1", error,
                      "'%s' is out of range", row_cell (row, tasks->index[GPU_MILLI]));
  if (devices > 1 && milli != DEVICE)
    return row_error (row, "gpu_milli", "1000 where num_gpu is above 1", error,
                      "%" G_GINT64_FORMAT " devices of '%s' each cannot be shared", devices,
                      row_cell (row, tasks->index[GPU_MILLI]));
  return set_amount (row, "num_gpu", "gpu", tasks->places.gpu, devices * milli, TRUE, request,
                     error);
}

static gboolean
read_request (const OpenbTasks *tasks, const Row *row, Amounts *request, GError **error)
{
  gint64 cpu, memory;

  *request = (Amounts){ 0 };
  return row_integer_or (row, tasks->index[POD_CPU], "cpu_milli", 0, G_MAXINT32, 0, &cpu, error)
         && row_integer_or (row, tasks->index[POD_MEMORY], "memory_mib", 0, G_MAXINT32, 0, &memory,
                            error)
         && set_amount (row, "cpu_milli", "cpu", tasks->places.cpu, cpu, TRUE, request, error)
         && set_amount (row, "memory_mib", "memory", tasks->places.memory, memory, TRUE, request,
                        error)
         && read_gpu (tasks, row, request, error);
}

static gboolean
read_qos (const OpenbTasks *tasks, const Row *row, gint32 *ret, GError **error)
{
  static const char *const names[] = { "LS", "Guaranteed", "BE", "Burstable", NULL };
  static const Tier tiers[] = { TIER_PROD, TIER_PROD, TIER_BATCH, TIER_BATCH };
  const char *cell = row_cell (row, tasks->index[QOS]);
  g_autofree char *expected = NULL;

  for (guint i = 0; names[i] != NULL; i++) {
    if (strcmp (names[i], cell) != 0)
      continue;
    *ret = tasks->interner.context.tiers->lowest[tiers[i]];
    return TRUE;
  }
  expected = input_expected_one_of (cell, names);
  return row_error (row, "qos", expected, error, "unknown class of service '%s'", cell);
}

/* A pod that was never scheduled keeps its wish from its creation to its deletion. */
static gboolean
read_times (OpenbTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  gint64 start, end;

  if (!row_time (row, tasks->index[CREATION], "creation_time", &record->submit, error)
      || !row_time_or (row, tasks->index[DELETION], "deletion_time", TIME_NEVER, &end, error)
      || !row_time_or (row, tasks->index[SCHEDULED], "scheduled_time", record->submit, &start,
                       error))
    return FALSE;
  record->duration = end == TIME_NEVER || end < start ? DURATION_UNENDING : end - start;
  record->estimate = record->duration;
  if (tasks->interner.context.recorded_runs) {
    record->runs = &tasks->run;
    record->n_runs = row_cell (row, tasks->index[SCHEDULED])[0] != '\0';
    tasks->run = (RecordedRun){ start, end >= start ? end : TIME_NEVER };
  }
  if (record->duration == DURATION_UNENDING || record->duration <= TRACE_TIME_MAX - record->submit)
    return TRUE;
  return row_error (row, "deletion_time", "an end within 146,000 years", error,
                    "'%s' is out of range", row_cell (row, tasks->index[DELETION]));
}

/* Whether the row has nothing there. */
static gboolean
is_blank (const OpenbTasks *tasks, const Row *row, guint column)
{
  return row_cell (row, tasks->index[column])[0] == '\0';
}

static void
note_assumed (OpenbTasks *tasks, const Row *row, const TaskRecord *record)
{
  gboolean unending = record->duration == DURATION_UNENDING;
  gboolean deleted = !is_blank (tasks, row, DELETION);
  const gboolean holds[N_NOTES] = {
    [NOT_SCHEDULED] = is_blank (tasks, row, SCHEDULED) && deleted,
    [NOT_DELETED] = !deleted,
    [BACKWARDS] = unending && deleted,
    [NO_REQUEST] = is_blank (tasks, row, POD_CPU) || is_blank (tasks, row, POD_MEMORY),
    [NO_DEVICE] = g_ascii_strtoll (row_cell (row, tasks->index[NUM_GPU]), NULL, 10) == 0
                  && g_ascii_strtoll (row_cell (row, tasks->index[GPU_MILLI]), NULL, 10) != 0,
  };

  for (guint i = 0; i < N_NOTES; i++)
    if (holds[i])
      trace_note_add (&tasks->notes[i], NULL, record->line);
}

static gboolean
read_pod (OpenbTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  const char *models = row_cell (row, tasks->index[GPU_SPEC]);
  Amounts request;
  gint32 priority = 0;

  *record = (TaskRecord){ .name = { "", 0 },
                          .count = 1,
                          .line = csv_reader_line (tasks->reader),
                          .budget = BUDGET_NONE };
  if (!row_name (row, tasks->index[NAME], "name", &record->job, error)
      || !interner_user (&tasks->interner, row, "user", "openb", &record->user, error)
      || !read_times (tasks, row, record, error) || !read_qos (tasks, row, &priority, error)
      || !read_request (tasks, row, &request, error)
      || !check_word (row, "gpu_spec", models, ";=!<>", error))
    return FALSE;
  note_assumed (tasks, row, record);
  g_string_truncate (tasks->constraint, 0);
  if (models[0] != '\0')
    g_string_append_printf (tasks->constraint, "model=%s", models);
  return interner_class (&tasks->interner, row, &request, priority,
                         &(ClassTexts){ .constraints = tasks->constraint->str }, 1,
                         &record->task_class, error);
}

static int
openb_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  OpenbTasks *tasks = (OpenbTasks *) (void *) stream;
  Row row = { .reader = tasks->reader };
  int got = csv_reader_next (tasks->reader, &row.cells, error);

  return got > 0 && !read_pod (tasks, &row, ret, error) ? -1 : got;
}

static double
openb_tasks_progress (const TaskStream *stream)
{
  const OpenbTasks *tasks = (const OpenbTasks *) (const void *) stream;
  guint64 size = csv_reader_size (tasks->reader);

  return size == 0 ? 1 : (double) csv_reader_position (tasks->reader) / (double) size;
}

static const TraceNote *
openb_tasks_notes (const TaskStream *stream)
{
  return ((const OpenbTasks *) (const void *) stream)->notes;
}

static void
openb_tasks_free (TaskStream *stream)
{
  OpenbTasks *tasks = (OpenbTasks *) (void *) stream;

  csv_reader_free (tasks->reader);
  interner_clear (&tasks->interner);
  g_string_free (tasks->constraint, TRUE);
  g_free (tasks);
}

static gboolean
bind_pods (OpenbTasks *tasks, const char *display, const TraceContext *context, GError **error)
{
  if (!places_find (context, display, &tasks->places, error)
      || !columns_bind (tasks->reader, pod_columns, tasks->index, error))
    return FALSE;
  for (guint i = 0; i < N_REQUIRED; i++)
    if (!columns_require (tasks->reader, pod_columns[i], tasks->index[i], error))
      return FALSE;
  return TRUE;
}

static TaskStream *
openb_open_tasks (const char *path, const char *display, const TraceContext *context,
                  gboolean learn, GError **error)
{
  CsvReader *reader = csv_reader_new (path, display, error);
  OpenbTasks *tasks;

  if (reader == NULL)
    return NULL;
  tasks = g_new0 (OpenbTasks, 1);
  tasks->base = (TaskStream){ .next = openb_tasks_next,
                              .progress = openb_tasks_progress,
                              .free = openb_tasks_free,
                              .notes = openb_tasks_notes };
  tasks->reader = reader;
  tasks->constraint = g_string_new (NULL);
  memcpy (tasks->notes, reasons, sizeof reasons);
  interner_init (&tasks->interner, context, learn);
  if (bind_pods (tasks, display, context, error))
    return &tasks->base;
  openb_tasks_free (&tasks->base);
  return NULL;
}

static gboolean
is_tasks (const char *const *header, guint columns, const TraceContext *context)
{
  (void) context;
  return columns_have (header, columns, "name") && columns_have (header, columns, "num_gpu");
}

static gboolean
is_machines (const char *const *header, guint columns, const TraceContext *context)
{
  (void) context;
  return columns_have (header, columns, "sn") && columns_have (header, columns, "cpu_milli");
}

const TraceFormat trace_format_openb = {
  .name = "openb",
  .summary = "node and pod lists of Alibaba's GPU cluster trace of 2023",
  .is_tasks = is_tasks,
  .is_machines = is_machines,
  .read_machines = openb_read_machines,
  .open_tasks = openb_open_tasks,
};
