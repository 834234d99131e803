/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/random_stream.h"

#include "util/random.h"

#define GOLDEN_GAMMA G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

/* random_mix() adds the step itself before it mixes. */
static guint64
next_bits (void *state)
{
  guint64 *at = state, z = *at;

  *at += GOLDEN_GAMMA;
  return random_mix (z);
}

static void
stream_set (void *state, unsigned long seed)
{
  *(guint64 *) state = seed;
}

static unsigned long
stream_get (void *state)
{
  return (unsigned long) (next_bits (state) >> 32);
}

static double
stream_get_double (void *state)
{
  return random_unit (next_bits (state));
}

static const gsl_rng_type splitmix64 = {
  .name = "splitmix64",
  .max = 0xffffffffUL,
  .min = 0,
  .size = sizeof (guint64),
  .set = stream_set,
  .get = stream_get,
  .get_double = stream_get_double,
};

/* FNV-1a of 64 bits. */
static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *text != '\0'; text++)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

gsl_rng *
random_stream_new (guint64 seed, const char *owner, const char *purpose)
{
  gsl_rng *stream = gsl_rng_alloc (&splitmix64);
  guint64 key = random_mix (random_mix (seed) ^ hash_text (owner));

  *(guint64 *) gsl_rng_state (stream) = random_mix (key ^ hash_text (purpose));
  return stream;
}
