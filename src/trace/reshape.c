/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/reshape.h"

#include "util/random.h"

static Total
requested (const TaskRecord *record, const TaskClasses *classes, guint resource)
{
  return (Total) record->count * task_classes_get (classes, record->task_class)->request.of[resource];
}

static gint
compare_submit (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const TaskRecord *) a)->submit;
  gint64 y = ((const TaskRecord *) b)->submit;

  return (x > y) - (x < y);
}

void
records_sort (GArray *records)
{
  /* g_array_sort() is documented to be stable. */
  g_array_sort (records, compare_submit);
}

/* Rows of the trace again, each with the same chance, until all ask for enough. */
static ReshapeOutcome
draw_more (GArray *records, const Reshaping *reshaping, const TaskClasses *classes,
           GStringChunk *strings)
{
  guint rows = records->len, resource = (guint) reshaping->inflate;
  Total sum = 0;

  for (guint i = 0; i < rows; i++)
    sum += requested (&g_array_index (records, TaskRecord, i), classes, resource);
  if (sum == 0)
    return RESHAPE_NOTHING_REQUESTED;
  for (guint64 drawn = 0; sum < reshaping->until; drawn++) {
    guint row = random_below (reshaping->seed, RANDOM_DRAWN_ROWS, drawn, rows);
    TaskRecord record = g_array_index (records, TaskRecord, row);
    g_autofree char *job = g_strdup_printf ("%s#%" G_GUINT64_FORMAT, record.job, drawn);

    if (drawn == DRAWN_MAX)
      return RESHAPE_TOO_MANY_ROWS;
    record.job = g_string_chunk_insert (strings, job);
    sum += requested (&record, classes, resource);
    g_array_append_val (records, record);
  }
  records_sort (records);
  return RESHAPED;
}

/* Every order of the rows is equally likely (Fisher and Yates); the times stay where they are. */
static void
shuffle (GArray *records, const Reshaping *reshaping)
{
  for (guint i = records->len - 1; i > 0; i--) {
    guint other_place = random_below (reshaping->seed, RANDOM_ROW_ORDER, i, i + 1);
    TaskRecord *here = &g_array_index (records, TaskRecord, i);
    TaskRecord *there = &g_array_index (records, TaskRecord, other_place);
    TaskRecord one = *here, other = *there;

    *here = other;
    *there = one;
    here->submit = one.submit;
    there->submit = other.submit;
  }
}

ReshapeOutcome
reshape_records (GArray *records, const Reshaping *reshaping, const TaskClasses *classes,
                 GStringChunk *strings)
{
  ReshapeOutcome drawn
    = reshaping->inflate < 0 ? RESHAPED : draw_more (records, reshaping, classes, strings);

  if (drawn != RESHAPED)
    return drawn;
  if (reshaping->shuffle)
    shuffle (records, reshaping);
  for (guint i = 0; i < records->len; i++) {
    TaskRecord *record = &g_array_index (records, TaskRecord, i);

    if (reshaping->one_by_one)
      record->submit = i * TIME_SECOND;
    if (reshaping->unending)
      record->duration = DURATION_UNENDING;
  }
  return RESHAPED;
}
