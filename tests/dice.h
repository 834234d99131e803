/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What random scenarios are drawn with: one SplitMix64 stream for each part of one. */
#pragma once

#include "oracle.h"

#define DICE_STEP G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

typedef struct {
  guint64 state;
} Dice;

/* Of a part that draws for itself, so that it changes nothing of the others. */
static inline Dice
dice_of_part (guint64 number)
{
  return (Dice){ number + DICE_STEP };
}

static inline guint64
roll (Dice *dice)
{
  guint64 state = dice->state;
  dice->state += DICE_STEP;
  return oracle_mix (state);
}

/* 0 … n - 1. */
static inline int
below (Dice *dice, int n)
{
  return (int) (roll (dice) % (guint64) n);
}

/* first … last, both included. */
static inline int
between (Dice *dice, int first, int last)
{
  return first + below (dice, last - first + 1);
}

static inline gboolean
percent (Dice *dice, int chance)
{
  return below (dice, 100) < chance;
}

/* us: whole seconds as a rule */
static inline gint64
some_time (Dice *dice, int last)
{
  gint64 time = between (dice, 0, last) * ORACLE_SECOND;
  return percent (dice, 5) ? time + ORACLE_SECOND / 2 : time;
}
