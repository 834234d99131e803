/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/ranking.h"

#include <math.h>

/* A sweep's values stand in RANKING_ROW rows of so many columns. */
#define SWEEP_COLUMNS (SWEEP_BLOCK / RANKING_ROW)

G_STATIC_ASSERT (RANKING_MOST % SWEEP_BLOCK == 0);
G_STATIC_ASSERT (RANKING_MOST <= RANKING_ROW * RANKING_ROW * RANKING_ROW);

Ranking *
ranking_new (void)
{
  Ranking *ranking = g_aligned_alloc0 (1, sizeof (Ranking), 64);
  ranking->value = g_aligned_alloc (RANKING_MOST, sizeof (float), 64);
  return ranking;
}

void
ranking_free (Ranking *ranking)
{
  if (ranking == NULL)
    return;
  g_aligned_free (ranking->value);
  g_aligned_free (ranking);
}

static VECTOR_BODY void
add (guint count, const guint8 *restrict keep, float *restrict value, float *restrict highest)
{
  for (guint i = 0; i < count; i++)
    value[i] = keep[i] ? value[i] : -INFINITY;
  for (guint i = count; i < SWEEP_BLOCK; i++)
    value[i] = -INFINITY;
  for (guint c = 0; c < SWEEP_COLUMNS; c++)
    highest[c] = value[c];
  for (guint row = 1; row < RANKING_ROW; row++)
    for (guint c = 0; c < SWEEP_COLUMNS; c++) {
      const float other = value[row * SWEEP_COLUMNS + c];
      highest[c] = other > highest[c] ? other : highest[c];
    }
}
VECTOR_PATHS (add, void,
              (guint count, const guint8 *restrict keep, float *restrict value,
               float *restrict highest),
              (count, keep, value, highest))

void
ranking_add (Ranking *ranking, VectorPath path, guint first, guint count, const guint8 *keep)
{
  ranking->count = first + SWEEP_BLOCK;
  add_paths[path](count, keep, ranking->value + first, ranking->highest + first / RANKING_ROW);
}

static VECTOR_BODY void
begin (guint rows, const float *restrict highest, float *restrict top)
{
  for (guint c = 0; c < RANKING_ROW; c++)
    top[c] = highest[c];
  for (guint row = 1; row < rows; row++)
    for (guint c = 0; c < RANKING_ROW; c++) {
      const float other = highest[row * RANKING_ROW + c];
      top[c] = other > top[c] ? other : top[c];
    }
}
VECTOR_PATHS (begin, void, (guint rows, const float *restrict highest, float *restrict top),
              (rows, highest, top))

void
ranking_begin (Ranking *ranking, VectorPath path)
{
  begin_paths[path](ranking->count / (RANKING_ROW * RANKING_ROW), ranking->highest, ranking->top);
}

/* Where the highest of so many values stands first, one every `stride`. */
static inline guint
highest_at (const float *value, guint count, guint stride)
{
  guint at = 0;
  for (guint i = 1; i < count; i++)
    at = value[i * stride] > value[at * stride] ? i : at;
  return at;
}

/* The values under ranking->highest[at], one every SWEEP_COLUMNS. */
static inline guint
first_under (guint at)
{
  return at / SWEEP_COLUMNS * SWEEP_BLOCK + at % SWEEP_COLUMNS;
}

float
ranking_take (Ranking *ranking, guint *ret_which)
{
  guint rows = ranking->count / (RANKING_ROW * RANKING_ROW);
  guint column = highest_at (ranking->top, RANKING_ROW, 1);
  float highest = ranking->top[column];
  if (ranking->count == 0 || highest == -INFINITY)
    return -INFINITY;
  guint at = column + RANKING_ROW * highest_at (ranking->highest + column, rows, RANKING_ROW);
  float *value = ranking->value + first_under (at);
  guint row = highest_at (value, RANKING_ROW, SWEEP_COLUMNS);
  value[row * SWEEP_COLUMNS] = -INFINITY;
  *ret_which = (guint) (value - ranking->value) + row * SWEEP_COLUMNS;
  ranking->highest[at] = value[highest_at (value, RANKING_ROW, SWEEP_COLUMNS) * SWEEP_COLUMNS];
  const float *above = ranking->highest + column;
  ranking->top[column] = above[highest_at (above, rows, RANKING_ROW) * RANKING_ROW];
  return highest;
}

guint
ranking_list (const Ranking *ranking, float least, guint ret_which[RANKING_MOST])
{
  guint count = 0;
  for (guint at = 0; at < ranking->count / RANKING_ROW; at++) {
    guint which = first_under (at);
    for (guint row = 0; ranking->highest[at] >= least && row < RANKING_ROW; row++) {
      ret_which[count] = which + row * SWEEP_COLUMNS;
      count += ranking->value[ret_which[count]] >= least ? 1 : 0;
    }
  }
  return count;
}
