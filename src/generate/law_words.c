/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/law_kind.h"

#include <string.h>

gboolean
law_words_refuse (LawWords *words, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (words->what);
  words->what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

/* Numbers of tasks may be broken in a law: 4.5 on average. */
#define COUNT_MOST 1e9

gboolean
law_value_parse (const char *text, const LawUnit *unit, double *ret, const char **ret_reason)
{
  gint64 whole;

  switch (unit->of) {
  case LAW_COUNT:
    return number_parse (text, 0, COUNT_MOST, ret, ret_reason);
  case LAW_TIME:
    if (!time_parse (text, &whole, ret_reason))
      return FALSE;
    break;
  case LAW_AMOUNT:
    if (!unit_parse (text, unit->unit, G_MAXINT32, &whole, ret_reason))
      return FALSE;
    break;
  }
  *ret = (double) whole;
  return TRUE;
}

gboolean
law_words_value (LawWords *words, double *ret)
{
  const char *reason = NULL;

  if (*words->word == NULL)
    return law_words_refuse (words, "a value is missing");
  if (!law_value_parse (*words->word, &words->context->unit, ret, &reason))
    return law_words_refuse (words, "'%s' %s", *words->word, reason);
  words->word++;
  return TRUE;
}

gboolean
law_words_number (LawWords *words, double min, double max, double *ret)
{
  const char *reason = NULL;

  if (*words->word == NULL)
    return law_words_refuse (words, "a number is missing");
  if (!number_parse (*words->word, min, max, ret, &reason))
    return law_words_refuse (words, "'%s' %s", *words->word, reason);
  words->word++;
  return TRUE;
}

gboolean
law_words_is (LawWords *words, const char *word)
{
  if (*words->word == NULL || strcmp (*words->word, word) != 0)
    return FALSE;
  words->word++;
  return TRUE;
}

gboolean
law_words_end (LawWords *words)
{
  return *words->word == NULL || law_words_refuse (words, "'%s' is too much", *words->word);
}
