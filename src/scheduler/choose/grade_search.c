/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine that has changed since its class came last has its grade from a quick bound of its total; one
 * that was scored has it exactly. Grades begin above a base, that of the class: where a total is too far
 * below or above, all that share its grade are scored, and the base is another one from then on. */
#include "scheduler/choose/grade_search.h"

#include "scheduler/choose/class_arrays.h"
#include "scheduler/choose/recent_changes.h"

#include <string.h>

/* 1 more than the total is above the base; or it may be less, or more. */
typedef guint8 Grade;
#define NOT_FEASIBLE  0
#define LOWEST        1
#define HIGHEST       255
#define TO_BE_HIGHEST 205 /* the best machine's, where a base is chosen */

#define RUN       128 /* machines that are looked at together */
#define FIRST_FEW 8   /* machines that are scored together where the first of them may be the one */

typedef struct {
  guint64 seen; /* the last change that its grades take into account */
  gint32 base;
  gboolean graded; /* FALSE: no grades, or of another base */
} GradedClass;

struct GradeSearch {
  const Cell *cell;
  gsize padded; /* machines, to a multiple of RUN: none of the others is feasible */
  RecentChanges *recent;
  ClassArrays *arrays; /* of Grade, by machine */
  GradedClass *class;
};

/* The class that is asked about. */
typedef struct {
  const Question *question;
  GradedClass *class;
  Grade *of;
} Grades;

GradeSearch *
grade_search_new (const Cell *cell, gsize bytes)
{
  GradeSearch *search = g_new0 (GradeSearch, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1);
  search->cell = cell;
  search->padded = (MAX (cell->machines, 1) + RUN - 1) / RUN * RUN;
  search->recent = recent_changes_new (cell);
  search->arrays = class_arrays_new (classes, search->padded * sizeof (Grade), bytes, CHANGES_KEPT);
  search->class = g_new0 (GradedClass, classes);
  return search;
}

void
grade_search_free (GradeSearch *search)
{
  if (search == NULL)
    return;
  recent_changes_free (search->recent);
  class_arrays_free (search->arrays);
  g_free (search->class);
  g_free (search);
}

gsize
grade_search_bytes (const GradeSearch *search)
{
  return class_arrays_bytes (search->arrays);
}

/* Grades by bounds ------------------------------------------------------------------------------- */

static VECTOR_BODY Grade
grade_of (gint32 total, gint32 base)
{
  gint32 above = MAX (total - base + 1, LOWEST);
  return (Grade) MIN (above, HIGHEST);
}

static VECTOR_BODY void
grade_bounds (guint count, const guint8 *restrict keep, const float *restrict bound, gint32 base,
              Grade *restrict grade)
{
  for (guint i = 0; i < count; i++)
    grade[i] = keep[i] != 0 ? grade_of ((gint32) bound[i], base) : NOT_FEASIBLE;
}
VECTOR_PATHS (grade_bounds, void,
              (guint count, const guint8 *restrict keep, const float *restrict bound, gint32 base,
               Grade *restrict grade),
              (count, keep, bound, base, grade))

/* keep: what the filters on attributes say; scratch after. */
static void
grade_columns (const Grades *grades, const Columns *columns, guint8 *keep, Grade *ret_grade)
{
  const Question *question = grades->question;
  float bound[SWEEP_BLOCK];
  profile_bound (question->profile, &question->view, columns, keep, bound);
  grade_bounds_paths[question->path](columns->count, keep, bound, grades->class->base, ret_grade);
}

static void
grade_all (const GradeSearch *search, const Grades *grades)
{
  const Cell *cell = search->cell;
  guint8 keep[SWEEP_BLOCK];
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    Columns columns = columns_range (cell, profile_rough_columns (grades->question->profile), first,
                                     MIN (SWEEP_BLOCK, cell->machines - first));
    memcpy (keep, grades->question->match + first, columns.count);
    grade_columns (grades, &columns, keep, grades->of + first);
  }
  memset (grades->of + cell->machines, NOT_FEASIBLE, search->padded - cell->machines);
}

static void
find_matches (const Question *question, const Columns *columns, guint8 *keep)
{
  if (question->matches_all)
    memset (keep, 1, columns->count);
  else
    for (guint i = 0; i < columns->count; i++)
      keep[i] = question->match[columns->machine[i]];
}

static void
write_grades (const guint *machine, const Grade *grade, guint count, Grade *restrict of)
{
  for (guint i = 0; i < count; i++)
    of[machine[i]] = grade[i];
}

