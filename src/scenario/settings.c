/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries are first all recognised, in file order, then read group by group in the order of the
 * table: [cell] decides what resources mean in the groups after it. */
#include "scenario/settings.h"

#include "scenario/generate_groups.h"
#include "scenario/option_types.h"
#include "scenario/presets.h"
#include "scenario/user_groups.h"
#include "util/input_error.h"

#include <string.h>

/* Life ----------------------------------------------------------------------------------------- */

void
assertion_clear (Assertion *assertion)
{
  g_free (assertion->key);
}

void
scheduler_options_init (SchedulerOptions *options)
{
  memset (options, 0, sizeof *options);
  options->filters = g_ptr_array_new ();
  options->scores = g_array_new (FALSE, FALSE, sizeof (WeightedScore));
  options->shape = g_array_new (FALSE, FALSE, sizeof (ShapePoint));
  for (guint r = 0; r < MAX_RESOURCES; r++)
    options->resource_weights[r] = options->share_weights[r] = 1;
}

void
scheduler_options_clear (SchedulerOptions *options)
{
  g_clear_pointer (&options->filters, g_ptr_array_unref);
  g_clear_pointer (&options->scores, g_array_unref);
  g_clear_pointer (&options->shape, g_array_unref);
  g_clear_pointer (&options->user_shares, g_free);
}

static void
file_name_clear (FileName *file)
{
  g_clear_pointer (&file->path, g_free);
  g_clear_pointer (&file->name, g_free);
}

static void
machine_group_free (MachineGroup *group)
{
  g_free (group->head.name);
  g_free (group->attributes);
  g_free (group->taints);
  g_free (group->soft_taints);
  g_strfreev (group->zones);
  g_free (group);
}

static void
scheduler_group_free (SchedulerGroup *group)
{
  g_free (group->head.name);
  g_strfreev (group->tiers);
  g_strfreev (group->users);
  g_array_unref (group->scores);
  g_free (group);
}

static void
user_weight_clear (UserWeight *user)
{
  g_free (user->path);
}

static Settings *
settings_new (void)
{
  Settings *settings = g_new0 (Settings, 1);

  settings->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) machine_group_free);
  settings->scheduler_groups
    = g_ptr_array_new_with_free_func ((GDestroyNotify) scheduler_group_free);
  settings->user_groups = g_ptr_array_new_with_free_func ((GDestroyNotify) user_group_free);
  settings->generate_groups
    = g_ptr_array_new_with_free_func ((GDestroyNotify) generate_group_free);
  settings->users = g_array_new (FALSE, FALSE, sizeof (UserWeight));
  g_array_set_clear_func (settings->users, (GDestroyNotify) user_weight_clear);
  settings->assertions = g_array_new (FALSE, FALSE, sizeof (Assertion));
  g_array_set_clear_func (settings->assertions, (GDestroyNotify) assertion_clear);
  scheduler_options_init (&settings->scheduler);
  return settings;
}

void
settings_free (Settings *settings)
{
  if (settings == NULL)
    return;
  g_free (settings->title);
  g_free (settings->include);
  file_name_clear (&settings->machines);
  file_name_clear (&settings->trace);
  file_name_clear (&settings->run_times);
  file_name_clear (&settings->also);
  file_name_clear (&settings->network);
  g_strfreev (settings->resource_names);
  g_strfreev (settings->device_names);
  g_strfreev (settings->zones);
  g_strfreev (settings->typical_resources);
  resource_set_clear (&settings->resources);
  g_ptr_array_unref (settings->groups);
  g_ptr_array_unref (settings->scheduler_groups);
  g_ptr_array_unref (settings->user_groups);
  g_clear_pointer (&settings->generate_groups, g_ptr_array_unref);
  g_array_unref (settings->users);
  g_clear_pointer (&settings->assertions, g_array_unref);
  scheduler_options_clear (&settings->scheduler);
  g_free (settings);
}

/* Recognising ---------------------------------------------------------------------------------- */

static gboolean
unknown_group (const Entry *entry, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *expected = NULL;

  for (const OptionGroup *group = option_groups; group->name != NULL; group++) {
    if (group->argument != NULL && strcmp (group->name, entry->group) == 0)
      return input_error (error, entry->file, entry->line, "a name, such as [machines standard]",
                          "[%s] has no name", entry->group);
    if (names->len == 0 || strcmp (names->pdata[names->len - 1], group->name) != 0)
      g_ptr_array_add (names, (gpointer) group->name);
  }
  g_ptr_array_add (names, NULL);
  expected = input_expected_one_of (entry->group, (const char *const *) names->pdata);
  return input_error (error, entry->file, entry->line, expected, "unknown group [%s]",
                      entry->group);
}

