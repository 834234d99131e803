/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/plan.h"

#include "scenario/scenario.h"
#include "sweep/plan_json.h"
#include "sweep/point_names.h"
#include "sweep/vary.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <string.h>

#define SCENARIO_SUFFIX ".scenario"

/* Life ----------------------------------------------------------------------------------------- */

void
sweep_scenario_free (SweepScenario *scenario)
{
  g_free (scenario->path);
  g_free (scenario->name);
  g_free (scenario->text);
  g_free (scenario->sha256);
  g_free (scenario);
}

void
sweep_point_free (SweepPoint *point)
{
  g_free (point->name);
  g_strfreev (point->overrides);
  g_free (point->places);
  g_free (point->values);
  g_free (point);
}

static void
world_free (gpointer data)
{
  SweepWorld *world = data;

  g_free (world->key);
  g_ptr_array_unref (world->input_names);
  g_ptr_array_unref (world->input_hashes);
  g_free (world);
}

SweepPlan *
sweep_plan_alloc (void)
{
  SweepPlan *plan = g_new0 (SweepPlan, 1);

  plan->scenarios = g_ptr_array_new_with_free_func ((GDestroyNotify) sweep_scenario_free);
  plan->points = g_ptr_array_new_with_free_func ((GDestroyNotify) sweep_point_free);
  plan->worlds = g_ptr_array_new_with_free_func (world_free);
  plan->inputs = g_ptr_array_new_with_free_func (g_free);
  plan->input_hashes = g_ptr_array_new_with_free_func (g_free);
  return plan;
}

void
sweep_plan_free (SweepPlan *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref (plan->scenarios);
  g_ptr_array_unref (plan->points);
  g_ptr_array_unref (plan->worlds);
  g_ptr_array_unref (plan->inputs);
  g_ptr_array_unref (plan->input_hashes);
  g_strfreev (plan->keys);
  g_free (plan->sha256);
  g_free (plan);
}

/* Making --------------------------------------------------------------------------------------- */

/* What is known while a plan is made. */
typedef struct {
  SweepPlan *plan;
  GPtrArray *set;          /* of const char *: overrides but those of the group vary */
  const char *const *overrides;
  const char *const *paths;
  GPtrArray *varies;       /* by scenario: a GPtrArray of Vary */
  GStrv short_keys;        /* by key, without "scenario" */
  GHashTable *names;       /* of points */
  GHashTable *worlds;      /* key → index + 1 */
  GHashTable *hashes;      /* path → SHA-256 */
  GHashTable *inputs;      /* "name\nhash" of what the plan lists */
} Making;

static gboolean
is_varied (const GPtrArray *varies, const Vary *vary)
{
  for (guint i = 0; i < varies->len; i++)
    if (strcmp (((const Vary *) g_ptr_array_index (varies, i))->name, vary->name) == 0)
      return TRUE;
  return FALSE;
}

/* What one scenario varies. What --set gives a value of its own is not varied. */
static GPtrArray *
read_varies (const Making *making, const char *path, GError **error)
{
  g_autoptr (GArray) texts = vary_texts_load (path, making->overrides, error);
  g_autoptr (GPtrArray) varies = g_ptr_array_new_with_free_func ((GDestroyNotify) vary_free);

  for (guint i = 0; texts != NULL && i < texts->len; i++) {
    Vary *vary = vary_new (&g_array_index (texts, VaryText, i), error);

    if (vary == NULL)
      return NULL;
    if (is_varied (varies, vary)) {
      input_error (error, vary->file, vary->line, "each key once", "%s again", vary->key);
      vary_free (vary);
      return NULL;
    }
    if (vary_is_set (vary->name, making->overrides))
      vary_free (vary);
    else
      g_ptr_array_add (varies, vary);
  }
  return texts != NULL ? g_steal_pointer (&varies) : NULL;
}

/* All keys of all scenarios, as they come. */
static void
collect_keys (Making *making)
{
  GPtrArray *keys = g_ptr_array_new ();

  if (making->varies->len > 1)
    g_ptr_array_add (keys, g_strdup ("scenario"));
  for (guint s = 0; s < making->varies->len; s++) {
    const GPtrArray *varies = g_ptr_array_index (making->varies, s);

    for (guint i = 0; i < varies->len; i++) {
      const Vary *vary = g_ptr_array_index (varies, i);

      if (!g_ptr_array_find_with_equal_func (keys, vary->key, g_str_equal, NULL))
        g_ptr_array_add (keys, g_strdup (vary->key));
    }
  }
  g_ptr_array_add (keys, NULL);
  making->plan->keys = (GStrv) g_ptr_array_free (keys, FALSE);
  making->short_keys = point_names_shorten ((const char *const *) making->plan->keys
                                            + (making->varies->len > 1));
}

