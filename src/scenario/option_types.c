/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that need nothing but themselves; those of the scheduler are in option_lists.c. */
#include "scenario/option_types.h"

#include "util/input_error.h"

#include <string.h>

gboolean
option_refuse (OptionInput *input, char *expected, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (input->what);
  input->what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_free (input->expected);
  input->expected = expected;
  return FALSE;
}

GStrv
option_split (const char *text)
{
  GStrv parts = g_strsplit (text, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);
  return parts;
}

char *
option_split_pair (char *text)
{
  char *colon = strchr (text, ':');

  if (colon == NULL)
    return NULL;
  *colon = '\0';
  g_strchomp (text);
  return g_strchug (colon + 1);
}

gboolean
option_is_name (const char *text)
{
  return *text != '\0' && strpbrk (text, " \t\"',;:=|!<>/*") == NULL;
}

/* Text ----------------------------------------------------------------------------------------- */

static gboolean
parse_text (OptionInput *input, const char *text, gpointer field)
{
  char **slot = field;

  if (g_utf8_strlen (text, -1) > input->option->max)
    return option_refuse (input, NULL, "%s is %ld characters long", input->entry->key,
                          g_utf8_strlen (text, -1));
  g_free (*slot);
  *slot = g_strdup (text);
  return TRUE;
}

static char *
describe_text (const Option *option)
{
  return g_strdup_printf ("text of at most %" G_GINT64_FORMAT " characters", option->max);
}

const OptionType option_text = { "text", parse_text, describe_text };

/* Numbers -------------------------------------------------------------------------------------- */

static gboolean
parse_integer (OptionInput *input, const char *text, gpointer field)
{
  const char *reason = NULL;

  return integer_parse (text, input->option->min, input->option->max, field, &reason)
         || option_refuse (input, NULL, "%s '%s' %s", input->entry->key, text, reason);
}

