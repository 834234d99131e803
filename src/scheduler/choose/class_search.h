/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best machine, by what is remembered about the class: any policy will do. */
#pragma once

#include "scheduler/choose/class_bounds.h"
#include "scheduler/choose/question.h"

/* MACHINE_NONE when none is feasible. */
guint class_search (const Question *question, ClassBoundsTable *table);
