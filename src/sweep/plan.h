/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a sweep: scenarios, what is varied in them, and every point, in a fixed order.
 *
 * Points are in the order of the scenarios; within one, each combination of what its [vary] says, the
 * first key changing slowest. A scenario without [vary] is one point. */
#pragma once

#include "scenario/override_place.h"

#include <json-glib/json-glib.h>

#define SWEEP_POINTS_MAX 1000000

typedef struct {
  char *path;       /* NULL in a plan that was read from a folder */
  char *name;       /* file name without .scenario; its path where several are called so */
  char *text;
  char *sha256;     /* of the text */
} SweepScenario;

/* What points that differ only in what the scheduler does have in common (scenario/world_key.h). */
typedef struct {
  char *key;
  guint points;                     /* how many */
  GPtrArray *input_names, *input_hashes; /* of char *: what a run reads, as its manifest lists it */
} SweepWorld;

typedef struct {
  char *name;                /* of its folder below points/ */
  guint scenario;            /* index in the plan's scenarios */
  guint world;               /* index in its worlds */
  GStrv overrides;           /* `group.key=value`: those of the command line, then the point's own */
  OverridePlace *places;     /* as many; NULL in a plan that was read from a folder */
  const char **values;       /* by key of the plan, interned: as the scenario writes it; NULL: it is
                                not varied there */
} SweepPoint;

typedef struct {
  GPtrArray *scenarios;      /* of SweepScenario */
  GStrv keys;                /* what is varied: "scenario" first where there are several, then keys of
                                [vary] as they come */
  GPtrArray *points;         /* of SweepPoint */
  GPtrArray *worlds;         /* of SweepWorld; none in a plan that was read from a folder */
  GPtrArray *inputs, *input_hashes; /* of char *: every file that is read, by name */
  char *sha256;              /* of all of it: equal plans have equal ones */
} SweepPlan;

/* What became of a point. */
typedef enum {
  POINT_LEFT,     /* not done: stopped before, or while, it ran; or of another shard */
  POINT_KEPT,     /* it was there */
  POINT_RUN,
  POINT_FAILED,
} PointState;

/* Are its results there? */
static inline gboolean
sweep_point_is_there (guint8 state)
{
  return state == POINT_KEPT || state == POINT_RUN;
}

/* Reads the scenarios (paths NULL-terminated) and checks every point as far as that goes without
 * reading traces. overrides: as of scenario_load(); those of the group vary replace or add what is
 * varied. NULL with an INPUT_ERROR, which names the line of [vary] where a value is wrong. */
SweepPlan *sweep_plan_new (const char *const *paths, const char *const *overrides, GError **error);
void sweep_plan_free (SweepPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweepPlan, sweep_plan_free)

static inline const SweepPoint *
sweep_plan_point (const SweepPlan *plan, guint point)
{
  return (const SweepPoint *) g_ptr_array_index (plan->points, point);
}

static inline const SweepScenario *
sweep_plan_scenario (const SweepPlan *plan, guint scenario)
{
  return (const SweepScenario *) g_ptr_array_index (plan->scenarios, scenario);
}

static inline const SweepWorld *
sweep_plan_world (const SweepPlan *plan, guint world)
{
  return (const SweepWorld *) g_ptr_array_index (plan->worlds, world);
}

/* An empty plan, to be filled. */
SweepPlan *sweep_plan_alloc (void);
void sweep_scenario_free (SweepScenario *scenario);
void sweep_point_free (SweepPoint *point);
