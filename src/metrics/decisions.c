/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decisions.csv: the first decisions of a run, a row each, with what filters and scores say of the
 * machines in the moment of the decision. They are asked again, here and only for the decisions
 * that are written, so that the scheduler keeps no record of what it looked at. */
#include "metrics/csv_line.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "scheduler/choose/inspection.h"

/* Of a class: is it blocked, and why. */
typedef struct {
  gboolean is;
  Blocked why;
} BlockedClass;

typedef struct {
  Observer base;
  CsvLine row;
  Inspection *inspection;
  BlockedClass *blocked; /* by class */
  double *part;          /* by score: scratch, as is … */
  GString *text;
  gint64 decision;       /* number of the last one written */
} Decisions;

static gboolean
decisions_wanted (const Scenario *scenario)
{
  return scenario->decisions > 0;
}

static void
write_header (Decisions *self)
{
  static const char *const columns[] = { "decision", "time",     "job",    "task",
                                         "user",     "class",    "kind",   "machine",
                                         "score",    "feasible", "reason", "resource" };
  CsvLine *row = &self->row;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (row, columns[i]);
  for (const char *const *name = inspection_scores (self->inspection); *name != NULL; name++)
    csv_line_textf (row, "score_%s", *name);
  for (const char *const *name = inspection_filters (self->inspection); *name != NULL; name++)
    csv_line_textf (row, "turned_away_%s", *name);
  csv_line_text (row, "victims");
  csv_line_end (row);
}

static Observer *
decisions_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  const Scenario *scenario = context->scenario;
  if (results != NULL && (file = results_open (results, "decisions.csv", error)) == NULL)
    return NULL;
  Decisions *self = g_new0 (Decisions, 1);
  self->inspection = inspection_new (&scenario->scheduler, context->cell, scenario->seed);
  self->blocked = g_new0 (BlockedClass, MAX (task_classes_count (context->cell->classes), 1));
  self->part = g_new (double, MAX (inspection_n_scores (self->inspection), 1));
  self->text = g_string_new (NULL);
  csv_line_init (&self->row, file);
  write_header (self);
  return &self->base;
}

static const char *
name_of (Decisions *self, const Task *task)
{
  g_string_truncate (self->text, 0);
  task_name_append (self->text, &task->name);
  return self->text->str;
}

static void
write_victims (Decisions *self, const GArray *victims)
{
  g_string_truncate (self->text, 0);
  for (guint i = 0; victims != NULL && i < victims->len; i++) {
    const Task *victim = g_array_index (victims, Victim, i).task;
    g_string_append_printf (self->text, "%s%s/", i > 0 ? ";" : "", victim->job->name);
    task_name_append (self->text, &victim->name);
  }
  csv_line_text (&self->row, self->text->str);
}

/* What was decided: kind, machine, its score (of a machine that is chosen for its victims there is
 * none) and how many there were to choose from; or why not (NULL where it is not for the class). */
static void
write_outcome (Decisions *self, const Decision *decision, const double *score, guint feasible,
               const Blocked *why)
{
  static const char *const kinds[] = { "place", "preempt", "blocked" };
  const Cell *cell = self->base.context->cell;
  CsvLine *row = &self->row;
  gboolean blocked = decision->kind == DECISION_BLOCKED;
  csv_line_text (row, kinds[decision->kind]);
  csv_line_text (row, blocked ? ""
                              : inventory_machine (cell->inventory, decision->machine)->name);
  if (score != NULL)
    csv_line_number (row, *score);
  else
    csv_line_empty (row);
  csv_line_integer (row, feasible);
  csv_line_text (row, why != NULL ? reason_names[why->reason] : "");
  csv_line_text (row, why != NULL && why->resource >= 0 ? cell->resources->item[why->resource].name
                                                        : "");
}

static void
write_decision (Decisions *self, gint64 now, const Task *task, const Decision *decision)
{
  const ObserverContext *context = self->base.context;
  const TaskClass *class = cell_class_of (context->cell, task);
  PolicyView view = inspection_view (self->inspection, class, task);
  guint turned_away[MAX_FILTERS];
  double score = 0;
  gboolean placed = decision->kind == DECISION_PLACE;
  CsvLine *row = &self->row;

  if (placed) {
    inspection_compare (self->inspection, &view);
    score = inspection_score (self->inspection, &view, decision->machine, self->part);
  }
  csv_line_integer (row, ++self->decision);
  csv_line_seconds (row, now);
  csv_line_text (row, task->job->name);
  csv_line_text (row, name_of (self, task));
  csv_line_text (row, users_get (context->scenario->users, task->user)->path);
  csv_line_integer (row, class->index);
  write_outcome (self, decision, placed ? &score : NULL,
                 inspection_count (self->inspection, &view, turned_away),
                 self->blocked[class->index].is ? &self->blocked[class->index].why : NULL);
  for (guint s = 0; inspection_scores (self->inspection)[s] != NULL; s++)
    if (placed)
      csv_line_number (row, self->part[s]);
    else
      csv_line_empty (row);
  for (guint f = 0; inspection_filters (self->inspection)[f] != NULL; f++)
    csv_line_integer (row, turned_away[f]);
  write_victims (self, decision->kind == DECISION_PREEMPT ? decision->victims : NULL);
  csv_line_end (row);
}

static void
decisions_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Decisions *self = (Decisions *) observer;
  BlockedClass *class = &self->blocked[task->task_class];
  if (self->row.file == NULL || self->decision == observer->context->scenario->decisions)
    return;
  if (decision->kind != DECISION_BLOCKED)
    class->is = FALSE;
  else if (!decision->known)
    *class = (BlockedClass){ .is = TRUE, .why = decision->why };
  write_decision (self, now, task, decision);
}

static void
decisions_woken (Observer *observer, gint64 now, guint task_class)
{
  (void) now;
  ((Decisions *) observer)->blocked[task_class].is = FALSE;
}

static void
decisions_free (Observer *observer)
{
  Decisions *self = (Decisions *) observer;
  inspection_free (self->inspection);
  g_free (self->blocked);
  g_free (self->part);
  g_string_free (self->text, TRUE);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_decisions = {
  .name = "decisions",
  .summary = "each decision, and what filters and scores said",
  .wanted = decisions_wanted,
  .create = decisions_create,
  .decided = decisions_decided,
  .woken = decisions_woken,
  .free = decisions_free,
};