static char *
describe_integer (const Option *option)
{
  return g_strdup_printf ("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                          option->min, option->max);
}

const OptionType option_integer = { "whole number", parse_integer, describe_integer };

static gboolean
parse_count (OptionInput *input, const char *text, gpointer field)
{
  if (g_strcmp0 (text, input->option->none) == 0)
    *(gint64 *) field = 0;
  else if (strcmp (text, "all") == 0)
    *(gint64 *) field = G_MAXINT64;
  else
    return parse_integer (input, text, field);
  return TRUE;
}

static char *
describe_count (const Option *option)
{
  g_autofree char *number = describe_integer (option);

  return g_strdup_printf ("%s, all or %s", number, option->none);
}

const OptionType option_count = { "count", parse_count, describe_count };

static gboolean
parse_limit (OptionInput *input, const char *text, gpointer field)
{
  if (g_strcmp0 (text, input->option->none) != 0)
    return parse_integer (input, text, field);
  *(gint64 *) field = 0;
  return TRUE;
}

static char *
describe_limit (const Option *option)
{
  g_autofree char *number = describe_integer (option);

  return g_strdup_printf ("%s, or %s", number, option->none);
}

const OptionType option_limit = { "limit", parse_limit, describe_limit };

static gboolean
parse_number (OptionInput *input, const char *text, gpointer field)
{
  const char *reason = NULL;
  double value;

  if (g_strcmp0 (text, input->option->none) == 0) {
    *(double *) field = 0;
    return TRUE;
  }
  if (!number_parse (text, 0, (double) input->option->max, &value, &reason))
    return option_refuse (input, NULL, "%s '%s' %s", input->entry->key, text, reason);
  if (value <= 0)
    return option_refuse (input, NULL, "%s '%s' is not above 0", input->entry->key, text);
  *(double *) field = value;
  return TRUE;
}

static char *
describe_number (const Option *option)
{
  return g_strdup_printf ("a number above 0, at most %" G_GINT64_FORMAT "%s%s", option->max,
                          option->none != NULL ? ", or " : "",
                          option->none != NULL ? option->none : "");
}

const OptionType option_number = { "number", parse_number, describe_number };

static gboolean
parse_time (OptionInput *input, const char *text, gpointer field)
{
  const char *reason = NULL;
  gint64 value;

  if (g_strcmp0 (text, input->option->none) == 0) {
    *(gint64 *) field = TIME_NEVER;
    return TRUE;
  }
  if (!time_parse (text, &value, &reason))
    return option_refuse (input, NULL, "%s '%s' %s", input->entry->key, text, reason);
  if (value < input->option->min)
    return option_refuse (input, NULL, "%s '%s' is too short", input->entry->key, text);
  *(gint64 *) field = value;
  return TRUE;
}

static char *
describe_time (const Option *option)
{
  const char *bound = option->min == 0 ? "" : option->min == 1 ? " above 0" : " of at least 1 ms";

  return g_strdup_printf ("a time%s like 90, 1.5h or 7d%s%s", bound, option->none ? ", or " : "",
                          option->none ? option->none : "");
}

const OptionType option_time = { "time", parse_time, describe_time };

static gboolean
parse_amount (OptionInput *input, const char *text, gpointer field)
{
  const char *reason = NULL;
  gint64 value;

  if (g_strcmp0 (text, input->option->none) == 0) {
    *(Amount *) field = 0;
    return TRUE;
  }
  if (!unit_parse (text, UNIT_MEMORY, G_MAXINT32, &value, &reason))
    return option_refuse (input, NULL, "%s '%s' %s", input->entry->key, text, reason);
  if (value == 0)
    return option_refuse (input, NULL, "%s '%s' is nothing", input->entry->key, text);
  *(Amount *) field = (Amount) value;
  return TRUE;
}

static char *
describe_amount (const Option *option)
{
  return g_strdup_printf ("%s above 0%s%s", unit_expected (UNIT_MEMORY), option->none ? ", or " : "",
                          option->none ? option->none : "");
}

const OptionType option_amount = { "memory", parse_amount, describe_amount };

/* FIRST..LAST, or one time that is both. */
static gboolean
parse_back_off (OptionInput *input, const char *text, gpointer field)
{
  const char *dots = strstr (text, "..");
  g_autofree char *first = g_strndup (text, dots != NULL ? (gsize) (dots - text) : strlen (text));
  g_autofree char *last = g_strdup (dots != NULL ? dots + 2 : text);
  const char *reason = NULL;
  BackOff value = { 0, 0 };

  if (g_strcmp0 (text, input->option->none) == 0) {
    *(BackOff *) field = value;
    return TRUE;
  }
  if (!time_parse (g_strstrip (first), &value.first, &reason))
    return option_refuse (input, NULL, "%s '%s' %s", input->entry->key, first, reason);
  if (!time_parse (g_strstrip (last), &value.last, &reason))
    return option_refuse (input, NULL, "%s '%s' %s", input->entry->key, last, reason);
  if (value.first <= 0 || value.last < value.first)
    return option_refuse (input, NULL, "%s '%s' does not rise from above 0", input->entry->key,
                          text);
  *(BackOff *) field = value;
  return TRUE;
}

static char *
describe_back_off (const Option *option)
{
  return g_strdup_printf ("two times like 1s..10s, or %s", option->none);
}

const OptionType option_back_off = { "times", parse_back_off, describe_back_off };

/* Words ---------------------------------------------------------------------------------------- */

static gboolean
parse_choice (OptionInput *input, const char *text, gpointer field)
{
  const char *const *choices = input->option->choices;

  for (guint i = 0; choices[i] != NULL; i++)
    if (strcmp (choices[i], text) == 0) {
      *(guint *) field = i;
      return TRUE;
    }
  return option_refuse (input, input_expected_one_of (text, choices), "%s '%s'", input->entry->key,
                        text);
}

static char *
describe_choice (const Option *option)
{
  g_autofree char *joined = g_strjoinv (", ", (char **) option->choices);

  return g_strdup_printf ("one of %s", joined);
}

const OptionType option_choice = { "word", parse_choice, describe_choice };

static gboolean
parse_flag (OptionInput *input, const char *text, gpointer field)
{
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    return option_refuse (input, NULL, "%s '%s'", input->entry->key, text);
  *(gboolean *) field = *text == 't';
  return TRUE;
}

static char *
describe_flag (const Option *option)
{
  (void) option;
  return g_strdup ("true or false");
}

const OptionType option_flag = { "flag", parse_flag, describe_flag };

static gboolean
split_names (OptionInput *input, const char *text, gboolean (*is_name) (const char *name),
             gpointer field)
{
  gboolean none = g_strcmp0 (text, input->option->none) == 0;
  g_auto (GStrv) names = none ? g_new0 (char *, 1) : option_split (text);

  for (guint i = 0; names[i] != NULL; i++) {
    if (!is_name (names[i]))
      return option_refuse (input, NULL, "%s: '%s' is no name", input->entry->key, names[i]);
    for (guint k = 0; k < i; k++)
      if (strcmp (names[k], names[i]) == 0)
        return option_refuse (input, g_strdup ("each name once"), "%s: '%s' again",
                              input->entry->key, names[i]);
  }
  g_strfreev (*(GStrv *) field);
  *(GStrv *) field = g_steal_pointer (&names);
  return TRUE;
}

static gboolean
parse_names (OptionInput *input, const char *text, gpointer field)
{
  return split_names (input, text, option_is_name, field);
}

static char *
describe_names (const Option *option)
{
  return g_strdup_printf ("names joined by ;%s%s", option->none ? ", or " : "",
                          option->none ? option->none : "");
}

const OptionType option_names = { "names", parse_names, describe_names };

/* Whether there is such a user is seen when the trace has been read. */
static gboolean
is_user (const char *text)
{
  return *text != '\0';
}

static gboolean
parse_users (OptionInput *input, const char *text, gpointer field)
{
  return split_names (input, text, is_user, field);
}

static char *
describe_users (const Option *option)
{
  (void) option;
  return g_strdup ("paths like org/team/user joined by ;");
}

const OptionType option_users = { "users", parse_users, describe_users };

/* LOWEST..HIGHEST */
static gboolean
parse_priorities (OptionInput *input, const char *text, gpointer field)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);
  gint64 lowest, highest;

  if (ends[0] == NULL || ends[1] == NULL || !integer_parse (ends[0], 0, PRIORITY_MAX, &lowest, NULL)
      || !integer_parse (ends[1], 0, PRIORITY_MAX, &highest, NULL) || lowest > highest)
    return option_refuse (input, NULL, "%s '%s'", input->entry->key, text);
  *(PriorityRange *) field = (PriorityRange){ (gint32) lowest, (gint32) highest };
  return TRUE;
}