static gboolean
unknown_key (const OptionGroup *group, const Entry *entry, const ResourceSet *resources,
             GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *expected = NULL;

  for (const Option *option = group->options; option->key != NULL; option++)
    if (!option->any_key)
      g_ptr_array_add (names, (gpointer) option->key);
  for (guint r = 0; resources != NULL && r < resources->count; r++)
    g_ptr_array_add (names, resources->item[r].name);
  g_ptr_array_add (names, NULL);
  expected = input_expected_one_of (entry->key, (const char *const *) names->pdata);
  return input_error (error, entry->file, entry->line, expected, "unknown key '%s' in [%s]",
                      entry->key, entry->group);
}

static gboolean
check_names (const Entries *entries, GError **error)
{
  for (guint i = 0; i < entries->list->len; i++) {
    const Entry *entry = g_ptr_array_index (entries->list, i);
    const OptionGroup *group = option_group_find (entry->group);

    if (group == NULL)
      return unknown_group (entry, error);
    if (entry->key == NULL)
      continue;
    if (option_find (group, entry->key) == NULL)
      return unknown_key (group, entry, NULL, error);
    if (*entry->value == '\0')
      return input_error (error, entry->file, entry->line, "a value behind '='", "%s has no value",
                          entry->key);
  }
  return TRUE;
}

/* Reading -------------------------------------------------------------------------------------- */

static gboolean
read_value (Settings *settings, const Option *option, const Entry *entry, gpointer target,
            GError **error)
{
  OptionInput input = { .option = option, .entry = entry, .settings = settings };
  gboolean fits = option->type->parse (&input, entry->value, (guint8 *) target + option->offset);

  if (!fits) {
    if (input.expected == NULL)
      input.expected = option->type->describe (option);
    input_error (error, entry->file, entry->line, input.expected, "%s", input.what);
  }
  g_free (input.what);
  g_free (input.expected);
  return fits;
}

static void
read_defaults (Settings *settings, const OptionGroup *group, gpointer target)
{
  for (const Option *option = group->options; option->key != NULL; option++) {
    g_autoptr (GError) error = NULL;
    Entry entry = { .key = (char *) option->key, .value = (char *) option->fallback };

    if (option->fallback != NULL && !read_value (settings, option, &entry, target, &error))
      g_error ("the default of %s in [%s]: %s", option->key, group->name, error->message);
  }
}

NamedGroup *
machine_group_new (Settings *settings)
{
  MachineGroup *machines = g_new0 (MachineGroup, 1);

  g_ptr_array_add (settings->groups, machines);
  return &machines->head;
}

NamedGroup *
scheduler_group_new (Settings *settings)
{
  SchedulerGroup *scheduler = g_new0 (SchedulerGroup, 1);

  scheduler->priorities = (PriorityRange){ 0, PRIORITY_MAX };
  scheduler->job_time = settings->job_time;
  scheduler->task_time = settings->task_time;
  scheduler->scores = g_array_copy (settings->scheduler.scores);
  scheduler->ties = settings->ties;
  g_ptr_array_add (settings->scheduler_groups, scheduler);
  return &scheduler->head;
}

/* The keys that a preset stands for, in a group with a name: resources that the cell does not have are
 * left out. */
static void
read_named_preset (Settings *settings, const OptionGroup *group, const Entry *header,
                   const Entries *entries, NamedGroup *named)
{
  const Entry *chosen = group->preset != NULL ? entries_find (entries, header->group, group->preset)
                                              : NULL;
  const PresetKey *keys = chosen != NULL ? group->preset_keys (chosen->value) : NULL;

  for (; keys != NULL && keys->key != NULL; keys++) {
    g_autoptr (GError) error = NULL;
    const Option *option = option_find (group, keys->key);
    Entry entry = { .key = (char *) keys->key, .value = (char *) keys->value };

    if (option->any_key && resource_set_find (&settings->resources, keys->key) < 0)
      continue;
    if (!read_value (settings, option, &entry, named, &error))
      g_error ("%s of preset %s: %s", keys->key, chosen->value, error->message);
  }
}

/* What the keys of a group with a name are written to: made at its first entry. */
static NamedGroup *
named_group_of (Settings *settings, const OptionGroup *group, const Entry *entry,
                const Entries *entries)
{
  const char *name = entry->group + strlen (group->name) + 1;
  GPtrArray *known = G_STRUCT_MEMBER (GPtrArray *, settings, group->list);
  NamedGroup *named;

  for (guint i = 0; i < known->len; i++) {
    named = g_ptr_array_index (known, i);
    if (strcmp (named->name, name) == 0)
      return named;
  }
  named = group->make (settings);
  named->name = g_strdup (name);
  named->header = entries_find (entries, entry->group, NULL);
  read_defaults (settings, group, named);
  read_named_preset (settings, group, entry, entries, named);
  return named;
}

