/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_facts.h"

#include "util/scratch_file.h"

#include <math.h>

const guint trace_top_parts[N_TOP_PARTS] = { 1, 10, 100, 1000, 5000 };

/* Tasks of one row, and what each of them takes of a resource. */
typedef struct {
  double work;
  guint64 count;
  guint64 row;
} Piece;

typedef struct {
  TraceFacts *facts;
  ScratchFile *pieces[MAX_RESOURCES];
  guint64 row;
  gint64 last;       /* submit of the task before, or -1 */
  double gap_square; /* sum of squares, s² */
} Gathering;

static guint
resources_of (const TraceFacts *facts)
{
  return facts->file->resources.count;
}

static void
add_gaps (Gathering *gathering, const TaskRecord *record)
{
  TraceFacts *facts = gathering->facts;

  if (gathering->last < 0)
    facts->first_submit = record->submit;
  else {
    gint64 gap = record->submit - gathering->last;
    double seconds = (double) gap / (double) TIME_SECOND;
    quantiles_add (facts->gaps, gap);
    gathering->gap_square += seconds * seconds;
  }
  for (guint i = 1; i < record->count; i++)
    quantiles_add (facts->gaps, 0);
  if (record->submit == facts->first_submit)
    facts->at_first += record->count;
  gathering->last = record->submit;
}

static void
add_times (Gathering *gathering, const TaskRecord *record)
{
  TraceFacts *facts = gathering->facts;

  add_gaps (gathering, record);
  if (record->duration == DURATION_UNENDING) {
    facts->unending += record->count;
    return;
  }
  facts->last_end = MAX (facts->last_end, record->submit + record->duration);
  for (guint i = 0; i < record->count; i++)
    quantiles_add (facts->run_times, record->duration);
}

