/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Slurm writes times, memory and trackable resources (TRES). */
#pragma once

#include <glib.h>

/* Empty, Unknown, None, N/A, INVALID, Partition_Limit: nothing is known. */
gboolean slurm_is_unknown (const char *text);
gboolean slurm_is_unlimited (const char *text);

/* [DAYS-]HOURS:MINUTES:SECONDS, MINUTES:SECONDS, DAYS-HOURS[:MINUTES]; a part of a second is dropped.
 * In microseconds. FALSE: it is no such time. */
gboolean slurm_time_parse (const char *text, gint64 *ret);

/* 4000M, 3.5G, 16Gn, 4Gc; without a unit, MiB. In MiB, rounded up; *ret_each is 'n' (of each node), 'c'
 * (of each core) or NUL (of the job). FALSE: it is no amount of memory. */
gboolean slurm_memory_parse (const char *text, gint64 *ret, char *ret_each);

/* The value of a kind in `cpu=4,mem=16G,node=2,gres/gpu=1`, cut at size; where there are only typed ones of
 * it (`gres/gpu:a100=2`), their sum. FALSE: it is not there. */
gboolean slurm_tres_find (const char *tres, const char *kind, char *ret, gsize size);
