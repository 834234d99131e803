/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/grade_search.h"

/* Finding a grade -------------------------------------------------------------------------------- */

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

/* The first machine of that grade that is not before `from`; MACHINE_NONE. */
static guint
next_of (const Question *question, const ClassGrades *the, Grade grade, guint from)
{
  for (guint run = from / GRADE_RUN * GRADE_RUN; run < the->count; run += GRADE_RUN) {
    if (count_in_run_paths[question->path](the->of + run, grade) == 0)
      continue;
    for (guint i = MAX (run, from); i < run + GRADE_RUN; i++)
      if (the->of[i] == grade)
        return i;
  }
  return MACHINE_NONE;
}

static guint
count_of (const Question *question, const ClassGrades *the, Grade grade)
{
  guint count = 0;
  for (guint run = 0; run < the->count; run += GRADE_RUN)
    count += count_in_run_paths[question->path](the->of + run, grade);
  return count;
}

/* Of many a walk meets one soon; of few each is asked for its place. */
static guint
first_by_walk (const Question *question, const ClassGrades *the, Grade grade)
{
  const MachineWalk *walk = question->walk;
  guint64 count = count_of (question, the, grade);
  guint machine = walk->start, first = MACHINE_NONE, least = G_MAXUINT;
  if (8 * count * count > walk->machines) {
    while (the->of[machine] != grade)
      machine = machine_walk_next (walk, machine);
    return machine;
  }
  for (machine = next_of (question, the, grade, 0); machine != MACHINE_NONE;
       machine = next_of (question, the, grade, machine + 1)) {
    guint place = machine_walk_place (walk, machine);
    if (place < least) {
      least = place;
      first = machine;
    }
  }
  return first;
}

/* Choosing --------------------------------------------------------------------------------------- */

/* Scores machines, which have exact grades then; those that still have this one compete. */
static void
score (const Question *question, const ClassGrades *the, const guint *machines, guint count,
       Grade grade, Best *best)
{
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  Columns columns = question_score (question, machines, count, total);
  for (guint i = 0; i < count; i++) {
    Grade exact = grade_of ((gint32) total[i], the->base);
    the->of[machines[i]] = exact;
    keep[i] = exact == grade;
  }
  question_compare (question, &columns, keep, total, best);
}

/* The first in line of the machines that have a grade and deserve it. */
static Best
first_deserving (const Question *question, const ClassGrades *the, Grade grade)
{
  Best best = BEST_NONE;
  guint machine = 0;
  for (;;) {
    machine = question->walk == NULL ? next_of (question, the, grade, machine)
                                     : first_by_walk (question, the, grade);
    if (machine == MACHINE_NONE || the->exact)
      return (Best){ machine, 0 };
    score (question, the, &machine, 1, grade, &best);
    if (best.machine != MACHINE_NONE)
      return best;
  }
}

/* The best of those whose grade does not say it all. */
static Best
best_of (const Question *question, const ClassGrades *the, Grade grade)
{
  Best best = BEST_NONE;
  guint machines[SWEEP_BLOCK], count = 0;
  for (guint machine = next_of (question, the, grade, 0); machine != MACHINE_NONE;
       machine = next_of (question, the, grade, machine + 1)) {
    machines[count++] = machine;
    if (count < SWEEP_BLOCK)
      continue;
    score (question, the, machines, count, grade, &best);
    count = 0;
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
    if (grade == GRADE_NOT_FEASIBLE)
      return MACHINE_NONE;
    Best best = says_all ? first_deserving (question, &the, grade) : best_of (question, &the, grade);
    if (best.machine == MACHINE_NONE)
      continue;
    if (!says_all)
      grades_rebase (grades, question->view.task_class, best.score);
    return best.machine;
  }
}
