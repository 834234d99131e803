/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are read by hand and not by g_file_get_contents(), to bound what is read and to refuse at
 * once what is no regular file (a run reads every input again, for its checksum). */
#include "scenario/entries.h"

#include "trace/formats.h"
#include "util/input_error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
entry_name (const char *group, const char *key)
{
  return key == NULL ? g_strdup (group) : g_strconcat (group, "\n", key, NULL);
}

const Entry *
entries_find (const Entries *entries, const char *group, const char *key)
{
  g_autofree char *name = entry_name (group, key);

  return g_hash_table_lookup (entries->index, name);
}

gboolean
entries_refuse (const Entries *entries, const char *group, const char *key, GError **error,
                const char *expected, const char *what)
{
  const Entry *entry = entries_find (entries, group, key);

  /* The defaults are in order: whatever is wrong, an entry has made it so. */
  if (entry == NULL)
    entry = entries_find (entries, group, NULL);
  return input_error (error, entry->file, entry->line, expected, "%s: %s", key, what);
}

char *
entry_resolve_path (const Entry *entry, const char *path)
{
  if (entry->folder == NULL || g_path_is_absolute (path))
    return g_strdup (path);
  return g_build_filename (entry->folder, path, NULL);
}

/* Takes over entry; it replaces the one of its name in its place. */
static void
put (Entries *entries, Entry *entry)
{
  g_autofree char *name = entry_name (entry->group, entry->key);
  Entry *old = g_hash_table_lookup (entries->index, name);

  if (old == NULL) {
    g_ptr_array_add (entries->list, entry);
    g_hash_table_insert (entries->index, g_steal_pointer (&name), entry);
    return;
  }
  g_free (old->value);
  old->value = g_steal_pointer (&entry->value);
  old->file = entry->file;
  old->folder = entry->folder;
  old->line = entry->line;
  entry_free (entry);
}

/* Reading files -------------------------------------------------------------------------------- */

/* Reads at most SCENARIO_FILE_MAX + 1 bytes. */
static GString *
read_bytes (int fd, const char *path, GError **error)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  char buffer[16384];

  while (bytes->len <= SCENARIO_FILE_MAX) {
    ssize_t got = read (fd, buffer, sizeof buffer);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      input_error (error, path, 0, NULL, "cannot read: %s", g_strerror (errno));
      return NULL;
    }
    if (got == 0)
      break;
    g_string_append_len (bytes, buffer, got);
  }
  return g_steal_pointer (&bytes);
}

static guint
line_at (const char *text, const char *place)
{
  guint line = 1;

  for (; text < place; text++)
    line += *text == '\n';
  return line;
}

/* What was read must be text. */
static gboolean
check_text (const GString *text, const char *path, GError **error)
{
  const char *nul = memchr (text->str, '\0', text->len);
  const char *end;

  if (text->len > SCENARIO_FILE_MAX)
    return input_error (error, path, 0, "at most 1 MiB", "too large for a scenario");
  if (text->len == 0)
    return input_error (error, path, 0, "a scenario", "an empty file");
  if (nul != NULL)
    return input_error (error, path, line_at (text->str, nul), "text", "a NUL byte");
  if (!g_utf8_validate (text->str, (gssize) text->len, &end))
    return input_error (error, path, line_at (text->str, end), "UTF-8", "bytes that are no text");
  return TRUE;
}

static char *
read_text (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status;
  g_autoptr (GString) text = NULL;

  if (fd < 0) {
    input_error (error, path, 0, "a scenario file", "cannot open: %s", g_strerror (errno));
    return NULL;
  }
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    text = read_bytes (fd, path, error);
  else
    input_error (error, path, 0, "a scenario file, or a trace",
                 S_ISDIR (status.st_mode) ? "is a folder" : "is no regular file");
  close (fd);
  if (text == NULL || !check_text (text, path, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Includes ------------------------------------------------------------------------------------- */

/* Which files are being read, outermost first. */
typedef struct {
  struct {
    dev_t device;
    ino_t inode;
  } file[INCLUDE_DEPTH_MAX + 1];
  guint depth;
} IncludeStack;

/* included_by: the include entry, NULL for the scenario itself. */
static gboolean
enter_file (IncludeStack *stack, const char *path, const Entry *included_by, GError **error)
{
  struct stat status;

  if (included_by == NULL && stat (path, &status) != 0)
    return input_error (error, path, 0, "a scenario file, or a trace", "cannot open: %s",
                        g_strerror (errno));
  if (included_by != NULL && stat (path, &status) != 0)
    return input_error (error, included_by->file, included_by->line, "a scenario file",
                        "cannot include '%s': %s", path, g_strerror (errno));
  for (guint i = 0; i < stack->depth; i++)
    if (stack->file[i].device == status.st_dev && stack->file[i].inode == status.st_ino)
      return input_error (error, included_by->file, included_by->line,
                          "files that do not include each other", "'%s' includes itself", path);
  if (stack->depth > INCLUDE_DEPTH_MAX)
    return input_error (error, included_by->file, included_by->line, "includes at most 8 deep",
                        "'%s' is included too deep", path);
  stack->file[stack->depth].device = status.st_dev;
  stack->file[stack->depth].inode = status.st_ino;
  stack->depth++;
  return TRUE;
}

static const char *
folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return strchr (path, G_DIR_SEPARATOR) == NULL ? NULL : g_intern_string (folder);
}

static const Entry *
find_include (const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const Entry *entry = g_ptr_array_index (list, i);

    if (entry->key != NULL && strcmp (entry->group, "scenario") == 0
        && strcmp (entry->key, "include") == 0)
      return entry;
  }
  return NULL;
}

static gboolean
load_file (Entries *entries, IncludeStack *stack, const char *path, const Entry *included_by,
           GError **error)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autofree char *text = NULL;
  const Entry *include;

  if (!enter_file (stack, path, included_by, error))
    return FALSE;
  text = read_text (path, error);
  if (text == NULL)
    return FALSE;
  g_ptr_array_add (entries->files, g_strdup (path));
  g_ptr_array_add (entries->file_names, included_by != NULL ? g_strdup (included_by->value)
                                                            : g_path_get_basename (path));
  if (!key_lines_parse (g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text,
                        g_intern_string (path), folder_of (path), own, error))
    return FALSE;
  include = find_include (own);
  if (include != NULL && *include->value != '\0') {
    g_autofree char *base = entry_resolve_path (include, include->value);

    if (!load_file (entries, stack, base, include, error))
      return FALSE;
  }
  g_ptr_array_set_free_func (own, NULL);
  for (guint i = 0; i < own->len; i++)
    put (entries, g_ptr_array_index (own, i));
  if (included_by == NULL)
    entries->text = g_steal_pointer (&text);
  stack->depth--;
  return TRUE;
}

