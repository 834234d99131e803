/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GKeyFile merges groups of one name and forgets lines, so a first walk over the text notes
 * where every group and key stands, and refuses what stands there twice. */
#include "report/plot_file.h"

#include "report/chart_kind.h"
#include "report/plot_keys.h"
#include "report/plot_pattern.h"
#include "util/input_error.h"

#include <string.h>

/* Everything a reading in progress needs. */
typedef struct {
  PlotDefinition *definition;
  GKeyFile *keys;
  GHashTable *lines; /* "group" or "group\nkey" → line */
} Reader;

static char *
line_key (const char *group, const char *key)
{
  return key == NULL ? g_strdup (group) : g_strconcat (group, "\n", key, NULL);
}

static guint
line_of (const Reader *reader, const char *group, const char *key)
{
  g_autofree char *name = line_key (group, key);

  return GPOINTER_TO_UINT (g_hash_table_lookup (reader->lines, name));
}

static gboolean
note_line (Reader *reader, const char *group, const char *key, guint line, GError **error)
{
  char *name = line_key (group, key);
  guint before = line_of (reader, group, key);

  if (before == 0) {
    g_hash_table_insert (reader->lines, name, GUINT_TO_POINTER (line));
    return TRUE;
  }
  g_free (name);
  return input_error (error, reader->definition->path, line,
                      "every group, and every key in it, once", "'%s' again, after line %u",
                      key != NULL ? key : group, before);
}

/* Notes where groups and keys stand. */
static gboolean
index_lines (Reader *reader, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *group = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    char *line = g_strstrip (lines[i]), *equals = strchr (line, '=');
    gsize length = strlen (line);

    if (length == 0 || *line == '#')
      continue;
    if (*line == '[' && line[length - 1] == ']') {
      g_free (group);
      group = g_strndup (line + 1, length - 2);
      if (!note_line (reader, group, NULL, i + 1, error))
        return FALSE;
      continue;
    }
    if (equals == NULL || equals == line || group == NULL)
      return input_error (error, reader->definition->path, i + 1,
                          "[group], key = value or # comment", "'%s'", line);
    *equals = '\0';
    if (!note_line (reader, group, g_strchomp (line), i + 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
unknown_key (const Reader *reader, const PlotSection *section, const char *group, const char *key,
             GError **error)
{
  g_autofree char *expected = plot_section_expected (section, key);

  return input_error (error, reader->definition->path, line_of (reader, group, key), expected,
                      "unknown key '%s' in [%s]", key, group);
}

/* Reads all keys of `group` into `target`, a struct of that section. */
static gboolean
read_group (const Reader *reader, const PlotSection *section, const char *group, gpointer target,
            GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (reader->keys, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    const PlotKey *key = plot_section_find (section, keys[i]);
    g_autofree char *text = NULL;
    g_autofree char *expected = NULL;
    g_autoptr (GError) why = NULL;

    if (key == NULL)
      return unknown_key (reader, section, group, keys[i], error);
    text = g_key_file_get_string (reader->keys, group, keys[i], &why);
    if (text == NULL)
      return input_error (error, reader->definition->path, line_of (reader, group, keys[i]),
                          "text with escapes \\s \\n \\t \\\\ alone", "%s: %s", keys[i],
                          why->message);
    g_strchomp (text);
    if (!key->parse (text, (guint8 *) target + key->offset, &expected))
      return input_error (error, reader->definition->path, line_of (reader, group, keys[i]),
                          expected, "%s = %s", keys[i], text);
  }
  return TRUE;
}

static void
series_definition_free (gpointer data)
{
  SeriesDefinition *series = data;

  g_free (series->column);
  g_free (series->label);
  g_free (series->colour);
  g_free (series);
}

static void
panel_definition_clear (PanelDefinition *panel)
{
  char **texts[] = { &panel->name,   &panel->title,   &panel->each,      &panel->file,
                     &panel->x,      &panel->x_title, &panel->x_size,    &panel->y,
                     &panel->y_size, &panel->y_title, &panel->zero_text, &panel->unit };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&panel->series, g_ptr_array_unref);
}

static void
panel_definition_free (gpointer data)
{
  panel_definition_clear (data);
  g_free (data);
}

static gboolean
missing (const Reader *reader, guint line, const char *group, const char *key, GError **error)
{
  return input_error (error, reader->definition->path, line, key, "[%s] without %s", group, key);
}

static gboolean
read_panel (Reader *reader, const char *group, const char *name, GError **error)
{
  const PanelDefinition *defaults = &reader->definition->defaults;
  PanelDefinition *panel = g_new0 (PanelDefinition, 1);

  panel->name = g_strdup (name);
  panel->line = line_of (reader, group, NULL);
  panel->file = g_strdup (defaults->file);
  panel->x = g_strdup (defaults->x);
  panel->x_title = g_strdup (defaults->x_title);
  panel->unit = g_strdup (defaults->unit);
  panel->kind = defaults->kind;
  panel->x_unit = defaults->x_unit;
  panel->series = g_ptr_array_new_with_free_func (series_definition_free);
  g_ptr_array_add (reader->definition->panels, panel);
  if (!read_group (reader, &plot_sections[SECTION_PANEL], group, panel, error))
    return FALSE;
  if (panel->each != NULL && !plot_pattern_is_single (panel->each, NULL))
    return input_error (error, reader->definition->path, line_of (reader, group, "each"),
                        "one wildcard", "each = %s", panel->each);
  if (panel->file == NULL)
    return missing (reader, panel->line, group, "file", error);
  if (panel->x == NULL)
    return missing (reader, panel->line, group, "x", error);
  if (panel->kind->has_cells
      && (panel->x_size == NULL || panel->y == NULL || panel->y_size == NULL))
    return missing (reader, panel->line, group, "x-size, y and y-size", error);
  return TRUE;
}

static PanelDefinition *
find_panel (const PlotDefinition *definition, const char *name)
{
  for (guint i = 0; i < definition->panels->len; i++) {
    PanelDefinition *panel = g_ptr_array_index (definition->panels, i);

    if (strcmp (panel->name, name) == 0)
      return panel;
  }
  return NULL;
}

static gboolean
read_series (Reader *reader, const char *group, const char *name, GError **error)
{
  const char *slash = strchr (name, '/');
  g_autofree char *panel_name = slash != NULL ? g_strndup (name, (gsize) (slash - name)) : NULL;
  PanelDefinition *panel = slash != NULL ? find_panel (reader->definition, panel_name) : NULL;
  SeriesDefinition *series;

  if (panel == NULL)
    return input_error (error, reader->definition->path, line_of (reader, group, NULL),
                        "[series PANEL/NAME] after the [panel PANEL] that it belongs to", "[%s]",
                        group);
  series = g_new0 (SeriesDefinition, 1);
  series->line = line_of (reader, group, NULL);
  series->style = SERIES_LINE;
  series->factor = 1;
  series->colour = g_strdup ("auto");
  g_ptr_array_add (panel->series, series);
  if (!read_group (reader, &plot_sections[SECTION_SERIES], group, series, error))
    return FALSE;
  if (series->column == NULL)
    return missing (reader, series->line, group, "column", error);
  if (!plot_pattern_is_single (series->column,
                               panel->each != NULL ? plot_pattern_token (panel->each) : NULL))
    return input_error (error, reader->definition->path, line_of (reader, group, "column"),
                        "at most one wildcard besides that of the panel's each", "column = %s",
                        series->column);
  if (panel->kind->has_cells && panel->series->len > 1)
    return input_error (error, reader->definition->path, series->line, "one series in a heat map",
                        "[%s] is the second", group);
  return TRUE;
}

static gboolean
read_groups (Reader *reader, GError **error)
{
  PlotDefinition *definition = reader->definition;
  g_auto (GStrv) groups = g_key_file_get_groups (reader->keys, NULL);

  if (!g_key_file_has_group (reader->keys, "plot"))
    return input_error (error, definition->path, 0, "[plot]", "no group [plot]");
  if (!read_group (reader, &plot_sections[SECTION_PLOT], "plot", definition, error))
    return FALSE;
  if (definition->title == NULL)
    return missing (reader, line_of (reader, "plot", NULL), "plot", "title", error);
  for (guint i = 0; groups[i] != NULL; i++) {
    gboolean ok = TRUE;

    if (g_str_has_prefix (groups[i], "panel "))
      ok = read_panel (reader, groups[i], groups[i] + strlen ("panel "), error);
    else if (g_str_has_prefix (groups[i], "series "))
      ok = read_series (reader, groups[i], groups[i] + strlen ("series "), error);
    else if (strcmp (groups[i], "plot") != 0)
      ok = input_error (error, definition->path, line_of (reader, groups[i], NULL),
                        "[plot], [panel NAME] or [series PANEL/NAME]", "[%s]", groups[i]);
    if (!ok)
      return FALSE;
  }
  if (definition->panels->len == 0)
    return input_error (error, definition->path, 0, "at least one [panel NAME]", "no panel");
  for (guint i = 0; i < definition->panels->len; i++) {
    const PanelDefinition *panel = g_ptr_array_index (definition->panels, i);

    if (panel->series->len == 0)
      return input_error (error, definition->path, panel->line, "at least one [series PANEL/NAME]",
                          "panel '%s' without series", panel->name);
  }
  return TRUE;
}

static char *
plot_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".plot"))
    name[strlen (name) - strlen (".plot")] = '\0';
  return name;
}

