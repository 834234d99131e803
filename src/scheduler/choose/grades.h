/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered about a class where totals are whole numbers, as kube-scheduler's are: a grade of
 * every machine, one byte, which says what its total does not exceed. Memory is bounded (class_arrays.h).
 * What is remembered never changes an answer, only how long it takes. */
#pragma once

#include "scheduler/choose/question.h"

/* 1 more than the total is above the base of the class; it may be less at the lower end, and more at the
 * upper. */
typedef guint8 Grade;
#define GRADE_NOT_FEASIBLE 0
#define GRADE_LOWEST       1
#define GRADE_HIGHEST      255

static inline __attribute__ ((always_inline)) Grade
grade_of (gint32 total, gint32 base)
{
  gint32 above = MAX (total - base + 1, GRADE_LOWEST);
  return (Grade) MIN (above, GRADE_HIGHEST);
}

/* Machines are looked at in runs of so many. */
#define GRADE_RUN 128

typedef struct {
  Grade *of;      /* by machine, and GRADE_NOT_FEASIBLE up to a multiple of GRADE_RUN, */
  gsize count;    /* so many */
  gint32 base;
  gboolean exact; /* they are of the totals themselves */
} ClassGrades;

typedef struct Grades Grades;

/* bytes: of the grades of all classes, at most. */
Grades *grades_new (const Cell *cell, gsize bytes);
void grades_free (Grades *grades);
/* What they take now. */
gsize grades_bytes (const Grades *grades);

/* Those of the question's class as the cell is now, valid until the next call; they may be corrected. For
 * profiles of profile_suits_grades(). */
ClassGrades grades_now (Grades *grades, const Question *question);
/* The best machine of the class has this total, and the base is too far from it: from the next call on it
 * is another one. */
void grades_rebase (Grades *grades, const TaskClass *task_class, double best);
