/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/input.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define BEGIN    "==> "
#define END      " <==\n"
#define NAME_MAX_BYTES 100

/* Letters, digits, and `.`, `_`, `-` behind the first: neither hidden files nor `..`. */
static gboolean
is_name (const char *name, gsize length)
{
  gboolean begins = TRUE;

  for (gsize i = 0; i < length; i++) {
    gboolean plain = g_ascii_isalnum (name[i]);

    if (!plain && (begins || name[i] == '\0' || strchr ("._-/", name[i]) == NULL))
      return FALSE;
    begins = name[i] == '/';
  }
  return !begins && length <= NAME_MAX_BYTES;
}

/* The name of the file that begins at `at`, or NULL; *ret_after is where its bytes do. */
static char *
read_name (const char *at, const char *end, const char **ret_after)
{
  const char *name = at + strlen (BEGIN);
  const char *after;

  if (end - at < (gssize) strlen (BEGIN) || memcmp (at, BEGIN, strlen (BEGIN)) != 0)
    return NULL;
  after = memmem (name, (gsize) (end - name), END, strlen (END));
  if (after == NULL || !is_name (name, (gsize) (after - name)))
    return NULL;
  *ret_after = after + strlen (END);
  return g_strndup (name, (gsize) (after - name));
}

/* What cannot be written, for a file is where its folder should be, is not there. */
static void
write_file (const char *folder, const char *name, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  FILE *file;

  (void) g_mkdir_with_parents (parent, 0700);
  file = fopen (path, "wb");
  if (file == NULL)
    return;
  (void) fwrite (bytes, 1, size, file);
  (void) fclose (file);
}

/* The same path each time, for readers intern paths. */
static const char *
make_folder (void)
{
  static char *folder;

  if (folder != NULL && g_mkdir (folder, 0700) == 0)
    return folder;
  folder = g_build_filename (g_get_tmp_dir (), "berth-fuzz-XXXXXX", NULL);
  if (g_mkdtemp (folder) == NULL)
    g_error ("cannot make a folder in %s", g_get_tmp_dir ());
  return folder;
}

const char *
fuzz_folder_new (const guint8 *data, gsize size, const char *first)
{
  const char *folder = make_folder ();
  const char *begin = (const char *) data, *end = begin + size;
  g_autofree char *name = g_strdup (first);
  gboolean named = FALSE;

  for (const char *at = begin; at < end;) {
    const char *newline = memchr (at, '\n', (gsize) (end - at));
    const char *after;
    char *next = read_name (at, end, &after);

    if (next == NULL) {
      at = newline != NULL ? newline + 1 : end;
      continue;
    }
    if (named || at > begin)
      write_file (folder, name, begin, (gsize) (at - begin));
    g_free (name);
    name = next;
    named = TRUE;
    begin = at = after;
  }
  write_file (folder, name, begin, (gsize) (end - begin));
  return folder;
}

static int
remove_one (const char *path, const struct stat *status, int type, struct FTW *walk)
{
  (void) status;
  (void) type;
  (void) walk;
  return remove (path);
}

void
fuzz_folder_remove (const char *folder)
{
  (void) nftw (folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *
fuzz_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}
