/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points of a plan as a grid of arms by seeds. */
#include "compare/paired_comparison.h"

#include "sweep/point_names.h"
#include "util/input_error.h"

#include <string.h>

#define SEED_KEY "seed"

/* The plan's keys without the seed; their indices in the plan. */
typedef struct {
  GStrv short_keys;
  GArray *index;      /* of guint */
  gint seed;          /* index of the seed's key, or -1 */
} ArmKeys;

static void
find_keys (PairedComparison *comparison, const SweepPlan *plan, ArmKeys *ret)
{
  GPtrArray *keys = g_ptr_array_new ();

  ret->index = g_array_new (FALSE, FALSE, sizeof (guint));
  ret->seed = -1;
  for (guint k = 0; plan->keys[k] != NULL; k++)
    if (strcmp (plan->keys[k], SEED_KEY) == 0) {
      ret->seed = (gint) k;
    } else {
      g_ptr_array_add (keys, g_strdup (plan->keys[k]));
      g_array_append_val (ret->index, k);
    }
  g_ptr_array_add (keys, NULL);
  comparison->keys = (GStrv) g_ptr_array_free (keys, FALSE);
  ret->short_keys = point_names_shorten ((const char *const *) comparison->keys);
}

static void
clear_keys (ArmKeys *keys)
{
  g_strfreev (keys->short_keys);
  g_array_unref (keys->index);
}

static char *
arm_name (const ArmKeys *keys, const SweepPoint *point)
{
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < keys->index->len; i++) {
    const char *value = point->values[g_array_index (keys->index, guint, i)];

    if (value == NULL)
      continue;
    if (keys->index->len > 1)
      g_string_append_printf (name, "%s%s=", name->len > 0 ? "," : "", keys->short_keys[i]);
    g_string_append (name, value);
  }
  if (name->len == 0)
    g_string_append_c (name, '-');
  return g_string_free (name, FALSE);
}

/* Its place among the names, where it is added if it is new. */
static guint
place_of (GHashTable *places, GPtrArray *names, char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, name));

  if (place > 0) {
    g_free (name);
    return place - 1;
  }
  g_ptr_array_add (names, name);
  g_hash_table_insert (places, name, GUINT_TO_POINTER (names->len));
  return names->len - 1;
}

typedef struct {
  GPtrArray *arms, *seeds;         /* of char * */
  GHashTable *arm_places, *seed_places;
} Names;

/* Which arm and seed each point is, and of what these are called. */
static void
place_points (const SweepPlan *plan, const ArmKeys *keys, Names *names, guint *ret_arms,
              guint *ret_seeds)
{
  for (guint i = 0; i < plan->points->len; i++) {
    const SweepPoint *point = sweep_plan_point (plan, i);
    const char *seed = keys->seed >= 0 ? point->values[keys->seed] : NULL;

    ret_arms[i] = place_of (names->arm_places, names->arms, arm_name (keys, point));
    ret_seeds[i] = place_of (names->seed_places, names->seeds,
                             g_strdup (seed != NULL ? seed : "-"));
  }
}

static gboolean
find_base (PairedComparison *comparison, const char *against, const char *plan_name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *expected = NULL;

  for (guint a = 0; a < comparison->arms->len; a++) {
    ComparisonArm *arm = comparison_arm (comparison, a);

    if (against != NULL && strcmp (arm->name, against) == 0)
      comparison->base = a;
    g_ptr_array_add (names, arm->name);
  }
  g_ptr_array_add (names, NULL);
  if (comparison->arms->len < 2)
    return input_error (error, plan_name, 0,
                        "what is to be compared in [vary], or behind --vary, or several scenarios",
                        "nothing varies but the seed");
  if (against == NULL
      || strcmp (comparison_arm (comparison, comparison->base)->name, against) == 0)
    return TRUE;
  expected = input_expected_one_of (against, (const char *const *) names->pdata);
  return input_error (error, "--against", 0, expected, "'%s' is not compared", against);
}

gboolean
comparison_find_arms (PairedComparison *comparison, const SweepPlan *plan, const char *against,
                      GError **error)
{
  g_autoptr (GPtrArray) arms = g_ptr_array_new (), seeds = g_ptr_array_new ();
  g_autoptr (GHashTable) arm_places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seed_places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *arm_of = g_new (guint, plan->points->len);
  g_autofree guint *seed_of = g_new (guint, plan->points->len);
  Names names = { arms, seeds, arm_places, seed_places };
  ArmKeys keys;

  find_keys (comparison, plan, &keys);
  place_points (plan, &keys, &names, arm_of, seed_of);
  clear_keys (&keys);
  for (guint a = 0; a < arms->len; a++) {
    ComparisonArm *arm = g_new0 (ComparisonArm, 1);

    arm->name = g_ptr_array_index (arms, a);
    g_ptr_array_add (comparison->arms, arm);
  }
  comparison->points = g_new0 (guint, arms->len * seeds->len);
  for (guint i = 0; i < plan->points->len; i++)
    comparison->points[arm_of[i] * seeds->len + seed_of[i]] = i + 1;
  g_ptr_array_add (seeds, NULL);
  comparison->seeds = (GStrv) g_ptr_array_steal (seeds, NULL);
  if (g_strv_length (comparison->seeds) > COMPARISON_MOST_SEEDS)
    return input_error (error, sweep_plan_scenario (plan, 0)->name, 0, "at most 1000",
                        "%u seeds", g_strv_length (comparison->seeds));
  return find_base (comparison, against, sweep_plan_scenario (plan, 0)->name, error);
}
