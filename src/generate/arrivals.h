/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrival processes: when jobs come. A kind is one row of the table in generate/arrivals.c.
 *
 * Each process has a mean rate of its own, or is given one; a rate that is given scales it in
 * time, and a LoadShape multiplies its rate from then to then. Times are seconds from the
 * beginning. */
#pragma once

#include "generate/law.h"
#include "generate/load_shape.h"
#include "generate/lublin.h"

typedef struct ArrivalKind ArrivalKind;

typedef struct {
  const ArrivalKind *kind;
  double rate;               /* jobs a second on average, with a shape of 1; 0: the kind's own */
  double amplitude, period, peak; /* diurnal: how much of the rate, seconds, when it is highest */
  double state_rate[2], leaving_rate[2]; /* mmpp, per second */
  const Law *gap;            /* renewal: microseconds */
  const LublinModel *lublin;
  LoadShape shape;
} ArrivalSpec;

extern const char *const arrival_names[]; /* in the order of the table, NULL-terminated */
const ArrivalKind *arrival_kind (guint index);
/* All at the beginning, so that something else says how many there are? */
gboolean arrival_kind_is_at_once (const ArrivalKind *kind);

/* The rate that the kind has by itself, jobs a second; 0: none, one must be given. */
double arrival_own_rate (const ArrivalSpec *spec);

typedef struct Arrivals Arrivals;

/* Borrows the spec; takes the stream over. */
Arrivals *arrivals_new (const ArrivalSpec *spec, gsl_rng *stream);
void arrivals_free (Arrivals *arrivals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Arrivals, arrivals_free)

/* When the next job comes, not before the last; INFINITY: none does. */
double arrivals_next (Arrivals *arrivals);
