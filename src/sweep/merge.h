/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of the shards of one sweep, joined into the folder of the whole. */
#pragma once

#include "sweep/plan.h"

typedef struct {
  SweepPlan *plan;
  guint8 *states;          /* PointState, by point: POINT_RUN where it was found */
  guint found;
} SweepMerge;

void sweep_merge_clear (SweepMerge *merge);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweepMerge, sweep_merge_clear)

/* folders: NULL-terminated, one at least; all must be of the same plan. Points that are whole are
 * copied (or linked, where that can be done) from the first folder that has them; out may be one of
 * the folders. Writes sweep.json and results.csv; what is missing is left to the caller to say, and to
 * `berth sweep` to run. FALSE and *error. */
gboolean sweep_merge (const char *const *folders, const char *out, SweepMerge *ret, GError **error);
