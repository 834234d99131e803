/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is free of something over time: a step function of vectors, from a first moment to for ever.
 * Pure data: knows amounts and times, and nothing of machines or tasks.
 *
 * Amounts may be taken that are not there; what is free is then less than nothing for a while. Two
 * steps next to each other always differ. */
#pragma once

#include "model/resources.h"

typedef struct TimeProfile TimeProfile;

/* Vectors have so many entries that count. All times below are at least that of the last reset;
 * TIME_NEVER as `to` means for ever. */
TimeProfile *time_profile_new (guint resources);
void time_profile_free (TimeProfile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TimeProfile, time_profile_free)

/* From then on all of it is free. */
void time_profile_reset (TimeProfile *profile, gint64 from, const Amounts *free);

/* Takes the amounts from `from` up to, but not including, `to`; gives them back. */
void time_profile_take (TimeProfile *profile, gint64 from, gint64 to, const Amounts *amounts);
void time_profile_give (TimeProfile *profile, gint64 from, gint64 to, const Amounts *amounts);

/* Are the amounts free from `from` for `length`? TIME_NEVER: for ever. */
gboolean time_profile_has (const TimeProfile *profile, gint64 from, gint64 length,
                           const Amounts *amounts);
/* The first moment after `after`, and before `before`, at which what is free changes and from which
 * on the amounts are free for `length`; TIME_NEVER when there is none. */
gint64 time_profile_next (const TimeProfile *profile, gint64 after, gint64 before, gint64 length,
                          const Amounts *amounts);
/* Is there one, or does it hold from `after` itself on? From `until` on all counts as free. */
gboolean time_profile_any (const TimeProfile *profile, gint64 after, gint64 before, gint64 until,
                           gint64 length, const Amounts *amounts);

/* Up to when is not the same free? `from` when it is from then on, TIME_NEVER: it never will be. */
gint64 time_profile_difference (const TimeProfile *a, const TimeProfile *b, gint64 from);

/* Is there nowhere less than nothing? */
gboolean time_profile_is_sound (const TimeProfile *profile);
guint time_profile_steps (const TimeProfile *profile);
