/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the paths of berth/vectors.h is taken. */
#pragma once

#include "berth/vectors.h"

#include <glib.h>

extern const char *const vector_path_names[N_VECTOR_PATHS + 1]; /* NULL-terminated */

/* Can this machine (and this build) take the path? The portable one, always. */
gboolean vector_path_available (VectorPath path);
/* The widest available, or the one forced. */
VectorPath vector_path (void);
/* From now on: for tests and measurements. The path must be available. */
void vector_path_force (VectorPath path);
