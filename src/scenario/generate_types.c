/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/generate_types.h"

#include "scenario/generate_groups.h"
#include "scenario/option_types.h"

#include <string.h>

/* Laws ------------------------------------------------------------------------------------------ */

static char *
resolve (const char *name, gconstpointer data)
{
  return entry_resolve_path (data, name);
}

static gboolean
parse_law (OptionInput *input, const char *text, LawUnit unit, Law **slot)
{
  const LawContext context = { .unit = unit, .resolve = resolve, .data = input->entry };
  g_autofree char *what = NULL;
  char *expected = NULL;
  Law *law = law_parse (text, &context, &what, &expected);

  if (law == NULL)
    return option_refuse (input, expected, "%s: %s", input->entry->key, what);
  law_free (*slot);
  *slot = law;
  return TRUE;
}

static gboolean
parse_count_law (OptionInput *input, const char *text, gpointer field)
{
  return parse_law (input, text, (LawUnit){ .of = LAW_COUNT }, field);
}

static gboolean
parse_time_law (OptionInput *input, const char *text, gpointer field)
{
  if (g_strcmp0 (text, input->option->none) == 0) {
    g_clear_pointer ((Law **) field, law_free);
    return TRUE;
  }
  return parse_law (input, text, (LawUnit){ .of = LAW_TIME }, field);
}

static gboolean
parse_amount_law (OptionInput *input, const char *text, gpointer field)
{
  const ResourceSet *resources = &input->settings->resources;
  int r = resource_set_find (resources, input->entry->key);

  return parse_law (input, text, (LawUnit){ LAW_AMOUNT, resources->item[r].unit },
                    (Law **) field + r);
}

static char *
describe_law (const Option *option)
{
  return g_strdup_printf ("a law%s%s", option->none != NULL ? ", or " : "",
                          option->none != NULL ? option->none : "");
}

const OptionType option_count_law = { "law of numbers", parse_count_law, describe_law };
const OptionType option_time_law = { "law of times", parse_time_law, describe_law };
const OptionType option_amount_law = { "law of amounts", parse_amount_law, describe_law };

/* Rates ----------------------------------------------------------------------------------------- */

#define RATE_MOST 1e12

/* NUMBER/TIME, where a unit alone is one of it. */
static gboolean
read_rate (OptionInput *input, const char *text, double *ret)
{
  const char *slash = strchr (text, '/');
  g_autofree char *number = g_strndup (text, slash != NULL ? (gsize) (slash - text) : 0);
  g_autofree char *time = NULL;
  const char *reason = "is no rate";
  gint64 per;
  double value;

  if (slash != NULL)
    time = g_strconcat (g_ascii_isdigit (slash[1]) ? "" : "1", slash + 1, NULL);
  if (slash == NULL || !number_parse (number, 0, RATE_MOST, &value, &reason)
      || !time_parse (time, &per, &reason))
    return option_refuse (input, NULL, "%s '%s' %s", input->entry->key, text, reason);
  if (value <= 0 || per == 0)
    return option_refuse (input, NULL, "%s '%s' is not above 0", input->entry->key, text);
  *ret = value / ((double) per / (double) TIME_SECOND);
  return TRUE;
}

static gboolean
parse_rate (OptionInput *input, const char *text, gpointer field)
{
  return read_rate (input, text, field);
}

static char *
describe_rate (const Option *option)
{
  (void) option;
  return g_strdup ("a rate like 100/h, 0.5/s or 3/10min");
}

const OptionType option_rate = { "rate", parse_rate, describe_rate };

static gboolean
parse_rates (OptionInput *input, const char *text, gpointer field)
{
  g_auto (GStrv) parts = option_split (text);
  double value[2];

  if (g_strv_length (parts) != 2)
    return option_refuse (input, NULL, "%s '%s' are not two rates", input->entry->key, text);
  for (guint i = 0; i < 2; i++)
    if (!read_rate (input, parts[i], &value[i]))
      return FALSE;
  memcpy (field, value, sizeof value);
  return TRUE;
}

static char *
describe_rates (const Option *option)
{
  (void) option;
  return g_strdup ("two rates like 600/h;60/h");
}

const OptionType option_rates = { "rates", parse_rates, describe_rates };

static gboolean
parse_ratio (OptionInput *input, const char *text, gpointer field)
{
  const char *reason = NULL;

  return number_parse (text, 0, (double) input->option->max, field, &reason)
         || option_refuse (input, NULL, "%s '%s' %s", input->entry->key, text, reason);
}

static char *
describe_ratio (const Option *option)
{
  return g_strdup_printf ("a number from 0 to %" G_GINT64_FORMAT, option->max);
}

const OptionType option_ratio = { "ratio", parse_ratio, describe_ratio };

/* Shapes ---------------------------------------------------------------------------------------- */

#define FACTOR_MOST 1e6

static gboolean
read_factor (const char *text, double *ret)
{
  return number_parse (text, 0, FACTOR_MOST, ret, NULL);
}

/* `ramp FROM..TO`; what it ends with holds from then on, so that it must not be nothing. */
static gboolean
read_ramp (const char *text, ShapeText *ret)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);

  ret->kind = SHAPE_RAMP;
  return g_strv_length (ends) == 2 && read_factor (ends[0], &ret->from)
         && read_factor (ends[1], &ret->to) && ret->to > 0;
}

/* `spike FACTOR at TIME for TIME` */
static gboolean
read_spike (char *const *word, guint words, ShapeText *ret)
{
  ret->kind = SHAPE_SPIKE;
  return words == 6 && read_factor (word[1], &ret->to) && strcmp (word[2], "at") == 0
         && time_parse (word[3], &ret->at, NULL) && strcmp (word[4], "for") == 0
         && time_parse (word[5], &ret->length, NULL) && ret->length > 0;
}

static gboolean
parse_load_shape (OptionInput *input, const char *text, gpointer field)
{
  g_auto (GStrv) word = g_strsplit (text, " ", -1);
  guint words = g_strv_length (word);
  ShapeText shape = { .kind = SHAPE_STEADY };
  gboolean fits = strcmp (text, "steady") == 0
                  || (words == 2 && strcmp (word[0], "ramp") == 0 && read_ramp (word[1], &shape))
                  || (words > 0 && strcmp (word[0], "spike") == 0
                      && read_spike (word, words, &shape));

  if (!fits)
    return option_refuse (input, NULL, "%s '%s'", input->entry->key, text);
  *(ShapeText *) field = shape;
  return TRUE;
}

static char *
describe_load_shape (const Option *option)
{
  (void) option;
  return g_strdup ("steady, ramp FROM..TO, or spike FACTOR at TIME for TIME");
}

const OptionType option_load_shape = { "shape", parse_load_shape, describe_load_shape };
