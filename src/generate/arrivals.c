/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that are not bound to the time of day run in operational time, of which a second lasts
 * 1/shape seconds: load_shape_advance() takes them back. */
#include "generate/arrivals.h"

#include <gsl/gsl_randist.h>
#include <math.h>

struct ArrivalKind {
  const char *name;
  double (*next) (Arrivals *arrivals); /* from arrivals->time */
  double (*own_rate) (const ArrivalSpec *spec); /* NULL: none */
  void (*begin) (Arrivals *arrivals);           /* may be NULL */
};

struct Arrivals {
  const ArrivalSpec *spec;
  gsl_rng *stream;
  double time;
  double scale;      /* the rate that is asked for, in parts of the kind's own */
  guint state;       /* of mmpp */
  double leaves_at;  /* … and until when it is in it */
  double weight[LUBLIN_BUCKETS];
};

/* Poisson, and with a daily cycle --------------------------------------------------------------- */

static double
poisson_next (Arrivals *arrivals)
{
  const ArrivalSpec *spec = arrivals->spec;

  return load_shape_advance (&spec->shape, arrivals->time,
                             gsl_ran_exponential (arrivals->stream, 1 / spec->rate));
}

/* Thinning (Lewis and Shedler 1979): candidates come at the highest rate, and each is taken with the
 * share of it that holds at its time. */
static double
diurnal_next (Arrivals *arrivals)
{
  const ArrivalSpec *spec = arrivals->spec;
  double most = 1 + spec->amplitude, time = arrivals->time, rate;

  do {
    time = load_shape_advance (&spec->shape, time,
                               gsl_ran_exponential (arrivals->stream, 1 / (spec->rate * most)));
    rate = 1 + spec->amplitude * cos (2 * G_PI * (time - spec->peak) / spec->period);
  } while (isfinite (time) && gsl_rng_uniform (arrivals->stream) * most >= rate);
  return time;
}

/* Markov-modulated: two states, each with its rate ---------------------------------------------- */

static double
mmpp_share_of_first (const ArrivalSpec *spec)
{
  return spec->leaving_rate[1] / (spec->leaving_rate[0] + spec->leaving_rate[1]);
}

static double
mmpp_own_rate (const ArrivalSpec *spec)
{
  double first = mmpp_share_of_first (spec);

  return first * spec->state_rate[0] + (1 - first) * spec->state_rate[1];
}

static void
mmpp_stay (Arrivals *arrivals, double from)
{
  double mean = 1 / arrivals->spec->leaving_rate[arrivals->state];

  arrivals->leaves_at = from + gsl_ran_exponential (arrivals->stream, mean);
}

/* Begins in a state that is as likely as it is in the long run. */
static void
mmpp_begin (Arrivals *arrivals)
{
  arrivals->state = gsl_rng_uniform (arrivals->stream) >= mmpp_share_of_first (arrivals->spec);
  mmpp_stay (arrivals, 0);
}

/* The exponential has no memory: where the state changes first, the gap is drawn again. */
static double
mmpp_next (Arrivals *arrivals)
{
  const ArrivalSpec *spec = arrivals->spec;
  double time = arrivals->time;

  for (;;) {
    double rate = spec->state_rate[arrivals->state] * arrivals->scale, next = INFINITY;

    if (rate > 0)
      next = load_shape_advance (&spec->shape, time,
                                 gsl_ran_exponential (arrivals->stream, 1 / rate));
    if (next <= arrivals->leaves_at)
      return next;
    time = arrivals->leaves_at;
    arrivals->state ^= 1;
    mmpp_stay (arrivals, time);
  }
}

/* Gaps of any law ------------------------------------------------------------------------------- */

static double
renewal_own_rate (const ArrivalSpec *spec)
{
  return (double) TIME_SECOND / law_mean (spec->gap, 1);
}

static double
renewal_next (Arrivals *arrivals)
{
  double gap = law_draw (arrivals->spec->gap, arrivals->stream, 1) / (double) TIME_SECOND;

  return load_shape_advance (&arrivals->spec->shape, arrivals->time, gap / arrivals->scale);
}

/* Lublin and Feitelson -------------------------------------------------------------------------- */

static double
lublin_own_rate (const ArrivalSpec *spec)
{
  return 1 / lublin_mean_gap (spec->lublin);
}

static void
lublin_begin (Arrivals *arrivals)
{
  lublin_weights (arrivals->spec->lublin, arrivals->weight);
}

/* Walks through the half hours, each of which pays its weight of the gap. */
static double
lublin_next (Arrivals *arrivals)
{
  const LoadShape *shape = &arrivals->spec->shape;
  double time = arrivals->time;
  double left = lublin_gap (arrivals->spec->lublin, arrivals->stream) * LUBLIN_BUCKET_SECONDS
                / arrivals->scale;

  for (double bucket = floor (time / LUBLIN_BUCKET_SECONDS);; bucket++) {
    double end = (bucket + 1) * LUBLIN_BUCKET_SECONDS;
    double weight = arrivals->weight[(guint) fmod (bucket, LUBLIN_BUCKETS)];
    double next = load_shape_advance (shape, time, left / weight);

    if (next <= end || isinf (next))
      return next;
    left = MAX (0, left - weight * load_shape_between (shape, time, end));
    time = end;
  }
}

/* At once --------------------------------------------------------------------------------------- */

static double
at_once_next (Arrivals *arrivals)
{
  return arrivals->time;
}

/* The table ------------------------------------------------------------------------------------- */

static const ArrivalKind kinds[] = {
  { .name = "poisson", .next = poisson_next },
  { .name = "diurnal", .next = diurnal_next },
  { .name = "mmpp", .next = mmpp_next, .own_rate = mmpp_own_rate, .begin = mmpp_begin },
  { .name = "renewal", .next = renewal_next, .own_rate = renewal_own_rate },
  { .name = "lublin", .next = lublin_next, .own_rate = lublin_own_rate, .begin = lublin_begin },
  { .name = "at-once", .next = at_once_next },
};

const char *const arrival_names[] = { "poisson", "diurnal", "mmpp", "renewal", "lublin", "at-once",
                                      NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) + 1 == G_N_ELEMENTS (arrival_names));

const ArrivalKind *
arrival_kind (guint index)
{
  return &kinds[index];
}

gboolean
arrival_kind_is_at_once (const ArrivalKind *kind)
{
  return kind->next == at_once_next;
}

double
arrival_own_rate (const ArrivalSpec *spec)
{
  return spec->kind->own_rate != NULL ? spec->kind->own_rate (spec) : 0;
}

Arrivals *
arrivals_new (const ArrivalSpec *spec, gsl_rng *stream)
{
  Arrivals *arrivals = g_new0 (Arrivals, 1);
  double own = arrival_own_rate (spec);

  arrivals->spec = spec;
  arrivals->stream = stream;
  arrivals->scale = spec->rate > 0 && own > 0 ? spec->rate / own : 1;
  if (spec->kind->begin != NULL)
    spec->kind->begin (arrivals);
  return arrivals;
}

void
arrivals_free (Arrivals *arrivals)
{
  if (arrivals == NULL)
    return;
  gsl_rng_free (arrivals->stream);
  g_free (arrivals);
}

double
arrivals_next (Arrivals *arrivals)
{
  arrivals->time = arrivals->spec->kind->next (arrivals);
  return arrivals->time;
}
