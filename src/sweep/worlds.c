/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world is a scenario that lends: the first point's, which is loaded once more for that, with what
 * it shares. One thread loads, the others that need the same world wait; where loading fails (perhaps
 * for the point's own fault) the next one tries. */
#include "sweep/worlds.h"

#include "util/input_error.h"

#include <string.h>

typedef struct {
  Scenario *lender;   /* NULL: not loaded */
  gboolean loading;
  guint left;         /* points */
} World;

struct Worlds {
  const SweepPlan *plan;
  GMutex mutex;
  GCond loaded;
  World *world;       /* by number */
};

Worlds *
worlds_new (const SweepPlan *plan, const guint *points)
{
  Worlds *worlds = g_new0 (Worlds, 1);

  worlds->plan = plan;
  worlds->world = g_new0 (World, plan->worlds->len);
  for (guint i = 0; i < plan->worlds->len; i++)
    worlds->world[i].left = points[i];
  g_mutex_init (&worlds->mutex);
  g_cond_init (&worlds->loaded);
  return worlds;
}

void
worlds_free (Worlds *worlds)
{
  if (worlds == NULL)
    return;
  for (guint i = 0; i < worlds->plan->worlds->len; i++)
    scenario_free (worlds->world[i].lender);
  g_mutex_clear (&worlds->mutex);
  g_cond_clear (&worlds->loaded);
  g_free (worlds->world);
  g_free (worlds);
}

static Scenario *
load (const Worlds *worlds, const SweepPoint *point, const Scenario *lender, GError **error)
{
  const SweepScenario *of = sweep_plan_scenario (worlds->plan, point->scenario);
  g_autoptr (Scenario) scenario
    = scenario_load_beside (of->path, (const char *const *) point->overrides, point->places, lender,
                            error);

  if (scenario == NULL)
    return NULL;
  if (strcmp (scenario->text, of->text) != 0) {
    input_error (error, of->path, 0, "the file to stay as it is", "it has changed meanwhile");
    return NULL;
  }
  scenario->input_hashes
    = g_ptr_array_ref (sweep_plan_world (worlds->plan, point->world)->input_hashes);
  return g_steal_pointer (&scenario);
}

static Scenario *
load_lender (const Worlds *worlds, const SweepPoint *point, GError **error)
{
  g_autoptr (Scenario) lender = load (worlds, point, NULL, error);

  if (lender == NULL || !workload_keep (lender->workload, WORLD_ROWS_KEPT, error))
    return NULL;
  return g_steal_pointer (&lender);
}

/* The lender of the point's world; NULL and *error. */
static const Scenario *
borrow (Worlds *worlds, const SweepPoint *point, GError **error)
{
  World *world = &worlds->world[point->world];
  Scenario *lender;

  g_mutex_lock (&worlds->mutex);
  while (world->loading)
    g_cond_wait (&worlds->loaded, &worlds->mutex);
  lender = world->lender;
  world->loading = lender == NULL;
  g_mutex_unlock (&worlds->mutex);
  if (lender != NULL)
    return lender;
  lender = load_lender (worlds, point, error);
  g_mutex_lock (&worlds->mutex);
  world->lender = lender;
  world->loading = FALSE;
  g_cond_broadcast (&worlds->loaded);
  g_mutex_unlock (&worlds->mutex);
  return lender;
}

Scenario *
worlds_load (Worlds *worlds, const SweepPoint *point, GError **error)
{
  const Scenario *lender = NULL;

  if (sweep_plan_world (worlds->plan, point->world)->points == 1)
    return load (worlds, point, NULL, error);
  lender = borrow (worlds, point, error);
  return lender != NULL ? load (worlds, point, lender, error) : NULL;
}

void
worlds_done (Worlds *worlds, const SweepPoint *point)
{
  World *world = &worlds->world[point->world];
  Scenario *lender = NULL;

  g_mutex_lock (&worlds->mutex);
  if (--world->left == 0)
    lender = g_steal_pointer (&world->lender);
  g_mutex_unlock (&worlds->mutex);
  scenario_free (lender);
}
