/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/companion.h"

#include "util/byte_source.h"

#define BEGINNING 4096

char *
companion_in (const char *path, const char *name)
{
  g_autofree char *plain = g_build_filename (path, name, NULL);
  g_autofree char *packed = g_strconcat (plain, ".gz", NULL);
  if (g_file_test (plain, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&plain);
  return g_file_test (packed, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&packed) : NULL;
}

char *
companion_beside (const char *file, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (file);
  return companion_in (folder, name);
}

char *
companion_of (const char *path, const char *name)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) ? companion_in (path, name)
                                                : companion_beside (path, name);
}

gboolean
companion_looks_like (const char *path, gboolean (*looks_like) (const char *beginning))
{
  char beginning[BEGINNING + 1];
  ByteSource *source = path != NULL ? byte_source_new (path, path, NULL) : NULL;
  gssize length = source != NULL ? byte_source_read (source, beginning, BEGINNING, NULL) : -1;
  byte_source_free (source);
  if (length < 0)
    return FALSE;
  beginning[length] = '\0';
  return looks_like (beginning);
}

char *
companion_or_path (const char *path, const char *name)
{
  char *within = companion_in (path, name);
  return within != NULL ? within : g_strdup (path);
}

GStrv
companion_list (const char *main, gboolean (*looks_like) (const char *beginning),
                const char *const *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_others = companion_looks_like (main, looks_like);
  g_strv_builder_add (builder, main);
  for (guint i = 0; has_others && names[i] != NULL; i++) {
    g_autofree char *beside = companion_beside (main, names[i]);
    if (beside != NULL)
      g_strv_builder_add (builder, beside);
  }
  return g_strv_builder_end (builder);
}
