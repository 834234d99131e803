/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of one key file as a list of entries that know their line.
 *
 * GKeyFile reads the values (escapes \s \n \t \r \\ included); the walk before it notes where each
 * group and key stands, refuses what makes no sense with its line, and takes comments off: a line
 * that begins with '#', and after a value or a group a '#' behind a blank. */
#pragma once

#include <glib.h>

/* A group's header (key and value NULL) or one key of it. Strings are owned, but for file and
 * folder, which are interned. */
typedef struct {
  char *group;
  char *key;
  char *value;
  const char *file;    /* as messages show it */
  const char *folder;  /* what a relative path in value is relative to; NULL: where we are */
  guint line;          /* 0: not from a file */
} Entry;

Entry *entry_new (const char *group, const char *key, const char *value);
void entry_free (Entry *entry);

/* Longest line, in bytes. */
#define KEY_LINE_MAX 65536

/* Appends the entries of text (NUL-terminated UTF-8) to entries, in order. A group or a key in a
 * group that stands twice is an error. FALSE with an INPUT_ERROR naming file and line. */
gboolean key_lines_parse (const char *text, const char *file, const char *folder,
                          GPtrArray *entries, GError **error);
