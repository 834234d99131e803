/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of laws: to add one, a LawKind in law_formulas.c or law_tables.c, and a word here. */
#include "generate/law_kind.h"

#include <string.h>

static const LawKind *const kinds[] = {
  &law_one_value,      &law_uniform,   &law_exponential, &law_lognormal, &law_weibull,   &law_pareto,
  &law_bounded_pareto, &law_geometric, &law_discrete,    &law_quantiles, &law_empirical, &law_lublin,
  NULL,
};

char *
law_usages (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; kinds[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", kinds[i]->usage);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
law_reference (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; kinds[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (kinds[i]->usage, "|", -1);
    g_autofree char *usage = g_strjoinv ("\\|", parts);

    g_string_append_printf (out, "| `%s` | %s |\n", usage, kinds[i]->help);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const LawKind *
kind_find (const char *name)
{
  for (guint i = 0; kinds[i] != NULL; i++)
    if (strcmp (kinds[i]->name, name) == 0)
      return kinds[i];
  return NULL;
}

/* Life ------------------------------------------------------------------------------------------ */

Law *
law_constant (double value)
{
  Law *law = g_new0 (Law, 1);

  law->kind = &law_one_value;
  law->a = value;
  return law;
}

void
law_free (Law *law)
{
  if (law == NULL)
    return;
  g_clear_pointer (&law->points, g_array_unref);
  g_free (law->file);
  g_free (law->path);
  g_free (law);
}

/* A text that is not the name of a law is a value alone. */
Law *
law_parse (const char *text, const LawContext *context, char **ret_what, char **ret_expected)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (Law) law = g_new0 (Law, 1);
  LawWords words = { .context = context };

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_ptr_array_add (kept, parts[i]);
  g_ptr_array_add (kept, NULL);
  words.word = (char **) kept->pdata;
  law->kind = *words.word != NULL ? kind_find (*words.word) : NULL;
  if (law->kind != NULL)
    words.word++;
  else if (*words.word != NULL && g_ascii_isalpha (**words.word)) {
    g_autofree char *usages = law_usages ();

    *ret_what = g_strdup_printf ("'%s' is no law", *words.word);
    *ret_expected = g_strdup_printf ("a value, or %s", usages);
    return NULL;
  } else {
    law->kind = &law_one_value;
  }
  if (law->kind->parse (law, &words) && law_words_end (&words))
    return g_steal_pointer (&law);
  *ret_what = words.what != NULL ? g_strdup_printf ("'%s': %s", text, words.what)
                                 : g_strdup_printf ("'%s' is no law", text);
  *ret_expected = g_strdup (law->kind->usage);
  g_free (words.what);
  return NULL;
}

/* Drawing --------------------------------------------------------------------------------------- */

gboolean
law_is_inverted (const Law *law)
{
  return law->kind->quantile != NULL;
}

gboolean
law_depends_on_tasks (const Law *law)
{
  return law->of_runtimes;
}

double
law_quantile (const Law *law, double u)
{
  return law->kind->quantile (law, u);
}

double
law_draw (const Law *law, gsl_rng *stream, double tasks)
{
  if (law->kind->draw != NULL)
    return law->kind->draw (law, stream, tasks);
  return law->kind->quantile (law, gsl_rng_uniform_pos (stream));
}

double
law_mean (const Law *law, double tasks)
{
  return law->kind->mean (law, tasks);
}

#define GRID  100000
#define DRAWS 200000

double
law_mean_of (const Law *law, double (*f) (double value, gconstpointer data), gconstpointer data)
{
  double sum = 0;

  if (law_is_inverted (law)) {
    for (guint i = 0; i < GRID; i++) {
      double x = law_quantile (law, (i + .5) / GRID);

      sum += f (x, data) - x;
    }
    return law_mean (law, 1) + sum / GRID;
  }
  g_autoptr (gsl_rng) stream = random_stream_new (0, law->kind->name, "mean");
  for (guint i = 0; i < DRAWS; i++)
    sum += f (law_draw (law, stream, 1), data);
  return sum / DRAWS;
}

const char *
law_file (const Law *law, const char **ret_path)
{
  *ret_path = law->path;
  return law->file;
}
