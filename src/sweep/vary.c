/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/vary.h"

#include "scenario/option_types.h"
#include "sweep/decimal_range.h"
#include "util/input_error.h"

#include <glob.h>
#include <string.h>

static void
vary_value_clear (gpointer data)
{
  VaryValue *value = data;

  g_free (value->text);
  g_free (value->value);
}

void
vary_free (Vary *vary)
{
  if (vary == NULL)
    return;
  g_free (vary->key);
  g_free (vary->name);
  g_array_unref (vary->values);
  g_free (vary);
}

static gboolean
refuse (const VaryText *row, GError **error, const char *expected, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static gboolean
refuse (const VaryText *row, GError **error, const char *expected, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* The command line's messages begin with the key already. */
  if (row->line == 0)
    return input_error (error, row->file, 0, expected, "%s", what);
  return input_error (error, row->file, row->line, expected, "%s: %s", row->key, what);
}

/* Takes over both. FALSE: it is there already. */
static gboolean
add_value (Vary *vary, const VaryText *row, char *text, char *value, GError **error)
{
  VaryValue both = { text, value };

  for (guint i = 0; i < vary->values->len; i++)
    if (strcmp (g_array_index (vary->values, VaryValue, i).value, value) == 0) {
      refuse (row, error, "each value once", "'%s' again", text);
      vary_value_clear (&both);
      return FALSE;
    }
  g_array_append_val (vary->values, both);
  return TRUE;
}

/* Ranges may be long: they are not searched for doubles one by one. */
static gboolean
add_range (Vary *vary, const VaryText *row, const char *text, GError **error)
{
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  gboolean alone = vary->values->len == 0;
  const char *reason;

  if (!decimal_range_expand (text, VARY_VALUES_MAX, numbers, &reason))
    return refuse (row, error, "a range such as 1..10 or 0.5..1.5 step 0.25", "'%s' %s", text,
                   reason);
  for (guint i = 0; i < numbers->len; i++) {
    const char *number = g_ptr_array_index (numbers, i);
    VaryValue both = { g_strdup (number), g_strdup (number) };

    if (alone)
      g_array_append_val (vary->values, both);
    else if (!add_value (vary, row, both.text, both.value, error))
      return FALSE;
  }
  return TRUE;
}

/* A path as the scenario would write it. */
static char *
path_as_written (const VaryText *row, const char *written, const char *path)
{
  gsize length = row->folder != NULL ? strlen (row->folder) : 0;

  if (length == 0 || g_path_is_absolute (written) || strncmp (path, row->folder, length) != 0
      || path[length] != G_DIR_SEPARATOR)
    return g_strdup (path);
  return g_strdup (path + length + 1);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
add_files (Vary *vary, const VaryText *row, const char *written, GError **error)
{
  const Entry entry = { .folder = row->folder };
  g_autofree char *path = entry_resolve_path (&entry, written);
  gboolean done = TRUE;
  glob_t found;

  if (strpbrk (written, "*?[") == NULL)
    return add_value (vary, row, g_strdup (written), g_steal_pointer (&path), error);
  if (glob (path, GLOB_NOSORT, NULL, &found) != 0)
    return refuse (row, error, "files that are there", "no file is like '%s'", written);
  qsort (found.gl_pathv, found.gl_pathc, sizeof (char *), compare_paths);
  for (size_t i = 0; done && i < found.gl_pathc; i++)
    done = add_value (vary, row, path_as_written (row, written, found.gl_pathv[i]),
                      g_strdup (found.gl_pathv[i]), error);
  globfree (&found);
  return done;
}

/* The row of the option table; NULL: there is none. */
static const Option *
option_of (const char *name)
{
  g_autofree char *group_name = NULL;
  g_autofree char *key = NULL;
  const OptionGroup *group;

  if (!entry_split_name (name, &group_name, &key))
    return NULL;
  group = option_group_find (group_name);
  return group != NULL ? option_find (group, key) : NULL;
}

static gboolean
add_values (Vary *vary, const VaryText *row, GError **error)
{
  const Option *option = option_of (vary->name);
  const OptionType *type = option != NULL ? option->type : NULL;
  gboolean bars = strstr (row->values, " | ") != NULL;
  g_auto (GStrv) texts = g_strsplit (row->values, bars ? " | " : ";", -1);

  for (guint i = 0; texts[i] != NULL; i++) {
    const char *text = g_strstrip (texts[i]);
    gboolean done;

    if (*text == '\0')
      return refuse (row, error, "values joined by ;", "an empty value");
    if (type == &option_file)
      done = add_files (vary, row, text, error);
    else if (type != &option_priorities && type != &option_back_off && decimal_range_is (text))
      done = add_range (vary, row, text, error);
    else
      done = add_value (vary, row, g_strdup (text), g_strdup (text), error);
    if (!done)
      return FALSE;
  }
  return TRUE;
}

gboolean
vary_is_set (const char *name, const char *const *overrides)
{
  gsize length = strlen (name);

  for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++)
    if (strncmp (overrides[i], name, length) == 0 && overrides[i][length] == '=')
      return TRUE;
  return FALSE;
}

char *
vary_name (const VaryText *row)
{
  return g_strconcat (strchr (row->key, '.') != NULL ? "" : "scenario.", row->key, NULL);
}

Vary *
vary_new (const VaryText *row, GError **error)
{
  static const char scenario[] = "scenario.";
  gboolean of_scenario = g_str_has_prefix (row->key, scenario);
  g_autoptr (Vary) vary = g_new0 (Vary, 1);

  vary->key = g_strdup (of_scenario ? row->key + strlen (scenario) : row->key);
  vary->name = vary_name (row);
  vary->values = g_array_new (FALSE, FALSE, sizeof (VaryValue));
  g_array_set_clear_func (vary->values, vary_value_clear);
  vary->file = row->file;
  vary->line = row->line;
  if (strcmp (vary->name, "scenario.include") == 0) {
    refuse (row, error, "another key", "an include cannot vary");
    return NULL;
  }
  return add_values (vary, row, error) ? g_steal_pointer (&vary) : NULL;
}