static char *
describe_priorities (const Option *option)
{
  (void) option;
  return g_strdup_printf ("LOWEST..HIGHEST, such as 100..199, from 0 to %d", PRIORITY_MAX);
}

const OptionType option_priorities = { "priorities", parse_priorities, describe_priorities };

/* Files ---------------------------------------------------------------------------------------- */

static gboolean
parse_file (OptionInput *input, const char *text, gpointer field)
{
  FileName *file = field;

  g_free (file->path);
  g_free (file->name);
  file->path = entry_resolve_path (input->entry, text);
  file->name = g_strdup (text);
  return TRUE;
}

static char *
describe_file (const Option *option)
{
  (void) option;
  return g_strdup ("a file");
}

const OptionType option_file = { "file", parse_file, describe_file };

static const char **
format_names (void)
{
  guint n = 0;
  const char **names;

  while (trace_formats[n] != NULL)
    n++;
  names = g_new0 (const char *, n + 2);
  names[0] = "auto";
  for (guint i = 0; i < n; i++)
    names[i + 1] = trace_formats[i]->name;
  return names;
}

static gboolean
parse_format (OptionInput *input, const char *text, gpointer field)
{
  g_autofree const char **names = format_names ();

  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], text) == 0) {
      *(const char **) field = names[i];
      return TRUE;
    }
  return option_refuse (input, input_expected_one_of (text, names), "%s '%s'", input->entry->key,
                        text);
}

static char *
describe_format (const Option *option)
{
  g_autofree const char **names = format_names ();
  g_autofree char *joined = g_strjoinv (", ", (char **) names);

  (void) option;
  return g_strdup_printf ("one of %s", joined);
}

const OptionType option_format = { "format", parse_format, describe_format };
