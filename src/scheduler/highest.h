/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The highest of the values of a block. */
#pragma once

#include "model/cell.h"
#include "scheduler/vector_path.h"

/* Comparing in a tree keeps vector units busy. */
static VECTOR_BODY double
highest_of_block (const double *value)
{
  double lane[CELL_BLOCK / 2];
  for (guint l = 0; l < CELL_BLOCK / 2; l++)
    lane[l] = value[l] > value[l + CELL_BLOCK / 2] ? value[l] : value[l + CELL_BLOCK / 2];
  for (guint half = CELL_BLOCK / 4; half > 0; half /= 2)
    for (guint l = 0; l < half; l++)
      lane[l] = lane[l + half] > lane[l] ? lane[l + half] : lane[l];
  return lane[0];
}