/* A trace by itself is the scenario that names it and says nothing else. */
static void
put_trace (Entries *entries, const char *path)
{
  Entry *group = entry_new ("workload", NULL, NULL);
  Entry *trace = entry_new ("workload", "trace", path);

  group->file = trace->file = g_intern_string (path);
  put (entries, group);
  put (entries, trace);
  entries->text = g_strdup_printf ("[workload]\ntrace = %s\n", path);
}

/* Overrides ------------------------------------------------------------------------------------ */

gboolean
entry_split_name (const char *name, char **ret_group, char **ret_key)
{
  gboolean late = g_str_has_prefix (name, "machines ") || g_str_has_prefix (name, "user ");
  const char *dot = late ? strrchr (name, '.') : strchr (name, '.');

  if (dot == NULL || dot == name || dot[1] == '\0')
    return FALSE;
  *ret_group = g_strstrip (g_strndup (name, (gsize) (dot - name)));
  *ret_key = g_strstrip (g_strdup (dot + 1));
  return TRUE;
}

/* How messages call an override that no file asked for. */
static char *
option_text_of (const char *group, const char *key)
{
  return strcmp (group, "vary") == 0 ? g_strdup_printf ("--vary %s", key)
                                     : g_strdup_printf ("--set %s.%s", group, key);
}

/* Where the entry stands, for messages: at the place, or (shown) on the command line. */
static Entry *
entry_from_outside (const char *group, const char *key, const char *value,
                    const OverridePlace *place, const char *shown)
{
  Entry *entry = entry_new (group, key, value);

  entry->file = place != NULL && place->file != NULL ? place->file : g_intern_string (shown);
  entry->line = place != NULL ? place->line : 0;
  return entry;
}

static gboolean
apply_override (Entries *entries, const char *text, const OverridePlace *place, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  g_autofree char *group = NULL;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  g_autofree char *shown = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return input_error (error, "--set", 0, "UTF-8", "bytes that are no text");
  if (equals == NULL || !entry_split_name (name, &group, &key))
    return input_error (error, "--set", 0, "GROUP.KEY=VALUE, such as scheduler.order=fifo", "'%s'",
                        text);
  value = g_strstrip (g_strdup (equals + 1));
  shown = option_text_of (group, key);
  if (strcmp (group, "scenario") == 0 && strcmp (key, "include") == 0)
    return input_error (error, shown, 0, "include in a scenario file",
                        "an include cannot be set from outside");
  if (entries_find (entries, group, NULL) == NULL)
    put (entries, entry_from_outside (group, NULL, NULL, place, shown));
  put (entries, entry_from_outside (group, key, value, place, shown));
  return TRUE;
}

Entries *
entries_load (const char *path, const char *const *overrides, const OverridePlace *places,
              GError **error)
{
  g_autoptr (Entries) entries = g_new0 (Entries, 1);
  IncludeStack stack = { .depth = 0 };

  entries->list = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  entries->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  entries->files = g_ptr_array_new_with_free_func (g_free);
  entries->file_names = g_ptr_array_new_with_free_func (g_free);
  if (!g_str_has_suffix (path, ".scenario") && trace_is_recognised (path))
    put_trace (entries, path);
  else if (!load_file (entries, &stack, path, NULL, error))
    return NULL;
  for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++)
    if (!apply_override (entries, overrides[i], places != NULL ? &places[i] : NULL, error))
      return NULL;
  return g_steal_pointer (&entries);
}

void
entries_free (Entries *entries)
{
  if (entries == NULL)
    return;
  g_hash_table_destroy (entries->index);
  g_ptr_array_unref (entries->list);
  g_clear_pointer (&entries->files, g_ptr_array_unref);
  g_clear_pointer (&entries->file_names, g_ptr_array_unref);
  g_free (entries->text);
  g_free (entries);
}
