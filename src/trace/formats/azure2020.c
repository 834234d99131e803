/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure's packing trace of 2020, an SQLite file as published (Hadary et al., "Protean: VM Allocation
 * Service at Scale", OSDI 2020). A VM is a job of one task. SQLite gives VMs in order of their start,
 * so that nothing of them is kept. docs/formats/azure2020.md has the rules. */
#include "trace/formats/azure2020.h"

#include <math.h>
#include <string.h>

#include "trace/formats.h"
#include "trace/intern.h"
#include "util/input_error.h"

#define DAY ((double) (86400 * TIME_SECOND))
#define DAYS_MAX 1e6

enum { ROWID, VM, TENANT, TYPE, PRIORITY, START, END };
static const char all_vms[] = "SELECT rowid, vmId, tenantId, vmTypeId, priority, starttime, endtime "
                              "FROM vm ORDER BY starttime, rowid";

enum { NOT_FOR_MACHINE, LEFT_BEFORE, ALREADY_THERE, NEVER_ENDED, UNKNOWN_PART, N_REASONS };

static const TraceNote reasons[N_REASONS + 1] = {
  [NOT_FOR_MACHINE] = { .what = "VMs of types that are not for machines of the chosen type" },
  [LEFT_BEFORE] = { .what = "VMs that left before the trace began" },
  [ALREADY_THERE]
  = { .kept = TRUE, .what = "VMs there already: submitted at 0, for what is left of their life" },
  [NEVER_ENDED] = { .kept = TRUE, .what = "VMs without an end: unending" },
  [UNKNOWN_PART] = { .kept = TRUE, .what = "VM types that do not say all they ask for: 0 of the rest" },
};

typedef struct {
  TaskStream base;
  SqliteFile *file;
  AzureTypes *types;
  sqlite3_stmt *query; /* all_vms */
  Interner interner;
  guint64 seen;
  char *job;
  TraceNote notes[N_REASONS + 1];
} AzureVms;

/* When it came and how long it stays, in us; *ret_reason is why it is not in the workload, or what is
 * assumed of its end, else N_REASONS. */
static gboolean
read_life (const AzureVms *vms, const Row *row, TaskRecord *record, guint *ret_reason,
           GError **error)
{
  double start, end = 0;
  gboolean ends = sqlite3_column_type (vms->query, END) != SQLITE_NULL;

  if (!azure_number (vms->query, START, row->display, row->line, "starttime", -DAYS_MAX, DAYS_MAX,
                     &start, error)
      || (ends && !azure_number (vms->query, END, row->display, row->line, "endtime", -DAYS_MAX,
                                 DAYS_MAX, &end, error)))
    return FALSE;
  if (ends && end < start)
    return row_error (row, "endtime", "one that is not before starttime", error, "%.17g is before %.17g",
                      end, start);
  record->submit = llround (MAX (start, 0) * DAY);
  record->duration = ends ? llround (end * DAY) - record->submit : DURATION_UNENDING;
  record->estimate = record->duration;
  *ret_reason = !ends ? NEVER_ENDED : record->duration < 0 ? LEFT_BEFORE : N_REASONS;
  return TRUE;
}

static gboolean
read_text (const AzureVms *vms, int cell, const Row *row, const char *name, const char **ret,
           GError **error)
{
  *ret = (const char *) sqlite3_column_text (vms->query, cell);
  return (*ret != NULL && **ret != '\0')
         || row_error (row, name, "a name", error, "'' is empty");
}

static gboolean
read_class (AzureVms *vms, const Row *row, const Amounts *request, TaskRecord *record,
            GError **error)
{
  static const Tier tiers[] = { TIER_PROD, TIER_BATCH };
  double priority;
  const char *tenant;

  if (!azure_number (vms->query, PRIORITY, row->display, row->line, "priority", 0, 1, &priority,
                     error)
      || !read_text (vms, TENANT, row, "tenantId", &tenant, error))
    return FALSE;
  g_autofree char *user = g_strdelimit (g_strconcat ("tenant", tenant, NULL), "/", '_');
  return interner_user (&vms->interner, row, "tenantId", user, &record->user, error)
         && interner_class (&vms->interner, row, request,
                            vms->interner.context.tiers->lowest[tiers[priority > 0]], NULL, 1,
                            &record->task_class, error);
}

