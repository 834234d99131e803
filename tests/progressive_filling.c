/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All active users' weighted dominant shares rise at one speed until a resource is used up; whoever
 * needs it is frozen; and so on with the rest. At most one step a resource. */
#include "tests/progressive_filling.h"

void
filling_unit_share (const FillingProblem *problem, guint user, mpq_t ret)
{
  mpq_t part;
  mpq_init (part);
  mpq_set_ui (ret, 0, 1);
  for (guint j = 0; j < problem->resources; j++) {
    mpq_set_si (part, problem->demand[user][j], (unsigned long) problem->capacity[j]);
    mpq_canonicalize (part);
    if (mpq_cmp (part, ret) > 0)
      mpq_set (ret, part);
  }
  mpq_clear (part);
}

void
filling_share (const FillingProblem *problem, guint user, const mpq_t tasks, mpq_t ret)
{
  filling_unit_share (problem, user, ret);
  mpq_mul (ret, ret, tasks);
}

void
filling_tasks_in_bundle (const FillingProblem *problem, const Filling *filling, guint owner,
                         guint user, mpq_t ret)
{
  mpq_t tasks;
  gboolean first = TRUE;
  mpq_init (tasks);
  mpq_set_ui (ret, 0, 1);
  for (guint j = 0; j < problem->resources; j++) {
    if (problem->demand[user][j] == 0)
      continue;
    mpq_set_si (tasks, problem->demand[owner][j], (unsigned long) problem->demand[user][j]);
    mpq_canonicalize (tasks);
    mpq_mul (tasks, tasks, filling->tasks[owner]);
    if (first || mpq_cmp (tasks, ret) < 0)
      mpq_set (ret, tasks);
    first = FALSE;
  }
  mpq_clear (tasks);
}

/* How many tasks a user gains while its weighted share rises by 1: weight / unit share. */
static void
speed (const FillingProblem *problem, guint user, mpq_t ret)
{
  mpq_t weight;
  mpq_init (weight);
  mpq_set_si (weight, problem->weight[user], 1);
  filling_unit_share (problem, user, ret);
  mpq_div (ret, weight, ret);
  mpq_clear (weight);
}

/* By how much the shares can rise until resource j is used up; FALSE when nobody active needs it.
 */
static gboolean
time_to_saturate (const FillingProblem *problem, const Filling *now, const gboolean *active,
                  guint j, mpq_t ret)
{
  mpq_t rate, remaining, term, demand;
  mpq_inits (rate, remaining, term, demand, NULL);
  mpq_set_si (remaining, problem->capacity[j], 1);
  for (guint i = 0; i < problem->users; i++) {
    mpq_set_si (demand, problem->demand[i][j], 1);
    mpq_mul (term, demand, now->tasks[i]);
    mpq_sub (remaining, remaining, term);
    if (!active[i])
      continue;
    speed (problem, i, term);
    mpq_mul (term, term, demand);
    mpq_add (rate, rate, term);
  }
  gboolean needed = mpq_sgn (rate) > 0;
  if (needed)
    mpq_div (ret, remaining, rate);
  mpq_clears (rate, remaining, term, demand, NULL);
  return needed;
}

void
filling_solve (const FillingProblem *problem, Filling *ret)
{
  gboolean active[FILLING_MAX_USERS];
  mpq_t step, best, term;
  mpq_inits (step, best, term, NULL);
  ret->users = problem->users;
  for (guint i = 0; i < problem->users; i++) {
    mpq_init (ret->tasks[i]);
    active[i] = TRUE;
  }
  for (;;) {
    gboolean found = FALSE, saturated[FILLING_MAX_RESOURCES] = { FALSE };
    for (guint j = 0; j < problem->resources; j++) {
      if (!time_to_saturate (problem, ret, active, j, step))
        continue;
      if (!found || mpq_cmp (step, best) < 0)
        mpq_set (best, step);
      found = TRUE;
    }
    if (!found)
      break;
    for (guint j = 0; j < problem->resources; j++)
      saturated[j] = time_to_saturate (problem, ret, active, j, step) && mpq_equal (step, best);
    for (guint i = 0; i < problem->users; i++) {
      if (!active[i])
        continue;
      speed (problem, i, term);
      mpq_mul (term, term, best);
      mpq_add (ret->tasks[i], ret->tasks[i], term);
    }
    for (guint i = 0; i < problem->users; i++)
      for (guint j = 0; j < problem->resources; j++)
        if (saturated[j] && problem->demand[i][j] > 0)
          active[i] = FALSE;
  }
  mpq_clears (step, best, term, NULL);
}

void
filling_clear (Filling *filling)
{
  for (guint i = 0; i < filling->users; i++)
    mpq_clear (filling->tasks[i]);
}
