/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of random numbers, one for each purpose: what is drawn from one moves none of the others,
 * so that another law for durations leaves arrivals as they were, and another group all of these.
 *
 * A stream is GSL's, of a generator of our own: SplitMix64 (util/random.h), whose start is all of
 * its seed. The same seed gives the same numbers on any machine with the same mathematical library. */
#pragma once

#include <gsl/gsl_rng.h>

#include <glib.h>

/* The stream of one purpose ("arrivals") of one owner, the name of a group. Freed with
 * gsl_rng_free(). */
gsl_rng *random_stream_new (guint64 seed, const char *owner, const char *purpose);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (gsl_rng, gsl_rng_free)
