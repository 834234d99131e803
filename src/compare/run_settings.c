/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/run_settings.h"

#include "scenario/entries.h"

#include <string.h>

/* As much of a hash as tells files apart. */
#define HASH_SHOWN 12

typedef struct {
  char *name, *value;
} Setting;

static void
setting_clear (gpointer data)
{
  Setting *setting = data;

  g_free (setting->name);
  g_free (setting->value);
}

static void
change_free (gpointer data)
{
  SettingChange *change = data;

  g_free (change->name);
  g_free (change->values[0]);
  g_free (change->values[1]);
  g_free (change);
}

/* Takes both over. */
static void
add (GArray *settings, char *name, char *value)
{
  Setting setting = { name, value };

  g_array_append_val (settings, setting);
}

static void
add_files (GArray *settings, const char *kind, const GPtrArray *names, const GPtrArray *hashes,
           guint first)
{
  for (guint i = first; i < names->len; i++)
    add (settings, g_strdup_printf ("%s %s", kind, (const char *) g_ptr_array_index (names, i)),
         g_strndup (g_ptr_array_index (hashes, i), HASH_SHOWN));
}

/* What is no part of a run. */
static gboolean
is_beside (const Entry *entry)
{
  return entry->key == NULL || strcmp (entry->group, "vary") == 0
         || strcmp (entry->group, "assert") == 0 || strcmp (entry->key, "include") == 0
         || strcmp (entry->key, "title") == 0;
}

static gboolean
add_entries (GArray *settings, const Manifest *manifest, const Scenario *scenario, GError **error)
{
  g_autoptr (Entries) entries = entries_load (
    scenario->path, (const char *const *) manifest->overrides->pdata, NULL, error);

  for (guint i = 0; entries != NULL && i < entries->list->len; i++) {
    const Entry *entry = g_ptr_array_index (entries->list, i);

    if (!is_beside (entry))
      add (settings, g_strdup_printf ("%s.%s", entry->group, entry->key), g_strdup (entry->value));
  }
  return entries != NULL;
}

/* The last one of a key counts. */
static void
add_overrides (GArray *settings, const Manifest *manifest)
{
  for (guint i = 0; i + 1 < manifest->overrides->len; i++) {
    const char *override = g_ptr_array_index (manifest->overrides, i);
    const char *value = strchr (override, '=');

    if (value != NULL)
      add (settings, g_strndup (override, (gsize) (value - override)), g_strdup (value + 1));
  }
}

/* Of one run: a GArray of Setting. NULL and *error. */
static GArray *
settings_of (const Manifest *manifest, const Scenario *scenario, GError **error)
{
  g_autoptr (GArray) settings = g_array_new (FALSE, FALSE, sizeof (Setting));

  g_array_set_clear_func (settings, setting_clear);
  add (settings, g_strdup ("berth"), g_strdup (manifest->version));
  if (scenario == NULL)
    add_overrides (settings, manifest);
  else if (!add_entries (settings, manifest, scenario, error))
    return NULL;
  /* The scenario's own file is told by its keys. */
  add_files (settings, "file", manifest->names, manifest->hashes, scenario != NULL ? 1 : 0);
  add_files (settings, "plugin", manifest->plugins, manifest->plugin_hashes, 0);
  return g_steal_pointer (&settings);
}

static const char *
value_of (const GArray *settings, const char *name)
{
  for (guint i = settings->len; i-- > 0;) {
    const Setting *setting = &g_array_index (settings, Setting, i);

    if (strcmp (setting->name, name) == 0)
      return setting->value;
  }
  return NULL;
}

static gboolean
is_noted (const GPtrArray *changes, const char *name)
{
  for (guint i = 0; i < changes->len; i++)
    if (strcmp (((const SettingChange *) g_ptr_array_index (changes, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Names of `of` whose values differ in the two. */
static void
note_changes (GPtrArray *changes, const GArray *of, const GArray *const both[2])
{
  for (guint i = 0; i < of->len; i++) {
    const char *name = g_array_index (of, Setting, i).name;
    const char *a = value_of (both[0], name), *b = value_of (both[1], name);
    SettingChange *change;

    if (g_strcmp0 (a, b) == 0 || is_noted (changes, name))
      continue;
    change = g_new0 (SettingChange, 1);
    change->name = g_strdup (name);
    change->values[0] = g_strdup (a);
    change->values[1] = g_strdup (b);
    g_ptr_array_add (changes, change);
  }
}

GPtrArray *
run_settings_compare (const Manifest manifests[2], const Scenario *const scenarios[2],
                      GError **error)
{
  gboolean found = scenarios[0] != NULL && scenarios[1] != NULL;
  g_autoptr (GArray) a = settings_of (&manifests[0], found ? scenarios[0] : NULL, error);
  g_autoptr (GArray) b = a != NULL ? settings_of (&manifests[1], found ? scenarios[1] : NULL, error)
                                   : NULL;
  const GArray *const both[2] = { a, b };
  GPtrArray *changes;

  if (b == NULL)
    return NULL;
  changes = g_ptr_array_new_with_free_func (change_free);
  note_changes (changes, a, both);
  note_changes (changes, b, both);
  return changes;
}
