/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines that have changed since the class came last get their grades from quick bounds where what they
 * have and have free is all that counts, and all scores can be bounded; else from their totals. */
#include "scheduler/choose/grades.h"

#include "scheduler/choose/class_arrays.h"
#include "scheduler/choose/recent_changes.h"

#include <string.h>

#define TO_BE_HIGHEST 205 /* the best machine's grade, where a base is chosen */

typedef struct {
  guint64 seen; /* the last change that its grades take into account */
  gint32 base;
  gboolean graded; /* FALSE: no grades, or of another base */
} GradedClass;

struct Grades {
  const Cell *cell;
  gsize count; /* machines, and more to a multiple of GRADE_RUN */
  RecentChanges *recent;
  ClassArrays *arrays; /* of Grade, by machine */
  GradedClass *class;
  guint64 lists;   /* of changes, so far */
  guint64 *listed; /* by machine: the last of them that it is on */
};

Grades *
grades_new (const Cell *cell, gsize bytes)
{
  Grades *grades = g_new0 (Grades, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1), machines = MAX (cell->machines, 1);
  grades->cell = cell;
  grades->count = (machines + GRADE_RUN - 1) / GRADE_RUN * GRADE_RUN;
  grades->recent = recent_changes_new (cell);
  grades->arrays = class_arrays_new (classes, grades->count * sizeof (Grade), bytes, CHANGES_KEPT);
  grades->class = g_new0 (GradedClass, classes);
  grades->listed = g_new0 (guint64, machines);
  return grades;
}

void
grades_free (Grades *grades)
{
  if (grades == NULL)
    return;
  recent_changes_free (grades->recent);
  class_arrays_free (grades->arrays);
  g_free (grades->class);
  g_free (grades->listed);
  g_free (grades);
}

gsize
grades_bytes (const Grades *grades)
{
  return class_arrays_bytes (grades->arrays);
}

/* Grades of columns ------------------------------------------------------------------------------ */

static VECTOR_BODY void
grade_bounds (guint count, const guint8 *restrict keep, const float *restrict bound, gint32 base,
              Grade *restrict grade)
{
  for (guint i = 0; i < count; i++)
    grade[i] = keep[i] != 0 ? grade_of ((gint32) bound[i], base) : GRADE_NOT_FEASIBLE;
}
VECTOR_PATHS (grade_bounds, void,
              (guint count, const guint8 *restrict keep, const float *restrict bound, gint32 base,
               Grade *restrict grade),
              (count, keep, bound, base, grade))

static ColumnSet
columns_to_grade (const Question *question, gboolean exact)
{
  return exact ? profile_columns (question->profile) : profile_rough_columns (question->profile);
}

/* keep: what the filters on attributes say; scratch after. */
static void
grade_columns (const Question *question, const Columns *columns, const ClassGrades *the,
               guint8 *keep, Grade *ret_grade)
{
  float bound[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  if (!the->exact) {
    profile_bound (question->profile, &question->view, columns, keep, bound);
    grade_bounds_paths[question->path](columns->count, keep, bound, the->base, ret_grade);
    return;
  }
  profile_evaluate_machine (question->profile, &question->view, columns, keep, total);
  for (guint i = 0; i < columns->count; i++)
    ret_grade[i] = keep[i] ? grade_of ((gint32) total[i], the->base) : GRADE_NOT_FEASIBLE;
}

static void
grade_all (const Grades *grades, const Question *question, const ClassGrades *the)
{
  const Cell *cell = grades->cell;
  ColumnSet wanted = columns_to_grade (question, the->exact);
  guint8 keep[SWEEP_BLOCK];
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    Columns columns = columns_range (cell, wanted, first, MIN (SWEEP_BLOCK, cell->machines - first));
    memcpy (keep, question->match + first, columns.count);
    grade_columns (question, &columns, the, keep, the->of + first);
  }
  memset (the->of + cell->machines, GRADE_NOT_FEASIBLE, the->count - cell->machines);
}

/* Grades of what has changed --------------------------------------------------------------------- */

static void
find_matches (const Question *question, const guint *machines, guint count, guint8 *keep)
{
  if (question->matches_all)
    memset (keep, 1, count);
  else
    for (guint i = 0; i < count; i++)
      keep[i] = question->match[machines[i]];
}

static void
write_grades (const guint *machine, const Grade *grade, guint count, Grade *restrict of)
{
  for (guint i = 0; i < count; i++)
    of[machine[i]] = grade[i];
}

/* The columns are of these machines. */
static void
grade_machines (const Question *question, const Columns *columns, const guint *machines,
                const ClassGrades *the)
{
  guint8 keep[SWEEP_BLOCK];
  Grade grade[SWEEP_BLOCK];
  find_matches (question, machines, columns->count, keep);
  grade_columns (question, columns, the, keep, grade);
  write_grades (machines, grade, columns->count, the->of);
}

/* Where a machine has changed more than once, the last change counts. */
static void
bound_changes (const Grades *grades, const Question *question, guint64 seen, const ClassGrades *the)
{
  while (seen < grades->cell->changes) {
    Columns columns
      = recent_changes_columns (grades->recent, seen + 1, grades->cell->changes - seen);
    grade_machines (question, &columns, columns.machine, the);
    seen += columns.count;
  }
}

static void
total_machines (const Question *question, const guint *machines, guint count, const ClassGrades *the)
{
  Columns columns = columns_pick (question->scratch, question->cell,
                                  columns_to_grade (question, TRUE), machines, count);
  grade_machines (question, &columns, machines, the);
}

/* Each machine once, for totals take their time. */
static void
total_changes (Grades *grades, const Question *question, guint64 seen, const ClassGrades *the)
{
  const Cell *cell = grades->cell;
  guint machines[SWEEP_BLOCK], count = 0;
  grades->lists++;
  for (guint64 change = cell->changes; change > seen; change--) {
    guint machine = cell->changed[change % CHANGES_KEPT];
    if (grades->listed[machine] == grades->lists)
      continue;
    grades->listed[machine] = grades->lists;
    machines[count++] = machine;
    if (count < SWEEP_BLOCK)
      continue;
    total_machines (question, machines, count, the);
    count = 0;
  }
  if (count > 0)
    total_machines (question, machines, count, the);
}

/* They will be written here and there: have them come from memory in order. */
static void
fetch (const ClassGrades *the)
{
  for (gsize i = 0; i < the->count; i += 64)
    __builtin_prefetch (the->of + i, 1);
}

ClassGrades
grades_now (Grades *grades, const Question *question)
{
  guint task_class = question->view.task_class->index;
  guint64 now = grades->cell->changes;
  GradedClass *class = &grades->class[task_class];
  ClassGrades the = { .count = grades->count,
                      .base = class->base,
                      .exact = !profile_suits_sets (question->profile) };
  gboolean is_new;
  the.of = class_arrays_get (grades->arrays, task_class, now, &is_new);
  fetch (&the);
  recent_changes_follow (grades->recent);
  if (is_new || !class->graded || now - class->seen > MIN (CHANGES_KEPT, grades->cell->machines))
    grade_all (grades, question, &the);
  else if (the.exact)
    total_changes (grades, question, class->seen, &the);
  else
    bound_changes (grades, question, class->seen, &the);
  class->graded = TRUE;
  class->seen = now;
  return the;
}

void
grades_rebase (Grades *grades, const TaskClass *task_class, double best)
{
  GradedClass *class = &grades->class[task_class->index];
  class->base = MAX ((gint32) best + 1 - TO_BE_HIGHEST, 0);
  class->graded = FALSE;
}
