/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba's cluster trace of 2017 (alibaba/clusterdata, cluster-trace-v2017), as published, without
 * header lines. Here: machines, containers, and how the files are known. */
#include "trace/formats/alibaba2017.h"

#include <string.h>

#include "trace/companion.h"
#include "trace/formats.h"
#include "util/input_error.h"

enum { TIME, MACHINE, EVENT, DETAIL, CPUS, MEMORY, DISK };
enum {
  CONTAINER_TIME,
  CONTAINER_EVENT,
  CONTAINER,
  CONTAINER_MACHINE,
  CONTAINER_CPU,
  CONTAINER_MEMORY,
  CONTAINER_DISK,
  CPU_SET,
  N_CONTAINER,
};

#define SECONDS_MAX (TRACE_TIME_MAX / TIME_SECOND / 2)

gboolean
alibaba2017_time (const Row *row, int cell, const char *column, gint64 missing, gint64 *ret,
                  GError **error)
{
  gint64 seconds;
  *ret = missing;
  if (row_cell (row, cell)[0] == '\0')
    return TRUE;
  if (!row_integer_or (row, cell, column, -SECONDS_MAX, SECONDS_MAX, 0, &seconds, error))
    return FALSE;
  *ret = MAX (seconds, 0) * TIME_SECOND;
  return TRUE;
}

gboolean
alibaba2017_memory (const Row *row, int cell, const char *column, gint64 missing, gint64 *ret,
                    GError **error)
{
  return row_scaled_or (row, cell, column, "a part of the largest machine like 0.25",
                        ALIBABA2017_MEMORY, missing, ret, error);
}

/* Machines ------------------------------------------------------------------------------------- */

static gboolean
add_machine (const Row *row, const Places *places, const char *name, gint64 time,
             Inventory *inventory, GError **error)
{
  g_autofree char *reason = NULL;
  MachineSpec spec = { .name = name, .time = time };
  gint64 cores, memory;
  if (!row_integer_or (row, CPUS, "cpus", 0, G_MAXINT32 / 1000, 0, &cores, error)
      || !alibaba2017_memory (row, MEMORY, "memory", 0, &memory, error))
    return FALSE;
  spec.capacity = places_amounts (places, cores * 1000, memory, 0);
  return inventory_add (inventory, &spec, &reason)
         || row_error (row, "machine_id", "a name", error, "%s", reason);
}

/* After an error a machine takes nothing new, and keeps what it has; it is well again when it is added. */
static gboolean
read_machine (const Row *row, const Places *places, Inventory *inventory, TraceNote *errors,
              GError **error)
{
  const char *name, *event = row_cell (row, EVENT);
  gboolean adds = strcmp (event, "add") == 0, known;
  g_autofree char *reason = NULL;
  gint64 time;
  if (!adds && strcmp (event, "softerror") != 0 && strcmp (event, "harderror") != 0)
    return row_error (row, "event_type", "add, softerror or harderror", error, "'%s' is no event",
                      event);
  if (!row_name (row, MACHINE, "machine_id", &name, error)
      || !alibaba2017_time (row, TIME, "timestamp", 0, &time, error))
    return FALSE;
  known = g_hash_table_contains (inventory->by_name, name);
  if (!adds)
    trace_note_add (errors, ALIBABA2017_MACHINES, row_line (row));
  if (adds && !known)
    return add_machine (row, places, name, time, inventory, error);
  if (!known)
    return row_error (row, "machine_id", "a machine that was added", error,
                      "machine '%s' is not there", name);
  return inventory_add_event (inventory, name, time, adds ? MACHINE_UP : MACHINE_DRAIN, &reason)
         || row_error (row, "timestamp", "rows of a machine in order of time", error, "%s", reason);
}

static gboolean
read_server_events (const char *path, const char *display, const TraceContext *context,
                    Inventory *inventory, GError **error)
{
  TraceNote errors = { .kept = TRUE,
                       .what = "errors of machines: nothing new starts there from then on" };
  g_autoptr (PlainTable) table
    = plain_table_new (path, display, ',', ALIBABA2017_MACHINE_CELLS, error);
  Places places;
  int got = table != NULL && places_find (context, display, &places, error) ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!read_machine (&table->row, &places, inventory, &errors, error))
      return FALSE;
  if (got == 0 && context->machine_notes != NULL && errors.count > 0)
    g_array_append_val (context->machine_notes, errors);
  return got == 0;
}

/* Containers ----------------------------------------------------------------------------------- */