/* 1: the row is a task; 0: it was left out; -1 and *error. */
static int
read_vm (AzureVms *vms, TaskRecord *record, GError **error)
{
  Row row = { .display = sqlite_file_display (vms->file),
              .line = (guint) CLAMP (sqlite3_column_int64 (vms->query, ROWID), 0, G_MAXUINT) };
  const Amounts *request;
  const char *name;
  double type;
  guint reason;

  *record = (TaskRecord){ .name = { "", 0 }, .count = 1, .line = row.line, .budget = BUDGET_NONE };
  if (!read_life (vms, &row, record, &reason, error)
      || !read_text (vms, VM, &row, "vmId", &name, error)
      || !azure_number (vms->query, TYPE, row.display, row.line, "vmTypeId", 0, 0x1p53, &type,
                        error))
    return -1;
  request = g_hash_table_lookup (vms->types->requests, &(gint64){ (gint64) type });
  if (reason != LEFT_BEFORE && request == NULL)
    reason = NOT_FOR_MACHINE;
  if (reason != N_REASONS)
    trace_note_add (&vms->notes[reason], NULL, row.line);
  if (reason == LEFT_BEFORE || reason == NOT_FOR_MACHINE)
    return 0;
  if (sqlite3_column_double (vms->query, START) < 0)
    trace_note_add (&vms->notes[ALREADY_THERE], NULL, row.line);
  g_free (vms->job);
  record->job = vms->job = g_strdup (name);
  return read_class (vms, &row, request, record, error) ? 1 : -1;
}

static int
azure_vms_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  AzureVms *vms = (AzureVms *) (void *) stream;
  int got;

  while ((got = sqlite_file_step (vms->file, vms->query, error)) > 0) {
    vms->seen++;
    int made = read_vm (vms, ret, error);
    if (made != 0)
      return made;
  }
  return got;
}

static double
azure_vms_progress (const TaskStream *stream)
{
  const AzureVms *vms = (const AzureVms *) (const void *) stream;

  return (double) vms->seen / (double) MAX (vms->types->vms, 1);
}

static const TraceNote *
azure_vms_notes (const TaskStream *stream)
{
  return ((const AzureVms *) (const void *) stream)->notes;
}

static void
azure_vms_free (TaskStream *stream)
{
  AzureVms *vms = (AzureVms *) (void *) stream;

  sqlite3_finalize (vms->query);
  azure_types_free (vms->types);
  sqlite_file_free (vms->file);
  interner_clear (&vms->interner);
  g_free (vms->job);
  g_free (vms);
}

static gboolean
open_file (AzureVms *vms, const char *path, const char *display, const TraceContext *context,
           GError **error)
{
  vms->file = sqlite_file_new (path, display, error);
  vms->types = vms->file != NULL ? azure_types_new (vms->file, context, error) : NULL;
  if (vms->types == NULL)
    return FALSE;
  if (vms->types->vms > 0 && g_hash_table_size (vms->types->requests) == 0)
    return input_error (error, display, 0, "a machineId of table vmType, and VMs of its types",
                        "no VM type is for machines of type %" G_GINT64_FORMAT,
                        vms->types->machine);
  vms->notes[UNKNOWN_PART].count = vms->types->unknown;
  vms->notes[UNKNOWN_PART].line = vms->types->unknown_row;
  vms->query = sqlite_file_query (vms->file, all_vms, AZURE_EXPECTED, error);
  return vms->query != NULL;
}

static TaskStream *
azure_open_tasks (const char *path, const char *display, const TraceContext *context,
                  gboolean learn, GError **error)
{
  AzureVms *vms = g_new0 (AzureVms, 1);

  vms->base = (TaskStream){ .next = azure_vms_next,
                            .progress = azure_vms_progress,
                            .free = azure_vms_free,
                            .notes = azure_vms_notes };
  memcpy (vms->notes, reasons, sizeof reasons);
  interner_init (&vms->interner, context, learn);
  if (open_file (vms, path, display, context, error))
    return &vms->base;
  azure_vms_free (&vms->base);
  return NULL;
}

static gboolean
azure_read_machines (const char *path, const char *display, const TraceContext *context,
                     Inventory *inventory, GError **error)
{
  (void) path, (void) context, (void) inventory;
  return input_error (error, display, 0,
                      "a group [machines NAME] with count, cpu = 64 and memory = 256GiB",
                      "a trace of format azure2020 does not say how many machines there are");
}

const TraceFormat trace_format_azure2020 = {
  .name = "azure2020",
  .summary = "Azure's packing trace of 2020, an SQLite file",
  .looks_like = sqlite_is_beginning,
  .read_machines = azure_read_machines,
  .reads_machine_type = TRUE,
  .open_tasks = azure_open_tasks,
};
