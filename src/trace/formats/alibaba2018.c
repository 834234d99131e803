/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba's cluster trace of 2018 (alibaba/clusterdata, cluster-trace-v2018): batch_task, container_meta
 * and machine_meta, as published, without header lines. Here: rows, names, and machines. */
#include "trace/formats/alibaba2018.h"

#include <string.h>

#include "trace/companion.h"
#include "trace/formats.h"
#include "trace/intern.h"
#include "util/input_error.h"

#define TASK_CELLS 9
#define NUMBER_MAX 1000000

enum { MACHINE, TIME, DOMAIN_1, DOMAIN_2, CPUS, MEMORY, STATUS, N_MACHINE };
enum {
  CONTAINER,
  CONTAINER_MACHINE,
  CONTAINER_TIME,
  APP,
  CONTAINER_STATUS,
  CONTAINER_CPU,
  CPU_LIMIT,
  CONTAINER_MEMORY,
  N_CONTAINER,
};

/* Rows ----------------------------------------------------------------------------------------- */

gboolean
alibaba_amount (const Row *row, int cell, const char *column, gint64 missing, gint64 *ret,
                GError **error)
{
  const char *text = row_cell (row, cell), *reason = NULL;
  gint64 thousandths;
  *ret = missing;
  if (text[0] == '\0')
    return TRUE;
  if (!unit_parse (text, UNIT_CPU, G_MAXINT32, &thousandths, &reason))
    return row_error (row, column, "a number like 50 or 0.39", error, "'%s' %s", text, reason);
  *ret = thousandths;
  return TRUE;
}

/* Names ---------------------------------------------------------------------------------------- */

/* A number, and the end or `_` behind it. FALSE: there is none. */
static gboolean
read_number (const char **text, guint *ret)
{
  guint number = 0;
  const char *c = *text;
  while (g_ascii_isdigit (*c) && number < NUMBER_MAX)
    number = number * 10 + (guint) (*c++ - '0');
  if (c == *text || (*c != '\0' && *c != '_'))
    return FALSE;
  *text = c;
  *ret = number;
  return TRUE;
}

gboolean
alibaba_name_parse (const char *name, AlibabaName *ret)
{
  const char *c = name;
  while (g_ascii_isalpha (*c))
    c++;
  if (c == name || !read_number (&c, &ret->number))
    return FALSE;
  ret->parents = c;
  return TRUE;
}

gboolean
alibaba_name_next_parent (const char **parents, guint *ret)
{
  const char *c = *parents;
  if (*c != '_')
    return FALSE;
  c++;
  if (!read_number (&c, ret))
    return FALSE;
  *parents = c;
  return TRUE;
}

/* Machines ------------------------------------------------------------------------------------- */

enum { NOTE_CHANGED, NOTE_BLANK, N_NOTES };

typedef struct {
  const TraceContext *context;
  Inventory *inventory;
  int cpu, memory;  /* of the cell's resources, or -1 */
  GHashTable *down; /* a set of names */
  const char *file; /* in notes */
  TraceNote notes[N_NOTES + 1];
} MachineMeta;

static gboolean
read_capacity (const MachineMeta *meta, const Row *row, Amounts *ret, GError **error)
{
  gint64 cores, memory;
  if (!row_integer_or (row, CPUS, "cpu_num", 0, G_MAXINT32 / 1000, 0, &cores, error)
      || !alibaba_amount (row, MEMORY, "mem_size", 0, &memory, error))
    return FALSE;
  if (meta->cpu >= 0)
    ret->of[meta->cpu] = (Amount) (cores * 1000);
  if (meta->memory >= 0)
    ret->of[meta->memory] = (Amount) (memory * ALIBABA_MIB_PER_CENT / 1000);
  return TRUE;
}

