/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/generate_groups.h"

#include "util/input_error.h"

#include <math.h>
#include <string.h>

void
generate_group_free (GenerateGroup *group)
{
  g_free (group->head.name);
  law_free (group->gap);
  law_free (group->tasks);
  law_free (group->duration);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    law_free (group->request[r]);
  g_free (group->user);
  g_free (group->constraints);
  g_free (group->preferences);
  g_free (group->tolerations);
  g_free (group);
}

NamedGroup *
generate_group_new (Settings *settings)
{
  GenerateGroup *group = g_new0 (GenerateGroup, 1);

  group->until = settings->horizon;
  group->priority = group->budget = -1;
  g_ptr_array_add (settings->generate_groups, group);
  return &group->head;
}

/* Keys among each other ------------------------------------------------------------------------- */

typedef struct {
  const GenerateGroup *group;
  const Entries *entries;
  GError **error;
} Check;

/* Where the key stands, or else the group. */
static gboolean
refuse (const Check *check, const char *key, const char *expected, const char *what)
{
  const Entry *header = check->group->head.header;
  const Entry *entry = entries_find (check->entries, header->group, key);

  if (entry == NULL)
    entry = header;
  return input_error (check->error, entry->file, entry->line, expected, "%s in [%s]: %s", key,
                      header->group, what);
}

static gboolean
is_given (const Check *check, const char *key)
{
  return entries_find (check->entries, check->group->head.header->group, key) != NULL;
}

static gboolean
is_called (const GenerateGroup *group, const char *arrivals)
{
  return strcmp (arrival_names[group->arrivals], arrivals) == 0;
}

