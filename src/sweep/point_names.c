/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/point_names.h"

#include <string.h>

#define NAME_LENGTH_MAX 180 /* with room for ~N, below what file systems take */

/* The last parts+1 parts of a dotted key. */
static const char *
end_of (const char *key, guint parts)
{
  const char *end = key + strlen (key);

  for (; end > key; end--)
    if (end[-1] == '.' && parts-- == 0)
      return end;
  return key;
}

static gboolean
is_shared (const char *const *keys, guint which, guint parts)
{
  const char *end = end_of (keys[which], parts);

  for (guint i = 0; keys[i] != NULL; i++)
    if (i != which && strcmp (end_of (keys[i], parts), end) == 0)
      return TRUE;
  return FALSE;
}

GStrv
point_names_shorten (const char *const *keys)
{
  GPtrArray *ends = g_ptr_array_new ();

  for (guint i = 0; keys[i] != NULL; i++) {
    guint parts = 0;

    while (is_shared (keys, i, parts) && end_of (keys[i], parts) != keys[i])
      parts++;
    g_ptr_array_add (ends, g_strdup (end_of (keys[i], parts)));
  }
  g_ptr_array_add (ends, NULL);
  return (GStrv) g_ptr_array_free (ends, FALSE);
}

/* Of a path its last part. */
static void
append_safe (GString *name, const char *text)
{
  const char *slash = strrchr (text, '/');

  for (const char *c = slash != NULL && slash[1] != '\0' ? slash + 1 : text; *c != '\0'; c++)
    g_string_append_c (name, g_ascii_isalnum (*c) || strchr ("._+:;%", *c) != NULL ? *c : '-');
}

static void
shorten (GString *name)
{
  g_autofree char *hash = NULL;

  if (name->len <= NAME_LENGTH_MAX)
    return;
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name->str, -1);
  g_string_truncate (name, NAME_LENGTH_MAX - 13);
  g_string_append_printf (name, "~%.12s", hash);
}

char *
point_name (const char *scenario, const char *const *short_keys, const char *const *values,
            GHashTable *taken)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *full = NULL;

  if (scenario != NULL)
    append_safe (name, scenario);
  for (guint i = 0; short_keys[i] != NULL; i++) {
    if (values[i] == NULL)
      continue;
    if (name->len > 0)
      g_string_append_c (name, ',');
    append_safe (name, short_keys[i]);
    g_string_append_c (name, '=');
    append_safe (name, values[i]);
  }
  if (name->str[0] == '.' || name->len == 0)
    g_string_prepend_c (name, '-');
  shorten (name);
  full = g_strdup (name->str);
  for (guint n = 2; g_hash_table_contains (taken, full); n++) {
    g_free (full);
    full = g_strdup_printf ("%s~%u", name->str, n);
  }
  g_hash_table_add (taken, g_strdup (full));
  return g_steal_pointer (&full);
}
