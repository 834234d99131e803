/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a sweep that one of several machines runs: of N shards, shard K (from 1) has the points
 * whose index, from 0, is K - 1 modulo N. */
#pragma once

#include <glib.h>

#define SHARDS_MAX 100000

typedef struct {
  guint index; /* from 1 */
  guint count; /* 1: all of it */
} Shard;

#define SHARD_ALL ((Shard){ 1, 1 })

static inline gboolean
shard_has (Shard shard, guint point)
{
  return point % shard.count == shard.index - 1;
}

/* `K/N`. FALSE with an INPUT_ERROR. */
gboolean shard_parse (const char *text, Shard *ret, GError **error);

/* K from what Slurm (SLURM_ARRAY_TASK_ID, _MIN, _STEP) or Kubernetes (JOB_COMPLETION_INDEX) tells each
 * task of an array or indexed job; N is count, or where that is 0 SLURM_ARRAY_TASK_COUNT, or
 * BERTH_SHARDS. FALSE with an INPUT_ERROR: they do not say. */
gboolean shard_from_environment (guint count, Shard *ret, GError **error);
