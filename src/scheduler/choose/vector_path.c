/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/vector_path.h"

const char *const vector_path_names[N_VECTOR_PATHS + 1] = { "portable", "avx2", "avx512", NULL };

static VectorPath chosen;
static gsize is_chosen;

gboolean
vector_path_available (VectorPath path)
{
#ifdef __x86_64__
  switch (path) {
  case VECTOR_AVX512:
    return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
           && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl");
  case VECTOR_AVX2:
    return __builtin_cpu_supports ("avx2") != 0;
  default:
    break;
  }
#endif
  return path == VECTOR_PORTABLE;
}

VectorPath
vector_path (void)
{
  if (g_once_init_enter (&is_chosen)) {
    for (guint path = 0; path < N_VECTOR_PATHS; path++)
      if (vector_path_available ((VectorPath) path))
        chosen = (VectorPath) path;
    g_once_init_leave (&is_chosen, 1);
  }
  return chosen;
}

void
vector_path_force (VectorPath path)
{
  g_assert (vector_path_available (path));
  vector_path ();
  chosen = path;
}