static guint
key_index (const SweepPlan *plan, const char *key)
{
  guint i = 0;

  while (strcmp (plan->keys[i], key) != 0)
    i++;
  return i;
}

/* How many points a scenario is; more than SWEEP_POINTS_MAX where they are too many. */
static guint64
count_points (const GPtrArray *varies)
{
  guint64 count = 1;

  for (guint i = 0; i < varies->len && count <= SWEEP_POINTS_MAX; i++)
    count *= ((const Vary *) g_ptr_array_index (varies, i))->values->len;
  return count;
}

static const char *
hash_of (const Making *making, const char *path, GError **error)
{
  char *hash = g_hash_table_lookup (making->hashes, path);

  if (hash == NULL && (hash = file_sha256 (path, error)) != NULL)
    g_hash_table_insert (making->hashes, g_strdup (path), hash);
  return hash;
}

static void
list_input (const Making *making, const char *name, const char *hash)
{
  char *both = g_strconcat (name, "\n", hash, NULL);

  if (!g_hash_table_add (making->inputs, both))
    return;
  g_ptr_array_add (making->plan->inputs, g_strdup (name));
  g_ptr_array_add (making->plan->input_hashes, g_strdup (hash));
}

/* The world of an outline; G_MAXUINT and *error where a file cannot be read. */
static guint
find_world (const Making *making, const Scenario *outline, GError **error)
{
  GPtrArray *worlds = making->plan->worlds;
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (making->worlds, outline->world));
  SweepWorld *world;

  if (known != 0) {
    world = g_ptr_array_index (worlds, known - 1);
    world->points++;
    return known - 1;
  }
  world = g_new0 (SweepWorld, 1);
  world->key = g_strdup (outline->world);
  world->points = 1;
  world->input_names = g_ptr_array_new_with_free_func (g_free);
  world->input_hashes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (worlds, world);
  g_hash_table_insert (making->worlds, world->key, GUINT_TO_POINTER (worlds->len));
  for (guint i = 0; i < outline->inputs->len; i++) {
    const char *name = g_ptr_array_index (outline->input_names, i);
    const char *hash = hash_of (making, g_ptr_array_index (outline->inputs, i), error);

    if (hash == NULL)
      return G_MAXUINT;
    g_ptr_array_add (world->input_names, g_strdup (name));
    g_ptr_array_add (world->input_hashes, g_strdup (hash));
    list_input (making, name, hash);
  }
  return worlds->len - 1;
}

/* One combination: which value of each Vary. */
static SweepPoint *
point_new (const Making *making, guint scenario, const guint *which)
{
  const GPtrArray *varies = g_ptr_array_index (making->varies, scenario);
  SweepPlan *plan = making->plan;
  SweepPoint *point = g_new0 (SweepPoint, 1);
  GStrvBuilder *overrides = g_strv_builder_new ();
  gboolean several = making->varies->len > 1;

  point->scenario = scenario;
  point->values = g_new0 (const char *, g_strv_length (plan->keys) + 1);
  point->places = g_new0 (OverridePlace, making->set->len + varies->len);
  if (several)
    point->values[0] = g_intern_string (sweep_plan_scenario (plan, scenario)->name);
  for (guint i = 0; i < making->set->len; i++)
    g_strv_builder_add (overrides, g_ptr_array_index (making->set, i));
  for (guint i = 0; i < varies->len; i++) {
    const Vary *vary = g_ptr_array_index (varies, i);
    const VaryValue *value = &g_array_index (vary->values, VaryValue, which[i]);
    g_autofree char *override = g_strconcat (vary->name, "=", value->value, NULL);

    g_strv_builder_add (overrides, override);
    point->places[making->set->len + i] = (OverridePlace){ vary->file, vary->line };
    point->values[key_index (plan, vary->key)] = g_intern_string (value->text);
  }
  point->overrides = g_strv_builder_end (overrides);
  g_strv_builder_unref (overrides);
  point->name = point_name (several || varies->len == 0
                              ? sweep_plan_scenario (plan, scenario)->name : NULL,
                            (const char *const *) making->short_keys,
                            point->values + several, making->names);
  return point;
}

