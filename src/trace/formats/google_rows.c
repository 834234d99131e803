/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What readers of rows share: the events that they fill, and how cells are read. */
#include "trace/formats/google.h"

#define DIGITS_MAX   12
#define SHIFT_MAX    18
#define FRACTION_MAX 1000 /* of a machine */

/* Cells ---------------------------------------------------------------------------------------- */

gboolean
google_integer (const Row *row, guint cell, const char *name, gint64 min, gint64 max, gint64 *ret,
                GError **error)
{
  const char *text = row->cells[cell], *reason = NULL;
  g_autofree char *expected = NULL;
  if (integer_parse (text, min, max, ret, &reason))
    return TRUE;
  expected = g_strdup_printf ("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min,
                              max);
  return row_error (row, name, expected, error, "'%s' %s", text,
                    *text == '\0' ? "is empty" : reason);
}

gboolean
google_time (const Row *row, guint cell, gint64 *ret, GError **error)
{
  if (!google_integer (row, cell, "time", 0, G_MAXINT64, ret, error))
    return FALSE;
  return *ret <= TRACE_TIME_MAX || *ret == G_MAXINT64
         || row_error (row, "time", "microseconds below 2^62, or 2^63-1: after the trace", error,
                       "'%s' is out of range", row->cells[cell]);
}

/* Reads digits, a point among them, as a whole number and how many of them stand behind the point.
 * NULL: that is no such number. */
static const char *
read_digits (const char *text, gint64 *ret_number, int *ret_behind)
{
  gint64 number = 0;
  int digits = 0, behind = 0;
  gboolean point = FALSE, any = FALSE;
  for (; g_ascii_isdigit (*text) || (*text == '.' && !point); text++) {
    if (*text == '.') {
      point = TRUE;
      continue;
    }
    any = TRUE;
    if (digits == DIGITS_MAX && !point)
      return NULL;
    if (digits == DIGITS_MAX) /* what is that small decides nothing */
      continue;
    number = number * 10 + (*text - '0');
    digits += number > 0;
    behind += point;
  }
  *ret_number = number;
  *ret_behind = behind;
  return any ? text : NULL;
}

/* text is number / 10^*ret_shift. */
static gboolean
read_decimal (const char *text, gint64 *ret_number, int *ret_shift)
{
  gint64 exponent = 0;
  text = read_digits (text, ret_number, ret_shift);
  if (text == NULL || (*text != '\0' && *text != 'e' && *text != 'E'))
    return FALSE;
  if (*text != '\0' && !integer_parse (text + 1 + (text[1] == '+'), -300, 300, &exponent, NULL))
    return FALSE;
  *ret_shift -= (int) exponent;
  return TRUE;
}

/* number * whole / 10^shift, to the nearest; at least 1 unless it is 0. -1: out of range. */
static gint64
scale (gint64 number, int shift, Amount whole)
{
  gint64 divisor = 1;
  if (number == 0)
    return 0;
  for (; shift < 0 && number < G_GINT64_CONSTANT (1000000000000); shift++)
    number *= 10;
  for (; shift > SHIFT_MAX && number > 0; shift--)
    number /= 10;
  if (number == 0)
    return 1;
  for (int i = 0; i < shift; i++)
    divisor *= 10;
  /* 10^12 times 2^18 is below 2^58. */
  if (shift < 0 || number / divisor > FRACTION_MAX)
    return -1;
  gint64 product = number * whole;
  gint64 amount = product / divisor + (product % divisor >= divisor - divisor / 2);
  return MAX (amount, 1);
}

gboolean
google_fraction (const Row *row, guint cell, const char *name, Amount whole, Amount *ret,
                 GError **error)
{
  static const char expected[] = "a fraction of the largest machine like 0.25 or 6e-05";
  const char *text = row->cells[cell];
  gint64 number;
  int shift;
  if (*text == '\0') {
    *ret = GOOGLE_AMOUNT_BLANK;
    return TRUE;
  }
  if (!read_decimal (text, &number, &shift))
    return row_error (row, name, expected, error, "'%s' is not a number", text);
  gint64 amount = scale (number, shift, whole);
  if (amount < 0)
    return row_error (row, name, expected, error, "'%s' is out of range", text);
  *ret = (Amount) amount;
  return TRUE;
}

/* Events --------------------------------------------------------------------------------------- */

gboolean
google_rows_init (GoogleRows *rows, GError **error)
{
  *rows = (GoogleRows){ .began = TIME_NEVER };
  rows->user_numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rows->users = g_ptr_array_new_with_free_func (g_free);
  rows->events = scratch_file_new (sizeof (GoogleEvent), error);
  rows->after = rows->events != NULL ? scratch_file_new (sizeof (GoogleAfter), error) : NULL;
  rows->runs = rows->after != NULL ? scratch_file_new (sizeof (RecordedRun), error) : NULL;
  return rows->runs != NULL;
}

void
google_rows_clear (GoogleRows *rows)
{
  g_clear_pointer (&rows->events, scratch_file_free);
  g_clear_pointer (&rows->after, scratch_file_free);
  g_clear_pointer (&rows->runs, scratch_file_free);
  g_clear_pointer (&rows->machines, g_hash_table_unref);
  g_clear_pointer (&rows->user_numbers, g_hash_table_unref);
  g_clear_pointer (&rows->users, g_ptr_array_unref);
  g_clear_pointer (&rows->parts, g_strfreev);
}

guint32
google_rows_user (GoogleRows *rows, const char *text)
{
  gpointer number;
  if (g_hash_table_lookup_extended (rows->user_numbers, text, NULL, &number))
    return GPOINTER_TO_UINT (number);
  char *name = g_strdelimit (g_strdup (text), "/", '_');
  g_hash_table_insert (rows->user_numbers, g_strdup (text), GUINT_TO_POINTER (rows->users->len));
  g_ptr_array_add (rows->users, name);
  return rows->users->len - 1;
}

gboolean
google_rows_keep (GoogleRows *rows, const GoogleEvent *event, GError **error)
{
  if (event->time == G_MAXINT64) {
    google_note (rows->notes, GOOGLE_NOTE_AFTER_WINDOW, rows->parts, event->place);
    return TRUE;
  }
  rows->began = MIN (rows->began, event->time);
  return scratch_file_append (rows->events, event, error);
}

void
google_note (TraceNote *notes, guint reason, GStrv parts, GooglePlace place)
{
  if (notes[reason].count > 0) {
    notes[reason].count++;
    return;
  }
  g_autofree char *folder = g_path_get_dirname (parts[place.part]);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autofree char *name = g_path_get_basename (parts[place.part]);
  g_autofree char *file = g_build_filename (folder_name, name, NULL);
  trace_note_add (&notes[reason], g_intern_string (file), place.line);
}
