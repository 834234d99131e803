/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Berth's own format. A file is taken for it when it has one of the columns that no file of the
 * format can do without, so that what else is wrong with its header is said of this format. */
#include "trace/formats/berth_csv.h"

#include "trace/columns.h"
#include "trace/formats.h"

static gboolean
is_tasks (const char *const *header, guint columns, const TraceContext *context)
{
  (void) context;
  return columns_have (header, columns, "job") || columns_have (header, columns, "submit");
}

static gboolean
is_machines (const char *const *header, guint columns, const TraceContext *context)
{
  (void) context;
  return columns_have (header, columns, "machine");
}

const TraceFormat trace_format_berth = {
  .name = "berth",
  .summary = "berth's own CSV files, machines.csv and tasks.csv",
  .is_tasks = is_tasks,
  .is_machines = is_machines,
  .read_machines = own_machines_read,
  .open_tasks = own_tasks_open,
};
