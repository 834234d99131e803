/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Up to RANKING_MOST values from which the highest is taken again and again. Values stand in rows of
 * RANKING_ROW; above each, the highest of every column of a run of rows, and of these once more, so
 * that building it is comparing whole vectors, and taking looks at a few dozen numbers. */
#pragma once

#include "scheduler/choose/columns.h"
#include "scheduler/choose/vector_path.h"

#define RANKING_ROW  16
#define RANKING_MOST 4096 /* a multiple of SWEEP_BLOCK, at most RANKING_ROW^3 */

typedef struct {
  guint count; /* values, a multiple of SWEEP_BLOCK */
  float *value;
  float highest[RANKING_MOST / RANKING_ROW]; /* of the values of a sweep in one column of SWEEP_COLUMNS */
  float top[RANKING_ROW];                    /* of `highest` in one column */
} Ranking;

Ranking *ranking_new (void);
void ranking_free (Ranking *ranking);

/* Values first … first + SWEEP_BLOCK - 1, of which the first `count` have been written to
 * ranking->value, count where keep[] is; all others are out. In order, from 0 on. */
void ranking_add (Ranking *ranking, VectorPath path, guint first, guint count, const guint8 *keep);
/* After the last. */
void ranking_begin (Ranking *ranking, VectorPath path);

/* Takes out the highest value; -INFINITY when none is left. */
float ranking_take (Ranking *ranking, guint *ret_which);

/* Lists which of those not taken are at least so high, in no order. Returns how many. */
guint ranking_list (const Ranking *ranking, float least, guint ret_which[RANKING_MOST]);
