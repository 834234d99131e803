/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Continuous DRF in exact fractions: progressive filling (Ghodsi et al., NSDI'11, appendix). The
 * oracle that the discrete scheduler is held against. */
#pragma once

#include <glib.h>
#include <gmp.h>

#define FILLING_MAX_USERS     5
#define FILLING_MAX_RESOURCES 3

typedef struct {
  guint users, resources;
  long capacity[FILLING_MAX_RESOURCES];
  long demand[FILLING_MAX_USERS][FILLING_MAX_RESOURCES];
  long weight[FILLING_MAX_USERS];
} FillingProblem;

/* tasks[i]: how many tasks (a fraction) user i gets; initialised here, cleared by filling_clear().
 */
typedef struct {
  guint users;
  mpq_t tasks[FILLING_MAX_USERS];
} Filling;

void filling_solve (const FillingProblem *problem, Filling *ret);
void filling_clear (Filling *filling);

/* share = tasks × max over resources of demand / capacity, unweighted. */
void filling_share (const FillingProblem *problem, guint user, const mpq_t tasks, mpq_t ret);
/* The largest part of a capacity that one task of the user takes. */
void filling_unit_share (const FillingProblem *problem, guint user, mpq_t ret);
/* How many tasks of `user` fit into what `owner` has been given. */
void filling_tasks_in_bundle (const FillingProblem *problem, const Filling *filling, guint owner,
                              guint user, mpq_t ret);
