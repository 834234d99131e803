/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/stranded.h"

void
stranded_init (Stranded *stranded, const Cell *cell)
{
  *stranded = (Stranded){ .cell = cell,
                          .reported = reported_resources (cell),
                          .began = TIME_UNSET };
  stranded->machine = g_new0 (StrandedMachine, cell->machines);
  stranded->amount = g_new0 (StrandedAmount, (gsize) cell->machines * stranded->reported.count);
  for (guint m = 0; m < cell->machines; m++)
    stranded->machine[m].began = TIME_UNSET;
}

void
stranded_clear (Stranded *stranded)
{
  g_clear_pointer (&stranded->machine, g_free);
  g_clear_pointer (&stranded->amount, g_free);
}

void
stranded_advance (Stranded *stranded, gint64 now, const Total all[MAX_RESOURCES])
{
  if (stranded->began == TIME_UNSET)
    stranded->began = stranded->now = now;
  for (guint i = 0; i < stranded->reported.count; i++) {
    guint r = stranded->reported.index[i];
    if (all[r] > 0)
      stranded->weight[i] += (double) (now - stranded->now) / (double) all[r];
  }
  stranded->now = now;
}

static StrandedAmount *
amount_of (const Stranded *stranded, guint machine, guint i)
{
  return &stranded->amount[(gsize) machine * stranded->reported.count + i];
}

/* It has been as it is since its last change. */
static void
settle (Stranded *stranded, guint m)
{
  StrandedMachine *machine = &stranded->machine[m];
  gint64 duration = machine->began == TIME_UNSET ? 0 : stranded->now - machine->changed;

  for (guint i = 0; i < stranded->reported.count; i++) {
    StrandedAmount *amount = amount_of (stranded, m, i);
    amount->part += amount->free * (stranded->weight[i] - amount->weighed);
    amount->weighed = stranded->weight[i];
    amount->sum += (Integral) amount->free * duration;
    amount->lacked += (machine->lacks >> stranded->reported.index[i] & 1) != 0 ? duration : 0;
  }
  machine->lasted += duration;
  machine->changed = stranded->now;
}

void
stranded_set (Stranded *stranded, guint m, const Amounts *free, guint8 lacks)
{
  StrandedMachine *machine = &stranded->machine[m];
  gboolean any = FALSE;

  settle (stranded, m);
  for (guint i = 0; i < stranded->reported.count; i++) {
    Amount now = free->of[stranded->reported.index[i]];
    amount_of (stranded, m, i)->free = now;
    any = any || now > 0;
  }
  if (any && machine->began == TIME_UNSET)
    machine->times++;
  if (!any || machine->began == TIME_UNSET)
    machine->began = any ? stranded->now : TIME_UNSET;
  machine->lacks = lacks;
}

static void
write_header (const Stranded *stranded, CsvLine *row)
{
  csv_line_text (row, "machine");
  csv_line_text (row, "stranded_seconds");
  csv_line_text (row, "times");
  csv_line_text (row, "since");
  for (guint i = 0; i < stranded->reported.count; i++) {
    const char *name = stranded->cell->resources->item[stranded->reported.index[i]].name;
    csv_line_textf (row, "%s_stranded", name);
    csv_line_textf (row, "%s_free", name);
    csv_line_textf (row, "%s_lacking_seconds", name);
  }
  csv_line_end (row);
}

static void
write_machine (const Stranded *stranded, guint m, CsvLine *row)
{
  const StrandedMachine *machine = &stranded->machine[m];
  gint64 covered = stranded->now - stranded->began;

  csv_line_text (row, inventory_machine (stranded->cell->inventory, m)->name);
  csv_line_seconds (row, machine->lasted);
  csv_line_integer (row, machine->times);
  if (machine->began != TIME_UNSET)
    csv_line_seconds (row, machine->began);
  else
    csv_line_empty (row);
  for (guint i = 0; i < stranded->reported.count; i++) {
    const StrandedAmount *amount = amount_of (stranded, m, i);
    Unit unit = stranded->cell->resources->item[stranded->reported.index[i]].unit;
    csv_line_number (row, amount->part / (double) covered);
    csv_line_amount (row, unit, (gint64) (amount->sum / machine->lasted));
    csv_line_seconds (row, amount->lacked);
  }
  csv_line_end (row);
}

void
stranded_write (Stranded *stranded, CsvLine *row)
{
  write_header (stranded, row);
  for (guint m = 0; m < stranded->cell->machines; m++) {
    settle (stranded, m);
    if (stranded->machine[m].lasted > 0)
      write_machine (stranded, m, row);
  }
}
