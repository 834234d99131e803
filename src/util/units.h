/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people write them, and back: amounts of resources, times, decimals. All parsing and
 * formatting is exact integer arithmetic and ignores the locale. */
#pragma once

#include "berth/resources.h"

#define TIME_SECOND G_GINT64_CONSTANT (1000000)
#define TIME_NEVER  G_MAXINT64

/* Parses all of text as an amount in unit. FALSE, without touching *ret, when text is no such
 * amount, is negative, has more precision than the base unit holds (cpu, devices: three decimals),
 * or is over max. *ret_reason (static text, e.g. "is negative", "is not a number", "is out of
 * range") says which; it is only set on failure and may be NULL. */
gboolean unit_parse (const char *text, Unit unit, gint64 max, gint64 *ret, const char **ret_reason);

/* What unit_parse expects, for error messages: "a number of cores like 4, 0.5 or 500m". */
const char *unit_expected (Unit unit);

/* Base units in one of those that people use: 1000 millicores are a core. */
double unit_size (Unit unit);

/* Appends the amount in people's units (cores, MiB, devices) as an exact decimal: 1500 millicores
 * are "1.5". */
void unit_append (GString *out, Unit unit, gint64 amount);

/* Parses all of text as a time: plain seconds with up to six decimals, or numbers with units us,
 * ms, s, m, min, h, d, w, joined without spaces: `1h30min`, `1.5d`. Result in microseconds, 0 …
 * 2^62. Same contract as unit_parse. */
gboolean time_parse (const char *text, gint64 *ret, const char **ret_reason);

/* Appends seconds as an exact decimal without trailing zeros: 1500000 us are "1.5". */
void time_append (GString *out, gint64 microseconds);

/* For people: "3d 4h", "12.5 s", "250 ms"; at most two units. The caller frees. */
char *time_format_human (gint64 microseconds);

/* Parses all of text as a whole number in min…max. Same contract as unit_parse. */
gboolean integer_parse (const char *text, gint64 min, gint64 max, gint64 *ret,
                        const char **ret_reason);

/* Parses all of text as a finite decimal number (no hex, no inf, no nan) in min…max. */
gboolean number_parse (const char *text, double min, double max, double *ret,
                       const char **ret_reason);

/* Appends a double so that reading it back gives the same double: whole numbers below 1e15 in full,
 * others as short as %.6g to %.17g allows, "0" for zeros of either sign. Never used with NaN or
 * infinity. */
void number_append (GString *out, double value);
