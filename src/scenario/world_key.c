/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups that are left out are named here, not those that count: a group that is added later
 * keeps scenarios apart until somebody has thought about it. */
#include "scenario/world_key.h"

#include <string.h>

/* Does loading draw random numbers? */
static gboolean
seed_matters (const Settings *settings)
{
  return settings->generate_groups->len > 0 || settings->shuffle_machines || settings->shuffle
         || settings->arrivals != 0 || settings->inflate.resource >= 0;
}

static gboolean
matters (const Entry *entry, const Settings *settings)
{
  static const char *const without[] = { "scheduler", "assert", "vary", NULL };

  if (g_strv_contains (without, entry->group) || g_str_has_prefix (entry->group, "scheduler "))
    return FALSE;
  if (strcmp (entry->group, "metrics") == 0)
    return g_strcmp0 (entry->key, "recorded") == 0; /* readers keep when tasks ran only for that */
  if (strcmp (entry->group, "scenario") != 0)
    return TRUE;
  if (g_strcmp0 (entry->key, "seed") == 0)
    return seed_matters (settings);
  if (g_strcmp0 (entry->key, "horizon") == 0)
    return settings->generate_groups->len > 0; /* jobs come until then */
  return FALSE;
}

char *
world_key (const char *path, const Entries *entries, const Settings *settings)
{
  GString *key = g_string_new (path);

  for (guint i = 0; i < entries->list->len; i++) {
    const Entry *entry = g_ptr_array_index (entries->list, i);

    if (matters (entry, settings))
      g_string_append_printf (key, "\n[%s] %s=%s (%s)", entry->group,
                              entry->key != NULL ? entry->key : "",
                              entry->value != NULL ? entry->value : "",
                              entry->folder != NULL ? entry->folder : "");
  }
  return g_string_free (key, FALSE);
}