/* Where machines have changed more than once, the last change counts. */
static void
grade_changes (const GradeSearch *search, const Grades *grades)
{
  guint64 seen = grades->class->seen, now = search->cell->changes;
  guint8 keep[SWEEP_BLOCK];
  Grade grade[SWEEP_BLOCK];
  while (seen < now) {
    Columns columns = recent_changes_columns (search->recent, seen + 1, now - seen);
    find_matches (grades->question, &columns, keep);
    grade_columns (grades, &columns, keep, grade);
    write_grades (columns.machine, grade, columns.count, grades->of);
    seen += columns.count;
  }
}

/* They will be written here and there: have them come from memory in order. */
static void
fetch (const GradeSearch *search, const Grade *of)
{
  for (gsize i = 0; i < search->padded; i += 64)
    __builtin_prefetch (of + i, 1);
}

static Grades
grades_now (GradeSearch *search, const Question *question)
{
  guint task_class = question->view.task_class->index;
  guint64 now = search->cell->changes;
  Grades grades = { .question = question, .class = &search->class[task_class] };
  GradedClass *class = grades.class;
  gboolean is_new;
  grades.of = class_arrays_get (search->arrays, task_class, now, &is_new);
  fetch (search, grades.of);
  recent_changes_follow (search->recent);
  if (is_new || !class->graded || now - class->seen > MIN (CHANGES_KEPT, search->cell->machines))
    grade_all (search, &grades);
  else
    grade_changes (search, &grades);
  class->graded = TRUE;
  class->seen = now;
  return grades;
}

/* Choosing --------------------------------------------------------------------------------------- */

static VECTOR_BODY Grade
highest_grade (gsize count, const Grade *of)
{
  Grade highest = NOT_FEASIBLE;
  for (gsize i = 0; i < count; i++)
    highest = of[i] > highest ? of[i] : highest;
  return highest;
}
VECTOR_PATHS (highest_grade, Grade, (gsize count, const Grade *of), (count, of))

static VECTOR_BODY guint
count_in_run (const Grade *of, Grade grade)
{
  guint8 count = 0;
  for (guint i = 0; i < RUN; i++)
    count = (guint8) (count + (of[i] == grade));
  return count;
}
VECTOR_PATHS (count_in_run, guint, (const Grade *of, Grade grade), (of, grade))

/* Scores machines, which have exact grades then; those that still have this one compete. */
static void
score (const Grades *grades, const guint *machines, guint count, Grade grade, Best *best)
{
  const Question *question = grades->question;
  ColumnSet wanted = profile_score_columns (question->profile) | COLUMN_NUMBER;
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  Columns columns = columns_pick (question->scratch, question->cell, wanted, machines, count);
  memset (keep, 1, count);
  profile_score (question->profile, &question->view, &columns, keep, total);
  for (guint i = 0; i < count; i++) {
    Grade exact = grade_of ((gint32) total[i], grades->class->base);
    grades->of[machines[i]] = exact;
    keep[i] = exact == grade;
  }
  question_compare (question, &columns, keep, total, best);
}

/* The best machine of those that have a grade and deserve it. at_once: machines scored together;
 * only_first: the first that deserves it is the best. */
static Best
best_of (const GradeSearch *search, const Grades *grades, Grade grade, guint at_once,
         gboolean only_first)
{
  Best best = BEST_NONE;
  guint machines[SWEEP_BLOCK], count = 0;
  for (guint first = 0; first < search->padded; first += RUN) {
    if (count_in_run_paths[grades->question->path](grades->of + first, grade) == 0)
      continue;
    for (guint i = first; i < first + RUN; i++) {
      if (grades->of[i] != grade)
        continue;
      machines[count++] = i;
      if (count < at_once)
        continue;
      score (grades, machines, count, grade, &best);
      count = 0;
      if (only_first && best.machine != MACHINE_NONE)
        return best;
    }
  }
  if (count > 0)
    score (grades, machines, count, grade, &best);
  return best;
}

/* From the next time on. */
static void
choose_base (GradedClass *class, double best)
{
  class->base = MAX ((gint32) best + 1 - TO_BE_HIGHEST, 0);
  class->graded = FALSE;
}

guint
grade_search_find (GradeSearch *search, const Question *question)
{
  Grades grades = grades_now (search, question);
  for (;;) {
    Grade grade = highest_grade_paths[question->path](search->padded, grades.of);
    gboolean says_all = grade < HIGHEST && (grade > LOWEST || grades.class->base == 0);
    gboolean only_first = says_all && question->walk == NULL;
    if (grade == NOT_FEASIBLE)
      return MACHINE_NONE;
    Best best = best_of (search, &grades, grade, only_first ? FIRST_FEW : SWEEP_BLOCK, only_first);
    if (best.machine == MACHINE_NONE)
      continue;
    if (!says_all)
      choose_base (grades.class, best.score);
    return best.machine;
  }
}
