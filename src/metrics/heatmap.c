/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heatmap.csv: how full the machines were, in at most GROUPS groups of neighbours and BINS bins of
 * time. A machine's fullness is the largest allocated / capacity over its resources.
 *
 * Cells hold exact integrals: fullness is kept as a whole number of parts of SCALE, so sums neither
 * drift nor depend on their order. Bins begin as wide as the sample interval; when the run outgrows
 * them, neighbours are merged in pairs. A group is brought up to date at the end of a pass when one
 * of its machines has changed. */
#include "metrics/changed_machines.h"
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/csv_line.h"

#define GROUPS 128
#define BINS   512
#define SCALE  G_GINT64_CONSTANT (1000000000)

typedef struct {
  Integral allocated; /* ∫ Σ fullness × SCALE over machines up, us */
  Integral up;        /* ∫ machines up, us */
} HeatCell;

typedef struct {
  gint64 allocated; /* now: Σ fullness × SCALE */
  gint64 up;
  gint64 last;
} Group;

typedef struct {
  Observer base;
  CsvLine row;
  guint groups;
  guint size;   /* machines a group; the last may have fewer */
  gint64 width; /* of a bin, us */
  gint64 bin;   /* where the last group that was settled stood */
  gint64 now;
  guint64 seen; /* number of the cell's last change that is in */
  Group *group;
  HeatCell *cells;   /* [bin * groups + group] */
  guint32 *fullness; /* by machine, of SCALE */
  guint8 *is_up;     /* by machine */
} Heatmap;

static Observer *
heatmap_create (const ObserverContext *context, Results *results, GError **error)
{
  guint machines = context->cell->machines;
  ResultFile *file = NULL;
  Heatmap *self;

  if (results != NULL && (file = results_open (results, "heatmap.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Heatmap, 1);
  self->size = MAX ((machines + GROUPS - 1) / GROUPS, 1);
  self->groups = (machines + self->size - 1) / self->size;
  self->width = MAX (context->scenario->interval, 1);
  csv_line_init (&self->row, file);
  if (file != NULL) {
    self->group = g_new0 (Group, MAX (self->groups, 1));
    self->cells = g_new0 (HeatCell, (gsize) MAX (self->groups, 1) * BINS);
    self->fullness = g_new0 (guint32, MAX (machines, 1));
    self->is_up = g_new0 (guint8, MAX (machines, 1));
  }
  return &self->base;
}

static void
merge_bins (Heatmap *self)
{
  for (guint bin = 0; bin < BINS; bin++)
    for (guint g = 0; g < self->groups; g++) {
      HeatCell from = self->cells[(gsize) bin * self->groups + g];
      HeatCell *into = &self->cells[(gsize) (bin / 2) * self->groups + g];
      self->cells[(gsize) bin * self->groups + g] = (HeatCell){ 0, 0 };
      into->allocated += from.allocated;
      into->up += from.up;
    }
  self->width *= 2;
  self->bin /= 2;
}

/* Most groups stand in the same bin: a division less for each. */
static gint64
bin_of (Heatmap *self, gint64 time)
{
  gint64 since = time - self->bin * self->width;
  if (since < 0 || since >= self->width)
    self->bin = time / self->width;
  return self->bin;
}

/* The group has been as it is since its last change. */
static void
settle (Heatmap *self, guint g, gint64 now)
{
  Group *group = &self->group[g];
  while (group->last < now) {
    gint64 bin = bin_of (self, group->last);
    if (bin >= BINS) {
      merge_bins (self);
      continue;
    }
    gint64 until = MIN (now, (bin + 1) * self->width);
    HeatCell *cell = &self->cells[(gsize) bin * self->groups + g];
    cell->allocated += (Integral) group->allocated * (until - group->last);
    cell->up += (Integral) group->up * (until - group->last);
    group->last = until;
  }
}

static guint32
fullness_of (const Cell *cell, guint machine)
{
  gint64 most = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    gint64 capacity = cell->capacity[r][machine];
    if (capacity > 0)
      most = MAX (most, (capacity - cell->free[r][machine]) * SCALE / capacity);
  }
  return (guint32) most;
}

static void
touch (gpointer data, guint machine)
{
  Heatmap *self = data;
  const Cell *cell = self->base.context->cell;
  Group *group = &self->group[machine / self->size];
  gboolean up = cell->state[machine] >= MACHINE_DRAINING;
  guint32 fullness = up ? fullness_of (cell, machine) : 0;
  settle (self, machine / self->size, self->now);
  group->allocated += (gint64) fullness - self->fullness[machine];
  group->up += (up ? 1 : 0) - self->is_up[machine];
  self->fullness[machine] = fullness;
  self->is_up[machine] = up ? 1 : 0;
}

static void
heatmap_passed (Observer *observer, gint64 now, guint64 decisions)
{
  Heatmap *self = (Heatmap *) observer;
  const Cell *cell = observer->context->cell;
  (void) decisions;
  self->now = now;
  if (self->cells != NULL && self->seen != cell->changes)
    changed_machines_visit (cell, &self->seen, touch, self);
}

static void
write_cell (Heatmap *self, gint64 bin, guint g, gint64 duration)
{
  guint machines = self->base.context->cell->machines, first = g * self->size;
  const HeatCell *cell = &self->cells[(gsize) bin * self->groups + g];
  CsvLine *row = &self->row;

  csv_line_seconds (row, bin * self->width);
  csv_line_seconds (row, duration);
  csv_line_integer (row, first);
  csv_line_integer (row, MIN (self->size, machines - first));
  if (cell->up == 0)
    csv_line_empty (row);
  else
    csv_line_number (row, (double) cell->allocated / (double) SCALE / (double) cell->up);
  csv_line_end (row);
}

static gboolean
heatmap_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  static const char *const columns[] = { "time", "duration", "first_machine", "machines",
                                         "allocated" };
  Heatmap *self = (Heatmap *) observer;
  (void) summary, (void) error;

  if (self->cells == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (&self->row, columns[i]);
  csv_line_end (&self->row);
  for (guint g = 0; g < self->groups; g++)
    settle (self, g, now);
  for (gint64 bin = 0; bin < BINS && bin * self->width < now; bin++)
    for (guint g = 0; g < self->groups; g++)
      write_cell (self, bin, g, MIN (self->width, now - bin * self->width));
  return TRUE;
}

static void
heatmap_free (Observer *observer)
{
  Heatmap *self = (Heatmap *) observer;
  g_free (self->group);
  g_free (self->cells);
  g_free (self->fullness);
  g_free (self->is_up);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_heatmap = {
  .name = "heatmap",
  .summary = "how full the machines were, by time and machine",
  .create = heatmap_create,
  .passed = heatmap_passed,
  .finish = heatmap_finish,
  .free = heatmap_free,
};