static gboolean
add_work (Gathering *gathering, const TaskRecord *record, const TaskClass *class, GError **error)
{
  TraceFacts *facts = gathering->facts;
  gint64 duration = record->duration != DURATION_UNENDING ? record->duration
                                                          : facts->last_submit - record->submit;
  double seconds = (double) duration / (double) TIME_SECOND;

  facts->tasks[class->tier] += record->count;
  facts->users[record->user].tasks += record->count;
  gathering->row++;
  for (guint r = 0; r < resources_of (facts); r++) {
    Piece piece = { class->request.of[r] * seconds, record->count, gathering->row };
    if (facts->requests[r] == NULL)
      continue;
    for (guint i = 0; i < record->count; i++)
      quantiles_add (facts->requests[r], class->request.of[r]);
    facts->work[class->tier][r] += piece.work * (double) piece.count;
    facts->users[record->user].work[r] += piece.work * (double) piece.count;
    if (piece.work > 0 && !scratch_file_append (gathering->pieces[r], &piece, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_tasks (Gathering *gathering, GError **error)
{
  const TraceFile *file = gathering->facts->file;
  g_autoptr (TaskStream) stream = workload_open (file->workload, error);
  TaskRecord record;
  int got;

  if (stream == NULL)
    return FALSE;
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    add_times (gathering, &record);
    if (!add_work (gathering, &record, task_classes_get (file->classes, record.task_class), error))
      return FALSE;
  }
  return got == 0;
}

/* Most first; of equals the first. */
static int
compare_pieces (const void *a, const void *b)
{
  const Piece *x = a, *y = b;

  if (x->work != y->work)
    return x->work > y->work ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

/* From the most on, until each part is reached. */
static gboolean
find_top_shares (TraceFacts *facts, guint resource, ScratchFile *pieces, GError **error)
{
  guint64 left[N_TOP_PARTS];
  double top[N_TOP_PARTS] = { 0 }, all = 0;
  gpointer map;

  if (!scratch_file_sort (pieces, compare_pieces, &map, error))
    return FALSE;
  for (guint p = 0; p < N_TOP_PARTS; p++)
    left[p] = trace_facts_top_tasks (facts, p);
  for (gsize i = 0; i < scratch_file_rows (pieces); i++) {
    const Piece *piece = (const Piece *) map + i;
    all += piece->work * (double) piece->count;
    for (guint p = 0; p < N_TOP_PARTS; p++) {
      guint64 of_top = MIN (left[p], piece->count);
      top[p] += piece->work * (double) of_top;
      left[p] -= of_top;
    }
    scratch_file_forget (pieces, i);
  }
  for (guint p = 0; p < N_TOP_PARTS; p++)
    facts->top_share[p][resource] = all > 0 ? top[p] / all : 0;
  return TRUE;
}

typedef struct {
  const TraceFacts *facts;
  double *seconds; /* by machine */
} Presence;

/* Between the first submit and the last. */
static void
add_presence (gpointer data, guint machine, gint64 from, gint64 until)
{
  const Presence *presence = data;
  gint64 first = presence->facts->first_submit, last = presence->facts->last_submit;

  presence->seconds[machine]
    += (double) (CLAMP (until, first, last) - CLAMP (from, first, last)) / (double) TIME_SECOND;
}

static void
find_room (TraceFacts *facts)
{
  const Inventory *inventory = facts->file->inventory;
  g_autofree double *seconds = g_new0 (double, inventory_count (inventory) + 1);
  Presence presence = { facts, seconds };

  inventory_visit_spans (inventory, add_presence, &presence);
  for (guint m = 0; m < inventory_count (inventory); m++)
    for (guint r = 0; r < resources_of (facts); r++)
      facts->room[r] += seconds[m] * inventory_capacity (inventory, r, m);
}

static void
find_requested (TraceFacts *facts)
{
  const TaskClasses *classes = facts->file->classes;

  for (guint c = 0; c < task_classes_count (classes); c++) {
    const TaskClass *class = task_classes_get (classes, c);
    for (guint r = 0; r < resources_of (facts); r++)
      if (class->tasks > 0 && class->request.of[r] > 0 && facts->requests[r] == NULL)
        facts->requests[r] = quantiles_new (0, 0);
  }
}

static void
find_gap_variation (Gathering *gathering)
{
  TraceFacts *facts = gathering->facts;
  double n = (double) quantiles_count (facts->gaps);
  double mean = quantiles_mean (facts->gaps) / (double) TIME_SECOND;

  if (mean > 0)
    facts->gap_variation = sqrt (MAX (gathering->gap_square / n - mean * mean, 0)) / mean;
}

static gboolean
gather (Gathering *gathering, GError **error)
{
  TraceFacts *facts = gathering->facts;

  for (guint r = 0; r < resources_of (facts); r++)
    if (facts->requests[r] != NULL
        && (gathering->pieces[r] = scratch_file_new (sizeof (Piece), error)) == NULL)
      return FALSE;
  if (!gather_tasks (gathering, error))
    return FALSE;
  for (guint r = 0; r < resources_of (facts); r++)
    if (gathering->pieces[r] != NULL
        && !find_top_shares (facts, r, gathering->pieces[r], error))
      return FALSE;
  find_gap_variation (gathering);
  find_room (facts);
  return TRUE;
}

TraceFacts *
trace_facts_new (const TraceFile *file, GError **error)
{
  g_autoptr (TraceFacts) facts = g_new0 (TraceFacts, 1);
  Gathering gathering = { .facts = facts, .last = -1 };
  gboolean good;

  facts->file = file;
  facts->last_submit = facts->last_end = workload_last_submit (file->workload);
  facts->run_times = quantiles_new (0, 0);
  facts->gaps = quantiles_new (0, 0);
  facts->users = g_new0 (UserFacts, users_count (file->users) + 1);
  find_requested (facts);
  good = gather (&gathering, error);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    scratch_file_free (gathering.pieces[r]);
  return good ? g_steal_pointer (&facts) : NULL;
}

void
trace_facts_free (TraceFacts *facts)
{
  if (facts == NULL)
    return;
  quantiles_free (facts->run_times);
  quantiles_free (facts->gaps);
  g_free (facts->users);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    g_clear_pointer (&facts->requests[r], quantiles_free);
  g_free (facts);
}

double
trace_facts_load (const TraceFacts *facts, guint tier, guint resource)
{
  double work = 0;

  if (facts->room[resource] <= 0)
    return -1;
  for (guint t = 0; t < N_TIERS; t++)
    if (tier == t || tier == N_TIERS)
      work += facts->work[t][resource];
  return work / facts->room[resource];
}

guint64
trace_facts_tasks (const TraceFacts *facts)
{
  return workload_tasks (facts->file->workload);
}

guint64
trace_facts_top_tasks (const TraceFacts *facts, guint part)
{
  guint64 tasks = trace_facts_tasks (facts), of = trace_top_parts[part];

  return tasks / 10000 * of + (tasks % 10000 * of + 9999) / 10000;
}
