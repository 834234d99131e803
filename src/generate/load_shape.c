/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/load_shape.h"

#include <math.h>

LoadShape
load_shape_steady (void)
{
  return (LoadShape){ 1, { { 0, 1, 0 } } };
}

LoadShape
load_shape_ramp (double from, double to, double seconds)
{
  return (LoadShape){ 2, { { 0, from, (to - from) / seconds }, { seconds, to, 0 } } };
}

LoadShape
load_shape_spike (double factor, double at, double seconds)
{
  return (LoadShape){ 3, { { 0, 1, 0 }, { at, factor, 0 }, { at + seconds, 1, 0 } } };
}

static guint
piece_find (const LoadShape *shape, double time)
{
  guint i = shape->count - 1;

  while (i > 0 && shape->piece[i].begin > time)
    i--;
  return i;
}

static double
piece_end (const LoadShape *shape, guint i)
{
  return i + 1 < shape->count ? shape->piece[i + 1].begin : INFINITY;
}

static double
piece_at (const ShapePiece *piece, double time)
{
  return piece->value + piece->slope * (time - piece->begin);
}

double
load_shape_at (const LoadShape *shape, double time)
{
  return piece_at (&shape->piece[piece_find (shape, time)], time);
}

static double
piece_between (const ShapePiece *piece, double from, double to)
{
  return (piece_at (piece, from) + piece_at (piece, to)) / 2 * (to - from);
}

double
load_shape_between (const LoadShape *shape, double from, double to)
{
  double sum = 0;

  for (guint i = piece_find (shape, from); from < to; i++) {
    double end = MIN (to, piece_end (shape, i));

    sum += piece_between (&shape->piece[i], from, end);
    from = end;
  }
  return sum;
}

/* v d + s d² / 2 = amount, solved for the d ≥ 0 without cancellation. */
static double
piece_advance (const ShapePiece *piece, double from, double amount)
{
  double v = piece_at (piece, from), root = v * v + 2 * piece->slope * amount;

  if (piece->slope == 0)
    return v > 0 ? from + amount / v : INFINITY;
  return root >= 0 ? from + 2 * amount / (v + sqrt (root)) : INFINITY;
}

double
load_shape_advance (const LoadShape *shape, double from, double amount)
{
  for (guint i = piece_find (shape, from);; i++) {
    double end = piece_end (shape, i), to = piece_advance (&shape->piece[i], from, amount);

    if (to <= end || i + 1 == shape->count)
      return to;
    amount -= piece_between (&shape->piece[i], from, end);
    amount = MAX (amount, 0);
    from = end;
  }
}
