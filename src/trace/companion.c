/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/companion.h"

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
