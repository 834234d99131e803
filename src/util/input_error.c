/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message may quote whatever a file holds: it stays one line of bounded length on the terminal,
 * whatever that is. Overlong text loses its middle, for what a message says of a quoted cell stands
 * at its end. */
#include "util/input_error.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define WHAT_MAX 200
#define EXPECTED_MAX 600
#define NAME_MAX_LENGTH 64  /* longer names have no near ones */

G_DEFINE_QUARK (berth-input-error, input_error)

/* Valid UTF-8 of one line: control and invisible format characters (which reorder text) become
 * '?'. The caller frees. */
static char *
harmless (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);
    gboolean bad = type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT
      || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
    g_string_append_unichar (out, bad ? '?' : c);
  }
  return g_string_free (out, FALSE);
}

/* As harmless(), and at most max bytes. */
static char *
harmless_short (const char *text, gsize max)
{
  g_autofree char *whole = harmless (text);
  gsize length = strlen (whole);

  if (length <= max)
    return g_steal_pointer (&whole);
  const char *head_end = g_utf8_find_prev_char (whole, whole + max / 2 + 1);
  const char *tail = whole + length - (max / 2 - strlen ("…"));
  if ((*tail & 0xc0) == 0x80)
    tail = g_utf8_find_next_char (tail, NULL);
  return g_strdup_printf ("%.*s…%s", (int) (head_end - whole), whole, tail);
}

gboolean
input_error (GError **error, const char *file, guint line, const char *expected,
             const char *what_format, ...)
{
  va_list arguments;

  va_start (arguments, what_format);
  g_autofree char *what = g_strdup_vprintf (what_format, arguments);
  va_end (arguments);
  g_autofree char *shown_what = harmless_short (what, WHAT_MAX);
  g_autofree char *shown_file = harmless (file);
  g_autoptr (GString) message = g_string_new (shown_file);
  if (line > 0)
    g_string_append_printf (message, ":%u", line);
  g_string_append_printf (message, ": %s", shown_what);
  if (expected != NULL) {
    g_autofree char *shown_expected = harmless_short (expected, EXPECTED_MAX);
    g_string_append_printf (message, "; expected %s", shown_expected);
  }
  g_set_error_literal (error, INPUT_ERROR, INPUT_ERROR_SYNTAX, message->str);
  return FALSE;
}

gboolean
input_error_file (GError **error, const char *file, const char *what_format, ...)
{
  va_list arguments;

  va_start (arguments, what_format);
  g_autofree char *what = g_strdup_vprintf (what_format, arguments);
  va_end (arguments);
  g_autofree char *shown_what = harmless_short (what, WHAT_MAX);
  g_autofree char *shown_file = harmless (file);
  g_set_error (error, INPUT_ERROR, INPUT_ERROR_FILE, "%s: %s", shown_file, shown_what);
  return FALSE;
}

/* Edits (insert, delete, replace, swap of neighbours) between two names of at most
 * NAME_MAX_LENGTH bytes; upper and lower case are the same. */
static guint
edit_distance (const char *a, const char *b)
{
  guint rows[3][NAME_MAX_LENGTH + 1];
  gsize a_length = strlen (a);
  gsize b_length = strlen (b);

  for (guint j = 0; j <= b_length; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= a_length; i++) {
    guint *row = rows[i % 3];
    const guint *above = rows[(i - 1) % 3];
    row[0] = i;
    for (guint j = 1; j <= b_length; j++) {
      char x = g_ascii_tolower (a[i - 1]);
      char y = g_ascii_tolower (b[j - 1]);
      row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
      if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && g_ascii_tolower (a[i - 2]) == y)
        row[j] = MIN (row[j], rows[(i - 2) % 3][j - 2] + 1);
    }
  }
  return rows[a_length % 3][b_length];
}

const char *
input_nearest (const char *given, const char *const *names)
{
  gsize length = strlen (given);
  const char *nearest = NULL;

  if (length == 0 || length > NAME_MAX_LENGTH)
    return NULL;
  guint limit = MAX ((guint) length / 3, 1);
  for (guint i = 0; names[i] != NULL; i++) {
    if (strlen (names[i]) > NAME_MAX_LENGTH)
      continue;
    guint distance = edit_distance (given, names[i]);
    /* The first of equals stays; nothing is nearer than the same. */
    if (distance > limit || (nearest != NULL && distance == limit))
      continue;
    nearest = names[i];
    limit = distance;
  }
  return nearest;
}

char *
input_expected_one_of (const char *given, const char *const *names)
{
  const char *nearest = input_nearest (given, names);
  g_autofree char *list = g_strjoinv (", ", (char **) names);

  return nearest != NULL ? g_strdup_printf ("one of %s; did you mean '%s'?", list, nearest)
                         : g_strdup_printf ("one of %s", list);
}

gboolean
input_error_write (GError **error, const char *file, int code)
{
  GError *why = NULL;

  input_error_file (&why, file, "cannot write: %s", g_strerror (code));
  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    why->code = INPUT_ERROR_FULL;
  g_propagate_error (error, why);
  return FALSE;
}