static gboolean
add_point (const Making *making, guint scenario, const guint *which, GError **error)
{
  const char *path = making->paths[scenario];
  SweepScenario *known = g_ptr_array_index (making->plan->scenarios, scenario);
  SweepPoint *point = point_new (making, scenario, which);
  g_autoptr (Scenario) outline = NULL;

  g_ptr_array_add (making->plan->points, point);
  outline = scenario_outline (path, (const char *const *) point->overrides, point->places, error);
  if (outline == NULL)
    return FALSE;
  if (known->text == NULL) {
    known->text = g_strdup (outline->text);
    known->sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, outline->text, -1);
  }
  point->world = find_world (making, outline, error);
  return point->world != G_MAXUINT;
}

/* The next combination, the last key changing fastest; FALSE behind the last one. */
static gboolean
advance (const GPtrArray *varies, guint *which)
{
  for (guint i = varies->len; i-- > 0;) {
    if (++which[i] < ((const Vary *) g_ptr_array_index (varies, i))->values->len)
      return TRUE;
    which[i] = 0;
  }
  return FALSE;
}

static gboolean
add_points (const Making *making, guint scenario, GError **error)
{
  const GPtrArray *varies = g_ptr_array_index (making->varies, scenario);
  guint64 before = making->plan->points->len;
  g_autofree guint *which = g_new0 (guint, varies->len + 1);

  if (before + count_points (varies) > SWEEP_POINTS_MAX)
    return input_error (error, making->paths[scenario], 0, "at most 1000000 points",
                        "too many combinations in [vary]");
  do {
    if (!add_point (making, scenario, which, error))
      return FALSE;
  } while (advance (varies, which));
  return TRUE;
}

/* How many scenarios have each name. */
static GHashTable *
count_names (const char *const *paths)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; paths[i] != NULL; i++) {
    char *name = scenario_name_of (paths[i]);
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

    g_hash_table_replace (counts, name, GUINT_TO_POINTER (before + 1));
  }
  return counts;
}

/* Those of one name in several folders are told apart by their paths. FALSE and *error: it is there
 * already. */
static gboolean
add_scenario (const Making *making, const char *path, GHashTable *names, GError **error)
{
  const SweepPlan *plan = making->plan;
  SweepScenario *scenario = g_new0 (SweepScenario, 1);

  scenario->path = g_strdup (path);
  scenario->name = scenario_name_of (path);
  g_ptr_array_add (plan->scenarios, scenario);
  if (g_hash_table_lookup (names, scenario->name) == GUINT_TO_POINTER (1))
    return TRUE;
  for (guint i = 0; i + 1 < plan->scenarios->len; i++)
    if (strcmp (sweep_plan_scenario (plan, i)->path, path) == 0)
      return input_error (error, path, 0, "each scenario once", "it is given again");
  g_free (scenario->name);
  scenario->name = g_str_has_suffix (path, SCENARIO_SUFFIX)
                     ? g_strndup (path, strlen (path) - strlen (SCENARIO_SUFFIX))
                     : g_strdup (path);
  return TRUE;
}

static gboolean
fill (Making *making, GError **error)
{
  g_autoptr (GHashTable) names = count_names (making->paths);

  for (guint i = 0; making->paths[i] != NULL; i++) {
    GPtrArray *varies = read_varies (making, making->paths[i], error);

    if (varies == NULL)
      return FALSE;
    g_ptr_array_add (making->varies, varies);
    if (!add_scenario (making, making->paths[i], names, error))
      return FALSE;
  }
  collect_keys (making);
  for (guint i = 0; i < making->varies->len; i++)
    if (!add_points (making, i, error))
      return FALSE;
  return TRUE;
}

SweepPlan *
sweep_plan_new (const char *const *paths, const char *const *overrides, GError **error)
{
  g_autoptr (SweepPlan) plan = sweep_plan_alloc ();
  g_autoptr (GPtrArray) set = g_ptr_array_new ();
  g_autoptr (GPtrArray) varies
    = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) worlds = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) hashes
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) inputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Making making = { .plan = plan, .set = set, .overrides = overrides, .paths = paths,
                    .varies = varies, .names = names, .worlds = worlds, .hashes = hashes,
                    .inputs = inputs };
  gboolean filled;

  for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++)
    if (!g_str_has_prefix (overrides[i], "vary."))
      g_ptr_array_add (set, (gpointer) overrides[i]);
  filled = fill (&making, error);
  g_strfreev (making.short_keys);
  if (!filled)
    return NULL;
  sweep_plan_seal (plan);
  return g_steal_pointer (&plan);
}
