/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The highest of the values of a block. Comparing in a tree keeps vector units busy. */
#pragma once

#include "model/cell.h"
#include "scheduler/choose/vector_path.h"

#define HIGHEST_OF_BLOCK(type, value)                                                              \
  type lane[CELL_BLOCK / 2];                                                                       \
  for (guint l = 0; l < CELL_BLOCK / 2; l++)                                                       \
    lane[l] = value[l] > value[l + CELL_BLOCK / 2] ? value[l] : value[l + CELL_BLOCK / 2];         \
  for (guint half = CELL_BLOCK / 4; half > 0; half /= 2)                                           \
    for (guint l = 0; l < half; l++)                                                               \
      lane[l] = lane[l + half] > lane[l] ? lane[l + half] : lane[l];                               \
  return lane[0]

static VECTOR_BODY double
highest_of_block (const double *value)
{
  HIGHEST_OF_BLOCK (double, value);
}

static VECTOR_BODY float
highest_of_floats (const float *value)
{
  HIGHEST_OF_BLOCK (float, value);
}
