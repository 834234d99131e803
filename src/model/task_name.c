/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only numbers as one would write them (no leading zeros) count as such, so that a name has one
 * text and a text one name. */
#include "model/task_name.h"

#include <string.h>

#define DIGITS_MAX 7

/* The number that all of text is, or TASK_NUMBER_NONE. */
static gint32
number_of (const char *text)
{
  gint32 number = 0;
  guint digits = 0;

  while (digits <= DIGITS_MAX && g_ascii_isdigit (text[digits]))
    number = number * 10 + (text[digits++] - '0');
  if (digits == 0 || digits > DIGITS_MAX || text[digits] != '\0'
      || (text[0] == '0' && digits > 1))
    return TASK_NUMBER_NONE;
  return number;
}

TaskName
task_name_of_text (const char *text)
{
  gint32 number = number_of (text);

  return (TaskName){ .base = number == TASK_NUMBER_NONE ? text : "", .number = number };
}

gboolean
task_name_split (const char *base, gsize *ret_length, gint32 *ret_number)
{
  const char *point = strrchr (base, '.');
  gint32 number = point == NULL || point == base ? TASK_NUMBER_NONE : number_of (point + 1);

  if (number == TASK_NUMBER_NONE)
    return FALSE;
  *ret_length = (gsize) (point - base);
  *ret_number = number;
  return TRUE;
}

void
task_name_append (GString *out, const TaskName *name)
{
  char digits[DIGITS_MAX];
  guint begin = DIGITS_MAX;
  gint32 rest = name->number;

  g_string_append (out, name->base);
  if (rest == TASK_NUMBER_NONE)
    return;
  if (name->base[0] != '\0')
    g_string_append_c (out, '.');
  do
    digits[--begin] = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  g_string_append_len (out, digits + begin, DIGITS_MAX - begin);
}

char *
task_name_text (const TaskName *name)
{
  GString *text = g_string_new (NULL);

  task_name_append (text, name);
  return g_string_free (text, FALSE);
}