/* A machine keeps the capacity that its first row says. */
static gboolean
check_capacity (MachineMeta *meta, const Row *row, const char *name, GError **error)
{
  guint machine = GPOINTER_TO_UINT (g_hash_table_lookup (meta->inventory->by_name, name));
  Amounts capacity = { 0 };
  gboolean same = TRUE;
  if (!read_capacity (meta, row, &capacity, error))
    return FALSE;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    same &= capacity.of[r] == 0
            || capacity.of[r] == inventory_capacity (meta->inventory, r, machine);
  if (!same)
    trace_note_add (&meta->notes[NOTE_CHANGED], meta->file, row_line (row));
  return TRUE;
}

/* A machine's first row: a rack is the second domain within the first. */
static gboolean
add_machine (MachineMeta *meta, const Row *row, gint64 time, GError **error)
{
  const char *zone = row_cell (row, DOMAIN_1), *place = row_cell (row, DOMAIN_2);
  g_autofree char *rack = g_strconcat (zone, "-", place, NULL);
  g_autofree char *reason = NULL;
  MachineSpec spec = { .name = row_cell (row, MACHINE), .time = time };
  if (zone[0] != '\0')
    spec.zone = zone;
  if (zone[0] != '\0' && place[0] != '\0')
    spec.rack = rack;
  if (!read_capacity (meta, row, &spec.capacity, error)
      || (spec.zone != NULL
          && !context_check_zone (meta->context, row, "failure_domain_1", spec.zone, error)))
    return FALSE;
  if (row_cell (row, CPUS)[0] == '\0' || row_cell (row, MEMORY)[0] == '\0')
    trace_note_add (&meta->notes[NOTE_BLANK], meta->file, row_line (row));
  return inventory_add (meta->inventory, &spec, &reason)
         || row_error (row, "machine_id", "a name", error, "%s", reason);
}

/* Later rows repeat what the machine is, mostly; only what changes the status counts. */
static gboolean
read_machine (MachineMeta *meta, const Row *row, GError **error)
{
  const char *name;
  gint64 time;
  gboolean up = strcmp (row_cell (row, STATUS), "USING") == 0;
  g_autofree char *reason = NULL;
  if (!row_name (row, MACHINE, "machine_id", &name, error)
      || !row_time (row, TIME, "time_stamp", &time, error))
    return FALSE;
  gboolean known = g_hash_table_contains (meta->inventory->by_name, name);
  if (!(known ? check_capacity (meta, row, name, error) : add_machine (meta, row, time, error)))
    return FALSE;
  if (up != g_hash_table_contains (meta->down, name))
    return TRUE;
  if (up)
    g_hash_table_remove (meta->down, name);
  else
    g_hash_table_add (meta->down, g_strdup (name));
  return inventory_add_event (meta->inventory, name, time, up ? MACHINE_UP : MACHINE_DOWN, &reason)
         || row_error (row, "time_stamp", "rows of a machine in order of time", error, "%s", reason);
}

static gboolean
read_machine_meta (const char *path, const char *display, const TraceContext *context,
                   Inventory *inventory, GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, display, ',', N_MACHINE, error);
  g_autoptr (GHashTable) down = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *name = g_path_get_basename (display);
  MachineMeta meta = { .context = context,
                       .inventory = inventory,
                       .cpu = resource_set_find (context->resources, "cpu"),
                       .memory = resource_set_find (context->resources, "memory"),
                       .down = down,
                       .file = g_intern_string (name) };
  int got = table != NULL ? 1 : -1;
  meta.notes[NOTE_CHANGED].what = "rows that change a machine's capacity";
  meta.notes[NOTE_BLANK]
    = (TraceNote){ .what = "machines without cpu_num or mem_size (none)", .kept = TRUE };
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!read_machine (&meta, &table->row, error))
      return FALSE;
  trace_notes_collect (meta.notes, context->machine_notes);
  return got == 0;
}

/* Containers ----------------------------------------------------------------------------------- */

