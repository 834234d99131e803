/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of several resources go together by a normal copula: each resource's u is Φ of a normal
 * number, √ρ of which is common to all. */
#include "generate/requests.h"

#include "generate/zipf.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

struct Requests {
  const GeneratorSpec *spec;
  const ResourceSet *resources;
  Amounts *of_class;  /* NULL: each job draws its own */
  Zipf classes;
};

struct RequestStream {
  const Requests *requests;
  gsl_rng *choice;    /* of a class */
  gsl_rng *common;    /* of what the resources have in common */
  gsl_rng *of[MAX_RESOURCES];
};

/* Base units: whole devices above one, and something of what is asked for at all. */
static double
round_request (double value, gconstpointer data)
{
  const Unit *unit = data;

  if (value <= 0)
    return 0;
  if (*unit == UNIT_DEVICE && value > DEVICE)
    return MIN (round (value / DEVICE), MAX_DEVICES) * DEVICE;
  return CLAMP (round (value), 1, G_MAXINT32);
}

/* Streams of numbers ----------------------------------------------------------------------------- */

RequestStream *
request_stream_new (const Requests *requests)
{
  const GeneratorSpec *spec = requests->spec;
  RequestStream *stream = g_new0 (RequestStream, 1);

  stream->requests = requests;
  stream->choice = random_stream_new (spec->seed, spec->name, "classes");
  stream->common = random_stream_new (spec->seed, spec->name, "requests");
  for (guint r = 0; r < requests->resources->count; r++) {
    g_autofree char *purpose = g_strconcat ("request ", requests->resources->item[r].name, NULL);

    if (spec->request[r] != NULL)
      stream->of[r] = random_stream_new (spec->seed, spec->name, purpose);
  }
  return stream;
}

static double
draw_correlated (const Law *law, double share, double common, gsl_rng *stream)
{
  double own = gsl_cdf_ugaussian_Pinv (gsl_rng_uniform_pos (stream));
  double u = gsl_cdf_ugaussian_P (sqrt (share) * common + sqrt (1 - share) * own);

  return law_quantile (law, CLAMP (u, 0x1p-53, 1 - 0x1p-53));
}

static Amounts
draw (RequestStream *stream)
{
  const GeneratorSpec *spec = stream->requests->spec;
  Amounts request = { 0 };
  double common = 0;

  if (spec->correlation > 0)
    common = gsl_cdf_ugaussian_Pinv (gsl_rng_uniform_pos (stream->common));
  for (guint r = 0; r < stream->requests->resources->count; r++) {
    double value;

    if (stream->of[r] == NULL)
      continue;
    value = spec->correlation > 0
              ? draw_correlated (spec->request[r], spec->correlation, common, stream->of[r])
              : law_draw (spec->request[r], stream->of[r], 1);
    request.of[r] = (Amount) round_request (value, &stream->requests->resources->item[r].unit);
  }
  return request;
}

void
request_stream_free (RequestStream *stream)
{
  if (stream == NULL)
    return;
  gsl_rng_free (stream->choice);
  gsl_rng_free (stream->common);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    g_clear_pointer (&stream->of[r], gsl_rng_free);
  g_free (stream);
}

Amounts
request_stream_next (RequestStream *stream)
{
  const Requests *requests = stream->requests;

  if (requests->of_class == NULL)
    return draw (stream);
  return requests->of_class[zipf_choose (&requests->classes, gsl_rng_uniform (stream->choice))];
}

/* All of them ------------------------------------------------------------------------------------ */

Requests *
requests_new (const GeneratorSpec *spec, const ResourceSet *resources)
{
  Requests *requests = g_new0 (Requests, 1);

  requests->spec = spec;
  requests->resources = resources;
  if (spec->classes == 0)
    return requests;
  g_autoptr (RequestStream) stream = request_stream_new (requests);
  Amounts *of_class = g_new (Amounts, spec->classes);
  for (guint c = 0; c < spec->classes; c++)
    of_class[c] = draw (stream);
  zipf_init (&requests->classes, spec->classes, spec->class_skew);
  requests->of_class = of_class;
  return requests;
}

void
requests_free (Requests *requests)
{
  if (requests == NULL)
    return;
  g_free (requests->of_class);
  zipf_clear (&requests->classes);
  g_free (requests);
}

double
requests_mean (const Requests *requests, guint resource)
{
  const Law *law = requests->spec->request[resource];
  double sum = 0;

  if (law == NULL)
    return 0;
  if (requests->of_class == NULL)
    return law_mean_of (law, round_request, &requests->resources->item[resource].unit);
  for (guint c = 0; c < requests->classes.n; c++)
    sum += zipf_probability (&requests->classes, c) * requests->of_class[c].of[resource];
  return sum;
}
