/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a plugin is checked before any of it is registered: a descriptor in which something is
 * missing would be found out in the middle of a run. */
#include "scheduler/plugins.h"

#include "scheduler/policy_tables.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <gmodule.h>
#include <string.h>

#define ENTRY "berth_plugin"

/* What is missing in a descriptor of the kind; NULL when nothing is. */

static const char *
check_order (gconstpointer policy)
{
  const OrderPolicy *order = policy;
  return order->compare == NULL ? "compare" : NULL;
}

static const char *
check_filter (gconstpointer policy)
{
  const FilterPolicy *filter = policy;
  return filter->sweep[VECTOR_PORTABLE] == NULL ? "sweep" : NULL;
}

static const char *
check_score (gconstpointer policy)
{
  const ScorePolicy *score = policy;
  return score->sweep[VECTOR_PORTABLE] == NULL ? "sweep" : NULL;
}

static const char *
check_preempt (gconstpointer policy)
{
  const PreemptPolicy *preempt = policy;
  return preempt->compare == NULL ? "compare" : NULL;
}

static const char *(*const check[N_POLICY_KINDS]) (gconstpointer policy) = {
  [POLICY_ORDER] = check_order,
  [POLICY_FILTER] = check_filter,
  [POLICY_SCORE] = check_score,
  [POLICY_PREEMPT] = check_preempt,
};

/* The list of a kind: pointers to descriptors, NULL at the end. */
static gconstpointer const *
list_of (const BerthPlugin *plugin, PolicyKind kind)
{
  static gconstpointer const empty[] = { NULL };
  gconstpointer const *const lists[N_POLICY_KINDS] = {
    [POLICY_ORDER] = (gconstpointer const *) plugin->orders,
    [POLICY_FILTER] = (gconstpointer const *) plugin->filters,
    [POLICY_SCORE] = (gconstpointer const *) plugin->scores,
    [POLICY_PREEMPT] = (gconstpointer const *) plugin->preempts,
  };
  return lists[kind] != NULL ? lists[kind] : empty;
}

/* A name that a scenario can write in any of its lists, where `none` is the empty one. */
static gboolean
is_name (const char *name)
{
  if (name == NULL || !g_ascii_islower (*name) || strcmp (name, "none") == 0)
    return FALSE;
  return strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (name);
}

/* Is it in the list twice? */
static gboolean
is_repeated (gconstpointer const *list, guint i)
{
  const PolicyHead *head = list[i];
  for (guint j = 0; j < i; j++)
    if (g_str_equal (((const PolicyHead *) list[j])->name, head->name))
      return TRUE;
  return FALSE;
}

static const char *
describe_owner (PolicyKind kind, const char *name)
{
  const char *origin = policy_origin (kind, name);
  return origin != NULL ? origin : "berth itself";
}

static gboolean
check_policy (const char *path, PolicyKind kind, gconstpointer const *list, guint i,
              GError **error)
{
  const PolicyHead *head = list[i];
  const char *kind_name = policy_kind_names[kind], *missing = check[kind](head);
  if (!is_name (head->name))
    return input_error (error, path, 0, "lower-case letters, digits and '-', a letter first",
                        "'%s' is no name for %s policy %u", head->name != NULL ? head->name : "",
                        kind_name, i + 1);
  if (head->summary == NULL)
    missing = "summary";
  if (missing != NULL)
    return input_error (error, path, 0, "a whole descriptor", "%s policy '%s' has no %s", kind_name,
                        head->name, missing);
  if (is_repeated (list, i))
    return input_error (error, path, 0, "each name once", "%s policy '%s' again", kind_name,
                        head->name);
  if (policy_summary (kind, head->name) != NULL)
    return input_error (error, path, 0, "another name", "%s policy '%s' is also one of %s",
                        kind_name, head->name, describe_owner (kind, head->name));
  return TRUE;
}

static gboolean
check_plugin (const char *path, const BerthPlugin *plugin, GError **error)
{
  guint policies = 0;
  if (plugin->abi != BERTH_PLUGIN_ABI)
    return input_error (error, path, 0, NULL,
                        "its ABI version is %u; expected %u: compile it with this berth's headers",
                        plugin->abi, BERTH_PLUGIN_ABI);
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    gconstpointer const *list = list_of (plugin, kind);
    for (guint i = 0; list[i] != NULL; i++, policies++)
      if (!check_policy (path, kind, list, i, error))
        return FALSE;
  }
  if (policies == 0)
    return input_error (error, path, 0, "a list of policies in " ENTRY, "offers no policy");
  return TRUE;
}

/* A name without a folder is a file here, not one of the system's libraries; and a .la file, which
 * GModule would follow, is not the code that runs. */
static const BerthPlugin *
open_plugin (const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  GModule *module = NULL;
  gpointer entry = NULL;
  if (g_str_has_suffix (path, ".la")) {
    input_error (error, path, 0, "the shared object itself", "is a libtool library");
    return NULL;
  }
  module = g_module_open (full, G_MODULE_BIND_LOCAL);
  if (module == NULL) {
    input_error (error, path, 0, "a shared object", "cannot be loaded: %s", g_module_error ());
    return NULL;
  }
  if (!g_module_symbol (module, ENTRY, &entry) || entry == NULL) {
    input_error (error, path, 0, "a plugin, which defines it", "has no symbol " ENTRY);
    g_module_close (module);
    return NULL;
  }
  g_module_make_resident (module);
  return entry;
}

static GPtrArray *
loaded (void)
{
  static GPtrArray *list;
  if (g_once_init_enter (&list))
    g_once_init_leave (&list, g_ptr_array_new ());
  return list;
}

const GPtrArray *
plugins_loaded (void)
{
  return loaded ();
}

gboolean
plugin_load (const char *path, GError **error)
{
  g_autofree char *sha256 = file_sha256 (path, error);
  const BerthPlugin *offered = sha256 != NULL ? open_plugin (path, error) : NULL;
  Plugin *plugin;
  if (offered == NULL || !check_plugin (path, offered, error))
    return FALSE;
  plugin = g_new0 (Plugin, 1);
  plugin->path = g_strdup (path);
  plugin->name = g_path_get_basename (path);
  plugin->sha256 = g_steal_pointer (&sha256);
  g_ptr_array_add (loaded (), plugin);
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++)
    for (gconstpointer const *policy = list_of (offered, kind); *policy != NULL; policy++)
      policy_add (kind, *policy, plugin->path);
  return TRUE;
}
