/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/grade_search.h"

#include <string.h>

#define FIRST_FEW 8 /* machines that are scored together where the first of them may be the one */

static VECTOR_BODY Grade
highest_grade (gsize count, const Grade *of)
{
  Grade highest = GRADE_NOT_FEASIBLE;
  for (gsize i = 0; i < count; i++)
    highest = of[i] > highest ? of[i] : highest;
  return highest;
}
VECTOR_PATHS (highest_grade, Grade, (gsize count, const Grade *of), (count, of))

static VECTOR_BODY guint
count_in_run (const Grade *of, Grade grade)
{
  guint8 count = 0;
  for (guint i = 0; i < GRADE_RUN; i++)
    count = (guint8) (count + (of[i] == grade));
  return count;
}
VECTOR_PATHS (count_in_run, guint, (const Grade *of, Grade grade), (of, grade))

/* Scores machines, which have exact grades then; those that still have this one compete. */
static void
score (const Question *question, const ClassGrades *the, const guint *machines, guint count,
       Grade grade, Best *best)
{
  ColumnSet wanted = profile_score_columns (question->profile) | COLUMN_NUMBER;
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  Columns columns = columns_pick (question->scratch, question->cell, wanted, machines, count);
  memset (keep, 1, count);
  profile_score (question->profile, &question->view, &columns, keep, total);
  for (guint i = 0; i < count; i++) {
    Grade exact = grade_of ((gint32) total[i], the->base);
    the->of[machines[i]] = exact;
    keep[i] = exact == grade;
  }
  question_compare (question, &columns, keep, total, best);
}

/* The best machine of those that have a grade and deserve it. at_once: machines scored together;
 * only_first: the first that deserves it is the best. */
static Best
best_of (const Question *question, const ClassGrades *the, Grade grade, guint at_once,
         gboolean only_first)
{
  Best best = BEST_NONE;
  guint machines[SWEEP_BLOCK], count = 0;
  for (guint first = 0; first < the->count; first += GRADE_RUN) {
    if (count_in_run_paths[question->path](the->of + first, grade) == 0)
      continue;
    for (guint i = first; i < first + GRADE_RUN; i++) {
      if (the->of[i] != grade)
        continue;
      if (only_first && the->exact)
        return (Best){ i, 0 };
      machines[count++] = i;
      if (count < at_once)
        continue;
      score (question, the, machines, count, grade, &best);
      count = 0;
      if (only_first && best.machine != MACHINE_NONE)
        return best;
    }
  }
  if (count > 0)
    score (question, the, machines, count, grade, &best);
  return best;
}

guint
grade_search (const Question *question, Grades *grades)
{
  ClassGrades the = grades_now (grades, question);
  for (;;) {
    Grade grade = highest_grade_paths[question->path](the.count, the.of);
    gboolean says_all = grade < GRADE_HIGHEST && (grade > GRADE_LOWEST || the.base == 0);
    gboolean only_first = says_all && question->walk == NULL;
    if (grade == GRADE_NOT_FEASIBLE)
      return MACHINE_NONE;
    Best best = best_of (question, &the, grade, only_first ? FIRST_FEW : SWEEP_BLOCK, only_first);
    if (best.machine == MACHINE_NONE)
      continue;
    if (!says_all)
      grades_rebase (grades, question->view.task_class, best.score);
    return best.machine;
  }
}
