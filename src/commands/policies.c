/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth policies: what [scheduler] may name, from the table of policies. */
#include "commands/command.h"

#include "scenario/presets.h"
#include "scheduler/policies.h"
#include "util/input_error.h"

#include <json-glib/json-glib.h>
#include <string.h>

static struct {
  char **plugins;
  gboolean json;
} given;

static const GOptionEntry entries[] = {
  PLUGIN_OPTION (&given.plugins),
  { "json", 0, 0, G_OPTION_ARG_NONE, &given.json, "Print them as JSON", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static gboolean
matches (PolicyKind kind, const char *name, const char *wanted)
{
  return wanted == NULL || strcmp (policy_kind_names[kind], wanted) == 0
         || strcmp (name, wanted) == 0;
}

static void
add_text (JsonBuilder *builder, const char *text)
{
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
print_json (const char *wanted)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++)
    for (const char *const *name = policy_names (kind); *name != NULL; name++) {
      const char *details = policy_details (kind, *name);

      if (!matches (kind, *name, wanted))
        continue;
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "kind");
      json_builder_add_string_value (builder, policy_kind_names[kind]);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, *name);
      json_builder_set_member_name (builder, "summary");
      json_builder_add_string_value (builder, policy_summary (kind, *name));
      json_builder_set_member_name (builder, "details");
      add_text (builder, details);
      json_builder_set_member_name (builder, "plugin");
      add_text (builder, policy_origin (kind, *name));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  command_printf ("%s\n", text);
}

static void
print_line (PolicyKind kind, const char *name)
{
  const char *origin = policy_origin (kind, name);

  command_printf ("  %-23s %s", name, policy_summary (kind, name));
  if (origin != NULL)
    command_printf (" (from %s)", origin);
  command_print ("\n");
}

static void
print_list (const char *wanted)
{
  const char *before = "";

  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    if (wanted != NULL && strcmp (policy_kind_names[kind], wanted) != 0)
      continue;
    command_printf ("%s%s\n", before, policy_kind_names[kind]);
    before = "\n";
    for (const char *const *name = policy_names (kind); *name != NULL; name++)
      print_line (kind, *name);
  }
  if (wanted != NULL && strcmp (wanted, "preset") != 0)
    return;
  command_printf ("%spreset\n", before);
  for (const Preset *preset = presets; preset->name != NULL; preset++)
    command_printf ("  %-23s %s\n", preset->name, preset->summary);
}

static void
print_preset (const Preset *preset)
{
  command_printf ("%s (preset): %s\n\n", preset->name, preset->summary);
  for (const PresetKey *it = preset->keys; it->key != NULL; it++)
    command_printf ("%s = %s\n", it->key, it->value);
  command_print ("resource-weights = ");
  for (const PresetResource *it = preset->resources; it->name != NULL; it++)
    command_printf ("%s:1;", it->name);
  command_print ("(others 0)\nassumed-requests = ");
  for (const PresetResource *it = preset->resources; it->name != NULL; it++)
    command_printf ("%s%s:%s", it == preset->resources ? "" : ";", it->name, it->assumed);
  command_print ("\n");
}

/* All that there is to say of the policies of one name. */
static void
print_details (const char *wanted)
{
  const char *before = "";

  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    const char *summary = policy_summary (kind, wanted);
    const char *details = policy_details (kind, wanted);

    if (summary == NULL)
      continue;
    command_printf ("%s%s (%s): %s\n", before, wanted, policy_kind_names[kind], summary);
    if (details != NULL)
      command_printf ("\n%s\n", details);
    if (policy_origin (kind, wanted) != NULL)
      command_printf ("\nFrom %s.\n", policy_origin (kind, wanted));
    before = "\n";
  }
  if (preset_find (wanted) != NULL)
    print_preset (preset_find (wanted));
}

static gboolean
is_kind (const char *wanted)
{
  return g_strv_contains (policy_kind_names, wanted) || strcmp (wanted, "preset") == 0;
}

static gboolean
is_policy (const char *wanted)
{
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++)
    if (policy_summary (kind, wanted) != NULL)
      return TRUE;
  return preset_find (wanted) != NULL;
}

static int
refuse (const char *wanted)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *kinds = NULL;
  const char *near;

  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    g_ptr_array_add (names, (gpointer) policy_kind_names[kind]);
    for (const char *const *name = policy_names (kind); *name != NULL; name++)
      g_ptr_array_add (names, (gpointer) *name);
  }
  for (const Preset *preset = presets; preset->name != NULL; preset++)
    g_ptr_array_add (names, (gpointer) preset->name);
  g_ptr_array_add (names, NULL);
  near = input_nearest (wanted, (const char *const *) names->pdata);
  kinds = g_strjoinv (", ", (char **) policy_kind_names);
  command_complain ("policies: '%s' is neither a kind nor a policy; expected %s or one of their "
                    "names%s%s%s",
                    wanted, kinds, near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                    near != NULL ? "'?" : "");
  return EXIT_FAILED;
}

static int
policies (char **operands)
{
  const char *wanted = operands[0];
  GError *error = NULL;

  if (!command_load_plugins (given.plugins, &error))
    return command_fail (error);
  if (wanted != NULL && !is_kind (wanted) && !is_policy (wanted))
    return refuse (wanted);
  if (given.json)
    print_json (wanted);
  else if (wanted == NULL || is_kind (wanted))
    print_list (wanted);
  else
    print_details (wanted);
  return EXIT_DONE;
}

const Command command_policies = {
  .name = "policies",
  .summary = "list the scheduling policies, or explain one",
  .operands = "[KIND|NAME]",
  .operand_kind = OPERAND_POLICY,
  .min_operands = 0,
  .max_operands = 1,
  .options = entries,
  .run = policies,
};
