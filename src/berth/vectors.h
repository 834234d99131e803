/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loops over columns, compiled once for each kind of vector unit and chosen at run time.
 *
 * Every path gives the same bits: the loops do the same IEEE operations element by element
 * (compiled with -ffp-contract=off: no contraction, no reassociation), only more at a time. */
#ifndef BERTH_VECTORS_H
#define BERTH_VECTORS_H

typedef enum { VECTOR_PORTABLE, VECTOR_AVX2, VECTOR_AVX512, N_VECTOR_PATHS } VectorPath;

/* A function that is compiled into every path: `static VECTOR_BODY void sweep (…)`. Helpers of its
 * loops must be bodies too, or they stay scalar calls. */
#define VECTOR_BODY inline __attribute__ ((always_inline))

#if defined __x86_64__ && defined __clang__
#define VECTOR_TARGET_AVX2 __attribute__ ((target ("avx2")))
#define VECTOR_TARGET_AVX512                                                                       \
  __attribute__ ((target ("avx2,avx512f,avx512bw,avx512dq,avx512vl"), min_vector_width (512)))
#elif defined __x86_64__
#define VECTOR_TARGET_AVX2 __attribute__ ((target ("avx2")))
#define VECTOR_TARGET_AVX512                                                                       \
  __attribute__ ((target ("avx2,avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")))
#else
#define VECTOR_TARGET_AVX2
#define VECTOR_TARGET_AVX512
#endif

/* VECTOR_PATHS (sum, double, (const double *x, guint n), (x, n)) makes of the body `sum` the array
 * sum_paths[N_VECTOR_PATHS]; VECTOR_LIST (sum) initialises another such array. */
#define VECTOR_FUNCTIONS(body, type, parameters, arguments)                                        \
  static type body##_portable parameters { return body arguments; }                                \
  VECTOR_TARGET_AVX2 static type body##_avx2 parameters { return body arguments; }                 \
  VECTOR_TARGET_AVX512 static type body##_avx512 parameters { return body arguments; }
#define VECTOR_LIST(body)                                                                          \
  {                                                                                                \
    [VECTOR_PORTABLE] = body##_portable, [VECTOR_AVX2] = body##_avx2,                              \
    [VECTOR_AVX512] = body##_avx512                                                                \
  }
#define VECTOR_PATHS(body, type, parameters, arguments)                                            \
  VECTOR_FUNCTIONS (body, type, parameters, arguments)                                             \
  static type (*const body##_paths[N_VECTOR_PATHS]) parameters = VECTOR_LIST (body);

#endif
