/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best machine by the grades of its class. Of so few different ones the highest is found by reading
 * them all, and those who have it are scored. */
#pragma once

#include "scheduler/choose/grades.h"

/* MACHINE_NONE when no machine is feasible. */
guint grade_search (const Question *question, Grades *grades);