static gboolean
create_container (const Row *row, AlibabaService *service, GError **error)
{
  gint64 cores;
  if (!row_integer_or (row, CONTAINER_CPU, "plan_cpu", 0, G_MAXINT32 / 1000, 0, &cores, error)
      || !alibaba2017_memory (row, CONTAINER_MEMORY, "plan_mem", 0, &service->memory, error))
    return FALSE;
  service->cpu = cores * 1000;
  return TRUE;
}

static gboolean
read_container (const Row *row, AlibabaServices *services, TraceNote *again, GError **error)
{
  const char *event = row_cell (row, CONTAINER_EVENT);
  AlibabaService service = { .duration = DURATION_UNENDING, .line = row_line (row) }, *known;
  if (!row_name (row, CONTAINER, "instance_id", &service.name, error)
      || !alibaba2017_time (row, CONTAINER_TIME, "ts", 0, &service.submit, error))
    return FALSE;
  g_autofree char *job = g_strconcat (ALIBABA_SERVICE_USER "/", service.name, NULL);
  service.job = job;
  known = alibaba_services_find (services, service.name);
  if (strcmp (event, "Create") == 0 && known == NULL) {
    if (!create_container (row, &service, error))
      return FALSE;
    alibaba_services_add (services, &service);
    return TRUE;
  }
  if (strcmp (event, "Create") != 0 && strcmp (event, "Remove") != 0)
    return row_error (row, "event", "Create or Remove", error, "'%s' is no event", event);
  if (known == NULL || known->ended || strcmp (event, "Create") == 0) {
    trace_note_add (again, ALIBABA2017_CONTAINERS, row_line (row));
    return TRUE;
  }
  known->ended = TRUE;
  known->duration = MAX (service.submit - known->submit, TIME_SECOND);
  return TRUE;
}

gboolean
alibaba2017_read_containers (const char *path, AlibabaServices *services, TraceNote *again,
                             GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, path, ',', N_CONTAINER, error);
  int got = table != NULL ? 1 : -1;
  if (got > 0)
    table->more = TRUE; /* published with a cell at the end that says nothing */
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!read_container (&table->row, services, again, error))
      return FALSE;
  return got == 0;
}

/* The table ------------------------------------------------------------------------------------ */

/* The first line: a task's times, numbers, and status. */
static gboolean
looks_like_tasks (const char *beginning)
{
  static const int numbers[] = { 0, 1, 2, 3, 4 };
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  char *cell[ALIBABA2017_TASK_CELLS];
  gint64 value;
  if (plain_split (line, ',', ALIBABA2017_TASK_CELLS, cell) != ALIBABA2017_TASK_CELLS
      || !g_ascii_isalpha (cell[5][0]))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!integer_parse (cell[numbers[i]], G_MININT64, G_MAXINT64, &value, NULL))
      return FALSE;
  return TRUE;
}

/* Or a machine and what happens to it. */
static gboolean
looks_like (const char *beginning)
{
  static const char *const events[] = { "add", "softerror", "harderror", NULL };
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  char *cell[ALIBABA2017_MACHINE_CELLS];
  return looks_like_tasks (beginning)
         || (plain_split (line, ',', ALIBABA2017_MACHINE_CELLS, cell) == ALIBABA2017_MACHINE_CELLS
             && g_strv_contains (events, cell[EVENT]));
}

char *
alibaba2017_tasks_of (const char *path)
{
  return companion_or_path (path, ALIBABA2017_TASKS);
}

static gboolean
is_folder (const char *path)
{
  g_autofree char *tasks = companion_in (path, ALIBABA2017_TASKS);
  return companion_looks_like (tasks, looks_like_tasks);
}

/* Those beside the tasks, or the file itself. */
static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  g_autofree char *tasks = alibaba2017_tasks_of (path);
  g_autofree char *beside = companion_beside (tasks, ALIBABA2017_MACHINES);
  if (!companion_looks_like (tasks, looks_like_tasks))
    return read_server_events (path, display, context, inventory, error);
  return beside == NULL || read_server_events (beside, beside, context, inventory, error);
}

static GStrv
files (const char *path, GError **error)
{
  static const char *const others[]
    = { ALIBABA2017_INSTANCES, ALIBABA2017_CONTAINERS, ALIBABA2017_MACHINES, NULL };
  g_autofree char *tasks = alibaba2017_tasks_of (path);
  (void) error;
  return companion_list (tasks, looks_like_tasks, others);
}

const TraceFormat trace_format_alibaba2017 = {
  .name = "alibaba2017",
  .summary = "batch and container tables of Alibaba's cluster trace of 2017",
  .looks_like = looks_like,
  .is_folder = is_folder,
  .files = files,
  .machines_in_tasks = TRUE,
  .read_machines = read_machines,
  .open_tasks = alibaba2017_tasks_open,
};