static gboolean
read_container (const Row *row, AlibabaServices *services, TraceNote *later, GError **error)
{
  AlibabaService service = { .duration = DURATION_UNENDING, .line = row_line (row) };
  gint64 memory;
  if (!row_name (row, CONTAINER, "container_id", &service.name, error)
      || !row_name (row, APP, "app_du", &service.job, error)
      || !row_time (row, CONTAINER_TIME, "time_stamp", &service.submit, error)
      || !alibaba_amount (row, CONTAINER_CPU, "cpu_request", 0, &service.cpu, error)
      || !alibaba_amount (row, CONTAINER_MEMORY, "mem_size", 0, &memory, error))
    return FALSE;
  if (alibaba_services_find (services, service.name) != NULL) {
    trace_note_add (later, ALIBABA_CONTAINERS, row_line (row));
    return TRUE;
  }
  service.cpu = (service.cpu + 99) / 100;
  service.memory = memory * ALIBABA_MIB_PER_CENT / 1000;
  alibaba_services_add (services, &service);
  return TRUE;
}

gboolean
alibaba_read_containers (const char *path, AlibabaServices *services, TraceNote *later,
                         GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, path, ',', N_CONTAINER, error);
  int got = table != NULL ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!read_container (&table->row, services, later, error))
      return FALSE;
  return got == 0;
}

/* The table ------------------------------------------------------------------------------------ */

static gboolean
is_number (const char *text)
{
  return text[0] != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* The first line has the start and the end of a task. */
static gboolean
looks_like_tasks (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  char *cell[TASK_CELLS];
  return plain_split (line, ',', TASK_CELLS, cell) == TASK_CELLS && cell[2][0] != '\0'
         && is_number (cell[5]) && is_number (cell[6]);
}

/* Or it has a machine with time and cores. */
static gboolean
looks_like (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  char *cell[N_MACHINE];
  return looks_like_tasks (beginning)
         || (plain_split (line, ',', N_MACHINE, cell) == N_MACHINE && is_number (cell[TIME])
             && is_number (cell[CPUS]) && is_number (cell[MEMORY]));
}

char *
alibaba_tasks_of (const char *path)
{
  return companion_or_path (path, ALIBABA_TASKS);
}

static gboolean
is_folder (const char *path)
{
  g_autofree char *tasks = companion_in (path, ALIBABA_TASKS);
  return companion_looks_like (tasks, looks_like_tasks);
}

/* A folder has machines, a tasks file has none. */
static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  g_autofree char *within = companion_in (path, ALIBABA_MACHINES);
  if (within != NULL)
    return read_machine_meta (within, within, context, inventory, error);
  return g_file_test (path, G_FILE_TEST_IS_DIR) || companion_looks_like (path, looks_like_tasks)
         || read_machine_meta (path, display, context, inventory, error);
}

/* Tasks with the containers beside them, and the machines of a folder; or machines. */
static GStrv
files (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *tasks = alibaba_tasks_of (path);
  g_autofree char *containers = companion_beside (tasks, ALIBABA_CONTAINERS);
  g_autofree char *machines = companion_in (path, ALIBABA_MACHINES);
  (void) error;
  g_strv_builder_add (builder, tasks);
  if (containers != NULL && companion_looks_like (tasks, looks_like_tasks))
    g_strv_builder_add (builder, containers);
  if (machines != NULL)
    g_strv_builder_add (builder, machines);
  return g_strv_builder_end (builder);
}

const TraceFormat trace_format_alibaba2018 = {
  .name = "alibaba2018",
  .summary = "batch_task, container_meta and machine_meta of Alibaba's cluster trace of 2018, jobs "
             "being graphs",
  .looks_like = looks_like,
  .is_folder = is_folder,
  .files = files,
  .machines_in_tasks = TRUE,
  .reads_run_times = TRUE,
  .read_machines = read_machines,
  .open_tasks = alibaba_tasks_open,
};