PlotDefinition *
plot_definition_read (const char *path, GError **error)
{
  g_autoptr (PlotDefinition) definition = g_new0 (PlotDefinition, 1);
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  gsize length;
  Reader reader = { .definition = definition, .keys = keys, .lines = lines };

  definition->path = g_strdup (path);
  definition->name = plot_name (path);
  definition->columns = 1;
  definition->panels = g_ptr_array_new_with_free_func (panel_definition_free);
  definition->defaults.kind = &chart_kind_lines;
  definition->defaults.x_unit = chart_unit_find ("number");
  definition->defaults.unit = g_strdup ("number");
  if (!g_file_get_contents (path, &text, &length, &why)) {
    input_error (error, path, 0, "a chart definition", "cannot be read: %s", why->message);
    return NULL;
  }
  if (!g_utf8_validate (text, (gssize) length, NULL)) {
    input_error (error, path, 0, "text in UTF-8", "is not text");
    return NULL;
  }
  if (!index_lines (&reader, text, error))
    return NULL;
  if (!g_key_file_load_from_data (keys, text, length, G_KEY_FILE_NONE, &why)) {
    input_error (error, path, 0, "a key file", "%s", why->message);
    return NULL;
  }
  if (!read_groups (&reader, error))
    return NULL;
  return g_steal_pointer (&definition);
}

void
plot_definition_free (PlotDefinition *definition)
{
  if (definition == NULL)
    return;
  panel_definition_clear (&definition->defaults);
  g_ptr_array_unref (definition->panels);
  g_free (definition->path);
  g_free (definition->name);
  g_free (definition->title);
  g_free (definition->subtitle);
  g_free (definition);
}

GStrv
plot_definition_files (const PlotDefinition *definition)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < definition->panels->len; i++) {
    const PanelDefinition *panel = g_ptr_array_index (definition->panels, i);

    if (g_hash_table_add (seen, panel->file))
      g_strv_builder_add (files, panel->file);
  }
  return g_strv_builder_end (files);
}
