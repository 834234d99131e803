/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best of some machines, of which bounds say which are worth an exact score. */
#pragma once

#include "scheduler/choose/question.h"

/* The columns are of open machines, at most SWEEP_BLOCK, and hold what profile_rough_columns() says and
 * the machines' numbers. *best becomes the best of them where it is better, or as good and before. */
void promising_ask (const Question *question, const Columns *columns, Best *best);