/* Keys that mean nothing to the process; those of a preset may. */
static gboolean
check_own_keys (const Check *check)
{
  static const struct {
    const char *key, *arrivals;
  } own[] = {
    { "amplitude", "diurnal" },   { "period", "diurnal" },     { "peak", "diurnal" },
    { "state-rates", "mmpp" },    { "leaving-rates", "mmpp" }, { "lublin", "lublin" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (is_given (check, own[i].key) && !is_called (check->group, own[i].arrivals)) {
      g_autofree char *expected = g_strdup_printf ("arrivals = %s with it", own[i].arrivals);

      return refuse (check, own[i].key, expected, "another process does not go by it");
    }
  return TRUE;
}

static gboolean
check_rate (const Check *check)
{
  const GenerateGroup *group = check->group;
  gboolean renewal = is_called (group, "renewal"), loaded = group->load.resource >= 0;
  int ways = is_given (check, "rate") + (is_given (check, "gap") && !renewal)
             + is_given (check, "load");

  if (is_called (group, "mmpp") && (group->state_rate[0] <= 0 || group->leaving_rate[0] <= 0))
    return refuse (check, "arrivals", "state-rates and leaving-rates", "mmpp has no states");
  if (renewal && group->gap == NULL)
    return refuse (check, "arrivals", "gap = LAW", "renewal has no law of gaps");
  if (group->gap != NULL && (!isfinite (law_mean (group->gap, 1)) || law_mean (group->gap, 1) <= 0))
    return refuse (check, "gap", "a law of finite mean above 0", "jobs would have no rate");
  if (ways > 1)
    return refuse (check, loaded ? "load" : "gap", "one of rate, gap and load",
                   "the rate is given already");
  if (group->rate <= 0 && group->gap == NULL && !loaded
      && (is_called (group, "poisson") || is_called (group, "diurnal")))
    return refuse (check, "arrivals", "rate, gap or load", "jobs have no rate");
  return TRUE;
}

static gboolean
check_at_once (const Check *check)
{
  const GenerateGroup *group = check->group;
  gboolean loaded = group->load.resource >= 0;

  if (!is_called (group, "at-once"))
    return !loaded || group->duration != NULL
           || refuse (check, "load", "a duration, or arrivals = at-once",
                      "tasks that run for ever are ever more");
  if (is_given (check, "rate") || is_given (check, "gap"))
    return refuse (check, is_given (check, "rate") ? "rate" : "gap", "another process with it",
                   "jobs come at once");
  if (group->shape.kind != SHAPE_STEADY)
    return refuse (check, "shape", "another process with it", "jobs come at once");
  if (loaded && group->duration != NULL)
    return refuse (check, "load", "duration = unending, or jobs", "jobs that come at once end soon");
  return loaded || group->jobs > 0
         || refuse (check, "arrivals", "jobs, or load", "nothing says how many jobs come at once");
}

static gboolean
check_time (const Check *check)
{
  const GenerateGroup *group = check->group;

  if (group->until <= group->start)
    return refuse (check, is_given (check, "until") ? "until" : "start",
                   "until, or the horizon, after the start", "no time for jobs to come");
  if (group->until != TIME_NEVER)
    return TRUE;
  if (group->shape.kind == SHAPE_RAMP)
    return refuse (check, "shape", "until = TIME, or a horizon", "a ramp must end");
  return group->jobs > 0 || is_called (group, "at-once")
         || refuse (check, "until", "until = TIME, jobs = NUMBER, or a horizon",
                    "jobs would come for ever");
}

static gboolean
check_group (const Check *check)
{
  const NamedGroup *head = &check->group->head;

  if (strchr (head->name, '.') != NULL)
    return input_error (check->error, head->header->file, head->header->line,
                        "a name without dots", "'%s' cannot name jobs", head->name);
  if (is_given (check, "tier") && is_given (check, "priority"))
    return refuse (check, "priority", "at most one of the two", "there are both tier and priority");
  return check_own_keys (check) && check_rate (check) && check_at_once (check)
         && check_time (check);
}

/* What changes a trace as a whole is not asked of jobs that can be made as they should be. */
static gboolean
check_workload (const Settings *settings, const Entries *entries, GError **error)
{
  const char *key = settings->inflate.resource >= 0 ? "inflate"
                    : settings->shuffle             ? "shuffle"
                    : settings->arrivals != 0       ? "arrivals"
                    : settings->durations != 0      ? "durations"
                                                    : NULL;

  const char *beside = settings->run_times.path != NULL ? "run-times"
                       : settings->machine_type >= 0    ? "machine-type"
                                                        : NULL;

  if (beside != NULL && settings->trace.path == NULL)
    return entries_refuse (entries, "workload", beside, error, "a trace beside it",
                           "there is no trace");
  if (settings->also.path != NULL && settings->trace.path == NULL)
    return entries_refuse (entries, "workload", "also", error, "a trace beside it",
                           "there is no trace");
  return key == NULL || settings->generate_groups->len == 0
         || entries_refuse (entries, "workload", key, error, "a trace alone with it",
                            "there are groups [generate NAME]");
}

gboolean
generate_groups_check (Settings *settings, const Entries *entries, GError **error)
{
  for (guint g = 0; g < settings->generate_groups->len; g++) {
    const Check check = { g_ptr_array_index (settings->generate_groups, g), entries, error };

    if (!check_group (&check))
      return FALSE;
  }
  return check_workload (settings, entries, error);
}

/* Made into generators -------------------------------------------------------------------------- */

static double
seconds (gint64 time)
{
  return (double) time / (double) TIME_SECOND;
}

static LoadShape
shape_of (const GenerateGroup *group)
{
  const ShapeText *text = &group->shape;

  switch (text->kind) {
  case SHAPE_RAMP:
    return load_shape_ramp (text->from, text->to, seconds (group->until - group->start));
  case SHAPE_SPIKE:
    return load_shape_spike (text->to, seconds (text->at), seconds (text->length));
  case SHAPE_STEADY:
    break;
  }
  return load_shape_steady ();
}

static ArrivalSpec
arrivals_of (const GenerateGroup *group)
{
  gboolean renewal = is_called (group, "renewal");
  ArrivalSpec spec = { .kind = arrival_kind (group->arrivals),
                       .rate = group->rate,
                       .amplitude = group->amplitude,
                       .period = seconds (group->period),
                       .peak = seconds (group->peak),
                       .gap = group->gap,
                       .lublin = &lublin_models[group->lublin],
                       .shape = shape_of (group) };

  memcpy (spec.state_rate, group->state_rate, sizeof spec.state_rate);
  memcpy (spec.leaving_rate, group->leaving_rate, sizeof spec.leaving_rate);
  if (group->gap != NULL && !renewal && group->rate <= 0)
    spec.rate = (double) TIME_SECOND / law_mean (group->gap, 1);
  return spec;
}

static GeneratorSpec
spec_of (const Scenario *scenario, const GenerateGroup *group)
{
  const NamedGroup *head = &group->head;
  GeneratorSpec spec = {
    .name = head->name,
    .file = head->header->file != NULL ? head->header->file : scenario->path,
    .line = head->header->line,
    .seed = scenario->seed,
    .arrivals = arrivals_of (group),
    .tasks = group->tasks,
    .duration = group->duration,
    .correlation = group->correlation,
    .classes = (guint) group->classes,
    .class_skew = group->class_skew,
    .user = group->user != NULL ? group->user : head->name,
    .users = (guint) group->users,
    .user_skew = group->user_skew,
    .priority = group->priority >= 0 ? (gint32) group->priority
                                     : scenario->tiers.lowest[group->tier],
    .texts = { .constraints = group->constraints, .preferences = group->preferences,
               .tolerations = group->tolerations },
    .gang = group->gang,
    .checkpoint = group->checkpoint == TIME_NEVER ? 0 : group->checkpoint,
    .budget = group->budget < 0 ? BUDGET_NONE : (guint16) group->budget,
    .start = group->start,
    .until = group->until,
    .jobs = (guint64) group->jobs,
    .load_resource = group->load.resource,
    .load = group->load.share,
  };

  for (guint r = 0; r < scenario->resources.count; r++) {
    spec.request[r] = group->request[r];
    for (guint m = 0; m < inventory_count (scenario->inventory); m++)
      spec.capacity[r] += inventory_capacity (scenario->inventory, r, m);
  }
  return spec;
}

/* Files that laws were read from are inputs of the run. */
static void
add_law_file (Scenario *scenario, const Law *law)
{
  const char *path, *name = law != NULL ? law_file (law, &path) : NULL;

  if (name == NULL)
    return;
  g_ptr_array_add (scenario->inputs, g_strdup (path));
  g_ptr_array_add (scenario->input_names, g_strdup (name));
}

void
generate_groups_add_inputs (Scenario *scenario, const GPtrArray *groups)
{
  for (guint g = 0; g < groups->len; g++) {
    const GenerateGroup *group = g_ptr_array_index (groups, g);

    add_law_file (scenario, group->gap);
    add_law_file (scenario, group->tasks);
    add_law_file (scenario, group->duration);
    for (guint r = 0; r < MAX_RESOURCES; r++)
      add_law_file (scenario, group->request[r]);
  }
}

gboolean
generate_groups_make (Scenario *scenario, Settings *settings, GError **error)
{
  scenario->generate_groups = g_steal_pointer (&settings->generate_groups);
  scenario->generators = g_ptr_array_new_with_free_func ((GDestroyNotify) generator_free);
  for (guint g = 0; g < scenario->generate_groups->len; g++) {
    const GenerateGroup *group = g_ptr_array_index (scenario->generate_groups, g);
    const GeneratorSpec spec = spec_of (scenario, group);
    Generator *generator = generator_new (&spec, &scenario->resources, error);

    if (generator == NULL)
      return FALSE;
    g_ptr_array_add (scenario->generators, generator);
  }
  generate_groups_add_inputs (scenario, scenario->generate_groups);
  return TRUE;
}
