/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which figures a summary has depends on the run (tiers with tasks, resources of the cell), so
 * keys are checked against the summary itself and not against a list. */
#include "report/assertions.h"

#include "report/figures.h"
#include "util/input_error.h"
#include "util/units.h"

#include <string.h>

static gboolean
unknown_key (const Assertion *assertion, JsonNode *root, GError **error)
{
  g_auto (GStrv) keys = figures_keys (root);
  const char *near = input_nearest (assertion->key, (const char *const *) keys);
  g_autofree char *expected = near != NULL
                                ? g_strdup_printf ("a figure of summary.json; did you mean '%s'?",
                                                   near)
                                : g_strdup ("a figure of summary.json, by its dotted key");

  return input_error (error, assertion->file, assertion->line, expected,
                      "unknown key '%s' in [assert]", assertion->key);
}

static gboolean
holds (const Assertion *assertion, double value)
{
  gboolean equal = !(value < assertion->value) && !(value > assertion->value);

  switch (assertion->op[0]) {
  case '<':
    return value < assertion->value || (assertion->op[1] == '=' && equal);
  case '>':
    return value > assertion->value || (assertion->op[1] == '=' && equal);
  case '!':
    return !equal;
  default:
    return equal;
  }
}

static char *
describe (const Assertion *assertion, const double *value)
{
  GString *line = g_string_new (assertion->file);

  if (assertion->line > 0)
    g_string_append_printf (line, ":%u", assertion->line);
  g_string_append_printf (line, ": %s is ", assertion->key);
  if (value != NULL)
    number_append (line, *value);
  else
    g_string_append (line, "not known");
  g_string_append_printf (line, "; expected %s ", assertion->op);
  number_append (line, assertion->value);
  return g_string_free (line, FALSE);
}

gboolean
assertions_evaluate (const Scenario *scenario, const char *summary_json, GStrv *ret_failed,
                     GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (summary_json, error);
  g_autoptr (GPtrArray) failed = g_ptr_array_new_with_free_func (g_free);

  if (root == NULL)
    return FALSE;
  for (guint i = 0; i < scenario->assertions->len; i++) {
    const Assertion *assertion = &g_array_index (scenario->assertions, Assertion, i);
    JsonNode *node = figures_find (root, assertion->key);
    double value;

    if (node != NULL && JSON_NODE_HOLDS_NULL (node))
      g_ptr_array_add (failed, describe (assertion, NULL));
    else if (!figures_number (root, assertion->key, &value))
      return unknown_key (assertion, root, error);
    else if (!holds (assertion, value))
      g_ptr_array_add (failed, describe (assertion, &value));
  }
  g_ptr_array_add (failed, NULL);
  *ret_failed = (GStrv) g_ptr_array_free (g_steal_pointer (&failed), FALSE);
  return TRUE;
}