static gboolean
read_entry (Settings *settings, const OptionGroup *group, const Entry *entry,
            const Entries *entries, GError **error)
{
  gpointer target = settings;
  const Option *option;

  if (group->argument != NULL) {
    NamedGroup *named = named_group_of (settings, group, entry, entries);

    target = named;
    if (!group->is_path && !option_is_name (named->name))
      return input_error (error, entry->file, entry->line, "a name without blanks or punctuation",
                          "'%s' cannot name %s", named->name, group->what);
  }
  if (entry->key == NULL)
    return TRUE;
  option = option_find (group, entry->key);
  if (group->argument != NULL && option->any_key
      && resource_set_find (&settings->resources, entry->key) < 0)
    return unknown_key (group, entry, &settings->resources, error);
  return read_value (settings, option, entry, target, error);
}

static const PresetResource *
find_preset_resource (const Preset *preset, const char *name)
{
  for (const PresetResource *it = preset->resources; it->name != NULL; it++)
    if (strcmp (it->name, name) == 0)
      return it;
  return NULL;
}

/* cpu:1;memory:1;gpu:0 and cpu:100m;memory:200MiB, of the resources of the cell. */
static void
say_preset_resources (const Settings *settings, const Preset *preset, GString *weights,
                      GString *assumed)
{
  for (guint r = 0; r < settings->resources.count; r++) {
    const char *name = settings->resources.item[r].name;
    const PresetResource *it = find_preset_resource (preset, name);

    g_string_append_printf (weights, "%s%s:%d", r > 0 ? ";" : "", name, it != NULL);
    if (it != NULL)
      g_string_append_printf (assumed, "%s%s:%s", assumed->len > 0 ? ";" : "", name, it->assumed);
  }
}

static gboolean
read_preset_key (Settings *settings, const OptionGroup *group, const Entry *from, const char *key,
                 const char *value, GError **error)
{
  Entry entry = *from;

  entry.key = (char *) key;
  entry.value = (char *) value;
  return read_value (settings, option_find (group, key), &entry, settings, error);
}

/* Before the group's own keys. A preset that is none is left for its turn to refuse. */
static gboolean
read_preset (Settings *settings, const OptionGroup *group, const Entries *entries, GError **error)
{
  const Entry *entry = group->preset != NULL ? entries_find (entries, group->name, group->preset)
                                             : NULL;
  const Preset *preset = entry != NULL ? preset_find (entry->value) : NULL;
  g_autoptr (GString) weights = g_string_new (NULL);
  g_autoptr (GString) assumed = g_string_new (NULL);

  if (preset == NULL)
    return TRUE;
  for (const PresetKey *it = preset->keys; it->key != NULL; it++)
    if (!read_preset_key (settings, group, entry, it->key, it->value, error))
      return FALSE;
  say_preset_resources (settings, preset, weights, assumed);
  return assumed->len == 0
         || (read_preset_key (settings, group, entry, "resource-weights", weights->str, error)
             && read_preset_key (settings, group, entry, "assumed-requests", assumed->str, error));
}

static gboolean
read_group (Settings *settings, const OptionGroup *group, const Entries *entries, GError **error)
{
  if (group->argument == NULL)
    read_defaults (settings, group, settings);
  if (!read_preset (settings, group, entries, error))
    return FALSE;
  for (guint i = 0; i < entries->list->len; i++) {
    const Entry *entry = g_ptr_array_index (entries->list, i);

    if (option_group_find (entry->group) == group
        && !read_entry (settings, group, entry, entries, error))
      return FALSE;
  }
  return group->finish == NULL || group->finish (settings, entries, error);
}

Settings *
settings_read (const Entries *entries, GError **error)
{
  g_autoptr (Settings) settings = settings_new ();

  if (!check_names (entries, error))
    return NULL;
  for (const OptionGroup *group = option_groups; group->name != NULL; group++)
    if (!read_group (settings, group, entries, error))
      return NULL;
  settings->scheduler.queue = (QueueDiscipline) settings->queue;
  settings->scheduler.pass_each_event = settings->passes != 0;
  settings->scheduler.arrivals_first = settings->simultaneous != 0;
  settings->scheduler.compress_once = settings->compression != 0;
  settings->scheduler.share_capacity = (ShareCapacity) settings->share_capacity;
  settings->scheduler.share_scope = (ShareScope) settings->share_scope;
  settings->scheduler.share_ties = (ShareTies) settings->share_ties;
  settings->scheduler.reclaim = (ReclaimRule) settings->reclaim;
  settings->scheduler.reclamation.rule = (ReclamationRule) settings->reclamation;
  settings->scheduler.share_tree = (ShareTreeKind) settings->share_tree;
  settings->scheduler.spread_by = (SpreadBy) settings->spread_by;
  settings->scheduler.gang_packing = (GangPacking) settings->gang_packing;
  settings->scheduler.gang_level = (SpreadBy) settings->gang_level;
  settings->scheduler.ties = (Ties) settings->ties;
  settings->scheduler.sample = (Sample) settings->sample;
  settings->scheduler.kube_sampled = settings->kube_candidates != 0;
  return g_steal_pointer (&settings);
}
