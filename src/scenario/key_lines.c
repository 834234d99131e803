/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk writes a plain copy of the text (no comments, no blanks around names), so that what
 * GKeyFile reads afterwards is what the walk has understood, line for line. */
#include "scenario/key_lines.h"

#include "util/input_error.h"

#include <string.h>

/* A walk in progress. */
typedef struct {
  const char *file;
  const char *folder;
  char *group;       /* of the last header, owned; NULL before the first */
  GHashTable *seen;  /* "group" or "group\nkey" -> line */
  GString *plain;
  GPtrArray *entries;
} Walk;

Entry *
entry_new (const char *group, const char *key, const char *value)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->group = g_strdup (group);
  entry->key = g_strdup (key);
  entry->value = g_strdup (value);
  return entry;
}

void
entry_free (Entry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->group);
  g_free (entry->key);
  g_free (entry->value);
  g_free (entry);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Ends text where a comment begins: at a '#' behind a blank, or at its very start. */
static void
cut_comment (char *text)
{
  for (char *c = text; *c != '\0'; c++)
    if (*c == '#' && (c == text || is_blank (c[-1]))) {
      *c = '\0';
      return;
    }
}

static gboolean
add_entry (Walk *walk, const char *key, guint line, GError **error)
{
  g_autofree char *name = g_strconcat (walk->group, key != NULL ? "\n" : NULL, key, NULL);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (walk->seen, name));
  Entry *entry;

  if (before != 0 && key == NULL)
    return input_error (error, walk->file, line, "each group once", "[%s] again, after line %u",
                        walk->group, before);
  if (before != 0)
    return input_error (error, walk->file, line, "each key once in a group",
                        "'%s' again in [%s], after line %u", key, walk->group, before);
  g_hash_table_insert (walk->seen, g_steal_pointer (&name), GUINT_TO_POINTER (line));
  entry = entry_new (walk->group, key, NULL);
  entry->file = walk->file;
  entry->folder = walk->folder;
  entry->line = line;
  g_ptr_array_add (walk->entries, entry);
  return TRUE;
}

static gboolean
take_group (Walk *walk, char *text, guint line, GError **error)
{
  char *end = strchr (text, ']');
  g_auto (GStrv) words = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  if (end != NULL) {
    *end = '\0';
    cut_comment (end + 1);
  }
  if (end == NULL || strchr (text + 1, '[') != NULL || *g_strstrip (end + 1) != '\0')
    return input_error (error, walk->file, line, "a group like [scheduler]", "'%s%s' is no group",
                        text, end != NULL ? "]" : "");
  words = g_strsplit_set (text + 1, " \t", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", words[i]);
  if (name->len == 0)
    return input_error (error, walk->file, line, "a group like [scheduler]",
                        "a group without name");
  g_free (walk->group);
  walk->group = g_strdup (name->str);
  g_string_append_printf (walk->plain, "[%s]\n", name->str);
  return add_entry (walk, NULL, line, error);
}

/* Is there a backslash that begins none of the escapes? Of two of them in a value GKeyFile would warn. */
static gboolean
has_stray_backslash (const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if (*c == '\\' && (*++c == '\0' || strchr ("stnr\\", *c) == NULL))
      return TRUE;
  return FALSE;
}

static gboolean
take_key (Walk *walk, char *text, guint line, GError **error)
{
  char *equals = strchr (text, '=');

  if (equals == NULL || equals == text)
    return input_error (error, walk->file, line, "[group], key = value or # comment",
                        "'%s' is no line of a scenario", text);
  *equals = '\0';
  g_strchomp (text);
  if (strpbrk (text, "[]") != NULL)
    return input_error (error, walk->file, line, "a key without brackets", "the key '%s'", text);
  if (walk->group == NULL)
    return input_error (error, walk->file, line, "a [group] before the first key",
                        "'%s' stands in no group", text);
  cut_comment (equals + 1);
  if (has_stray_backslash (g_strstrip (equals + 1)))
    return input_error (error, walk->file, line, "no escapes but \\s, \\t, \\n, \\r and \\\\",
                        "%s holds a stray backslash", text);
  g_string_append_printf (walk->plain, "%s=%s\n", text, equals + 1);
  return add_entry (walk, text, line, error);
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text) && *text != '\t')
      return TRUE;
  return FALSE;
}

static gboolean
take_line (Walk *walk, char *text, guint line, GError **error)
{
  gsize length = strlen (text);

  if (length > KEY_LINE_MAX)
    return input_error (error, walk->file, line, "lines of at most 65536 bytes",
                        "a line of %" G_GSIZE_FORMAT " bytes", length);
  g_strstrip (text);
  if (*text == '\0' || *text == '#')
    return TRUE;
  if (has_control (text))
    return input_error (error, walk->file, line, "text", "control characters");
  return *text == '[' ? take_group (walk, text, line, error) : take_key (walk, text, line, error);
}

/* Fills in the values of entries from `first` on. */
static gboolean
read_values (const Walk *walk, guint first, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) why = NULL;

  if (!g_key_file_load_from_data (keys, walk->plain->str, walk->plain->len,
                                  G_KEY_FILE_KEEP_TRANSLATIONS, &why))
    return input_error (error, walk->file, 0, NULL, "%s", why->message);
  for (guint i = first; i < walk->entries->len; i++) {
    Entry *entry = g_ptr_array_index (walk->entries, i);
    if (entry->key == NULL)
      continue;
    entry->value = g_key_file_get_string (keys, entry->group, entry->key, &why);
    if (entry->value == NULL)
      return input_error (error, entry->file, entry->line, NULL, "%s", why->message);
    g_strstrip (entry->value);
  }
  return TRUE;
}

gboolean
key_lines_parse (const char *text, const char *file, const char *folder, GPtrArray *entries,
                 GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) plain = g_string_new (NULL);
  Walk walk = { .file = file, .folder = folder, .seen = seen, .plain = plain, .entries = entries };
  guint first = entries->len;
  gboolean good = TRUE;

  for (guint i = 0; good && lines[i] != NULL; i++)
    good = take_line (&walk, lines[i], i + 1, error);
  g_free (walk.group);
  return good && read_values (&walk, first, error);
}
