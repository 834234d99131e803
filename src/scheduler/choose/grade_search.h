/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best machine where totals are whole numbers, as kube-scheduler's are: for each class every machine
 * has a grade, one byte, which says what its total does not exceed. Of so few different ones the highest
 * is found by reading them all, and those who have it are scored. */
#pragma once

#include "scheduler/choose/question.h"

typedef struct GradeSearch GradeSearch;

/* bytes: of the grades of all classes, at most. */
GradeSearch *grade_search_new (const Cell *cell, gsize bytes);
void grade_search_free (GradeSearch *search);

/* What grades take now. */
gsize grade_search_bytes (const GradeSearch *search);
/* For questions about profiles of profile_suits_grades(). MACHINE_NONE when no machine is feasible. */
guint grade_search_find (GradeSearch *search, const Question *question);
