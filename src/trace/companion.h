/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a trace of several tables is made of, by their published names, packed (.gz) or not. */
#pragma once

#include <glib.h>

/* The file of that name in a folder; NULL: path is no folder, or has none. The caller frees. */
char *companion_in (const char *path, const char *name);
/* The one beside a file. */
char *companion_beside (const char *file, const char *name);
/* Of a trace that is a folder, or the file `main` in one: the file of that name in it. */
char *companion_of (const char *path, const char *name);
/* Is there such a file (path may be NULL), and does its beginning look like that? */
gboolean companion_looks_like (const char *path, gboolean (*looks_like) (const char *beginning));
/* The file of that name in a folder, else the path itself. The caller frees. */
char *companion_or_path (const char *path, const char *name);
/* The file `main` and, where its beginning looks like that, those of `names` (NULL-terminated) that stand
 * beside it. */
GStrv companion_list (const char *main, gboolean (*looks_like) (const char *beginning),
                      const char *const *names);
