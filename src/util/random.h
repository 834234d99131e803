/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Randomness without state: a good mixing of 64 bits, and what can be drawn from it.
 *
 * Who needs a random number hashes what it is for (seed, task, attempt, purpose) instead of taking
 * the next of a stream: the number then depends on nothing that happened before, so that two
 * policies compared under one seed meet the same failures. */
#pragma once

#include <glib.h>

/* One step of SplitMix64 (Steele, Lea, Flood 2014): a bijection of 64 bits whose output bits each
 * depend on all input bits. random_mix (0) is 0xe220a8397b1dcdaf. */
static inline guint64
random_mix (guint64 z)
{
  z += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* A mixed value as a number in [0, 1): a multiple of 2^-53, exact in a double. */
static inline double
random_unit (guint64 h)
{
  return (double) (h >> 11) * 0x1p-53;
}

/* What one seed is used for in a scenario; numbers for one purpose do not depend on those for
 * another. */
typedef enum { RANDOM_DRAWN_ROWS = 1, RANDOM_ROW_ORDER, RANDOM_MACHINE_ORDER } RandomPurpose;

/* The number `which` of a purpose, from 0 to n - 1 (n far below 2^64). */
static inline guint
random_below (guint64 seed, RandomPurpose purpose, guint64 which, guint n)
{
  return (guint) (random_mix (random_mix (random_mix (seed) ^ purpose) ^ which) % n);
}
