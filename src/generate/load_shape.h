/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of the load over time: what the rate of arrivals is multiplied by. It is made of straight
 * pieces. Times are seconds from the beginning. */
#pragma once

#include <glib.h>

#define SHAPE_PIECES 3

typedef struct {
  double begin; /* the first at 0 */
  double value; /* there */
  double slope; /* per second */
} ShapePiece;

typedef struct {
  guint count;
  ShapePiece piece[SHAPE_PIECES];
} LoadShape;

LoadShape load_shape_steady (void);
/* From one factor to another in so many seconds; the last holds from then on. */
LoadShape load_shape_ramp (double from, double to, double seconds);
/* 1, but factor from `at` on for so long. */
LoadShape load_shape_spike (double factor, double at, double seconds);

double load_shape_at (const LoadShape *shape, double time);
/* Its integral. */
double load_shape_between (const LoadShape *shape, double from, double to);
/* When the integral from `from` on is so much; INFINITY: never. */
double load_shape_advance (const LoadShape *shape, double from, double amount);
