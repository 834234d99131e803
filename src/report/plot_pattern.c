/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a wildcard may stand for is a matter of the file, not of the name's form:
 * `unschedulable_capacity` looks like the capacity of a resource "unschedulable", so a resource
 * is what has two columns that only a resource has both of, or one that says `request`. */
#include "report/plot_pattern.h"

#include "model/tier.h"

#include <string.h>

typedef struct {
  const char *token;
  gboolean (*accepts) (const CsvTable *table, const char *text, guint column, const char *x_column);
} Wildcard;

static gboolean
has_column (const CsvTable *table, const char *resource, const char *measure)
{
  g_autofree char *name = g_strconcat (resource, measure, NULL);

  return csv_table_find (table, name) >= 0;
}

static gboolean
is_resource (const CsvTable *table, const char *text, G_GNUC_UNUSED guint column,
             G_GNUC_UNUSED const char *x_column)
{
  static const char *const measures[][2] = { { "_capacity", "_allocated" },
                                             { "_capacity", "_offered" },
                                             { "_work", "_share" },
                                             { "_request", "_request" } };

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (has_column (table, text, measures[i][0]) && has_column (table, text, measures[i][1]))
      return TRUE;
  return FALSE;
}

static gboolean
is_tier (G_GNUC_UNUSED const CsvTable *table, const char *text, G_GNUC_UNUSED guint column,
         G_GNUC_UNUSED const char *x_column)
{
  return tier_find (text) >= 0;
}

static gboolean
is_any (const CsvTable *table, G_GNUC_UNUSED const char *text, guint column, const char *x_column)
{
  return x_column == NULL || strcmp (csv_table_name (table, column), x_column) != 0;
}

static const Wildcard wildcards[] = { { "<r>", is_resource },
                                      { "<tier>", is_tier },
                                      { "*", is_any } };

static const Wildcard *
find_wildcard (const char *pattern)
{
  for (guint i = 0; i < G_N_ELEMENTS (wildcards); i++)
    if (strstr (pattern, wildcards[i].token) != NULL)
      return &wildcards[i];
  return NULL;
}

const char *
plot_pattern_token (const char *pattern)
{
  const Wildcard *wildcard = find_wildcard (pattern);

  return wildcard != NULL ? wildcard->token : NULL;
}

gboolean
plot_pattern_is_known (const char *pattern)
{
  g_autoptr (GString) rest = g_string_new (pattern);

  for (guint i = 0; i < G_N_ELEMENTS (wildcards); i++)
    g_string_replace (rest, wildcards[i].token, "", 0);
  return strpbrk (rest->str, "<>") == NULL;
}

gboolean
plot_pattern_is_single (const char *pattern, const char *bound)
{
  g_autoptr (GString) rest = g_string_new (pattern);
  guint n = 0;

  if (bound != NULL)
    g_string_replace (rest, bound, "", 0);
  for (guint i = 0; i < G_N_ELEMENTS (wildcards); i++)
    n += g_string_replace (rest, wildcards[i].token, "", 0);
  return n <= 1;
}

static void
match_free (gpointer data)
{
  PlotMatch *match = data;

  g_free (match->text);
  g_free (match);
}

static void
add_match (GPtrArray *matches, const char *token, char *text, guint column)
{
  PlotMatch *match = g_new0 (PlotMatch, 1);

  match->token = token;
  match->text = text;
  match->column = column;
  g_ptr_array_add (matches, match);
}

GPtrArray *
plot_pattern_expand (const char *pattern, const CsvTable *table, const char *x_column)
{
  GPtrArray *matches = g_ptr_array_new_with_free_func (match_free);
  const Wildcard *wildcard = find_wildcard (pattern);
  const char *token = wildcard != NULL ? strstr (pattern, wildcard->token) : NULL;
  gsize prefix, suffix;

  if (wildcard == NULL) {
    gint column = csv_table_find (table, pattern);

    if (column >= 0)
      add_match (matches, NULL, NULL, (guint) column);
    return matches;
  }
  prefix = (gsize) (token - pattern);
  suffix = strlen (token) - strlen (wildcard->token);
  for (guint i = 0; i < csv_table_columns (table); i++) {
    const char *name = csv_table_name (table, i);
    gsize length = strlen (name);
    g_autofree char *text = NULL;

    if (length <= prefix + suffix || strncmp (name, pattern, prefix) != 0
        || strcmp (name + length - suffix, token + strlen (wildcard->token)) != 0)
      continue;
    text = g_strndup (name + prefix, length - prefix - suffix);
    if (wildcard->accepts (table, text, i, x_column))
      add_match (matches, wildcard->token, g_steal_pointer (&text), i);
  }
  return matches;
}

char *
plot_pattern_substitute (const char *text, const char *token, const char *value)
{
  GString *result;

  if (token == NULL)
    return g_strdup (text);
  result = g_string_new (text);
  g_string_replace (result, token, value, 0);
  return g_string_free (result, FALSE);
}
