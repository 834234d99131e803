/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/verdict.h"

#include "compare/change.h"

#include <string.h>

/* Lists ---------------------------------------------------------------------------------------- */

/* A list in which metrics of one subject share it: "prod waits at p50, p90; evictions". */
typedef struct {
  GString *text;
  const char *subject; /* of the last one */
  gboolean nothing;    /* the last one was 0 in every run */
} List;

/* TRUE: it is of the same subject as the one before. */
static gboolean
list_begin_item (List *list, const ComparisonRow *row)
{
  gboolean again = list->subject != NULL && row->metric->at != NULL
                   && strcmp (list->subject, row->subject) == 0;

  if (again)
    g_string_append (list->text, ", ");
  else
    g_string_append_printf (list->text, "%s%s ", list->text->len > 0 ? "; " : "", row->subject);
  list->subject = row->subject;
  return again;
}

/* "batch waits 12 % less (9–15 %) at p90", "prod waits 0 in every run at p50, p90". */
static void
add_claim (List *list, const ComparisonRow *row, const Difference *difference)
{
  gboolean again = list_begin_item (list, row);
  gboolean nothing = difference_is_to_nothing (difference);

  if (again && nothing && list->nothing) {
    g_string_append (list->text, row->metric->at);
    return;
  }
  list->nothing = nothing;
  change_append_words (list->text, row, difference);
  if (row->metric->at != NULL)
    g_string_append_printf (list->text, " at %s", row->metric->at);
}

/* "prod waits at p50 (-3 … +5 %)"; without the range where nothing differs. */
static void
add_name (List *list, const ComparisonRow *row, const Difference *difference)
{
  gboolean again = list_begin_item (list, row);

  if (row->metric->at != NULL)
    g_string_append_printf (list->text, "%s%s ", again ? "" : "at ", row->metric->at);
  if (difference->finding != FINDING_SAME) {
    Change change = change_of (row, difference);

    g_string_append_c (list->text, '(');
    change_append_range (list->text, &change);
    g_string_append (list->text, ") ");
  }
  g_string_truncate (list->text, list->text->len - 1);
}

/* The sentences of a verdict, by what metrics stand in them. */
typedef enum { PART_CLAIMS, PART_SAME, PART_UNCLEAR, PART_ONE_SIDED, PART_UNTESTED } Part;

static gboolean
is_of (Part part, const Difference *difference)
{
  switch (difference->finding) {
  case FINDING_LESS:
  case FINDING_MORE:
    return part == PART_CLAIMS;
  case FINDING_SAME:
    return part == PART_SAME;
  case FINDING_UNCLEAR:
    return part == PART_UNCLEAR;
  case FINDING_TOO_FEW:
    return part == (difference->tested ? PART_ONE_SIDED : PART_UNTESTED);
  case FINDING_NONE:
    break;
  }
  return FALSE;
}

/* Adds a sentence on every metric of the part, if there are any. */
static void
add_sentence (GString *out, const PairedComparison *comparison, guint arm, Part part,
              const char *beginning)
{
  List list = { .text = g_string_new (NULL) };

  for (guint i = 0; i < comparison->rows->len; i++) {
    const ComparisonRow *row = comparison_row (comparison, i);
    const Difference *difference = &row->differences[arm];

    if (!is_of (part, difference))
      continue;
    if (part == PART_CLAIMS)
      add_claim (&list, row, difference);
    else
      add_name (&list, row, difference);
  }
  if (list.text->len > 0)
    g_string_append_printf (out, "%s%s%s.", out->len > 0 ? " " : "", beginning, list.text->str);
  g_string_free (list.text, TRUE);
}

/* Verdict -------------------------------------------------------------------------------------- */

guint
comparison_seeds_needed (guint tests)
{
  guint seeds = COMPARISON_LEAST_SEEDS;

  /* 2^(1-n) tests <= 1/20 */
  while (seeds < 60 && 20 * (guint64) tests > G_GUINT64_CONSTANT (1) << (seeds - 1))
    seeds++;
  return seeds;
}

static void
add_too_few (GString *out, const PairedComparison *comparison, guint arm)
{
  guint seeds = comparison_seeds (comparison);
  guint needed = comparison_seeds_needed (comparison_arm (comparison, arm)->tests);
  g_autofree char *one_sided = g_strdup_printf (
    "Too few seeds to tell, though all point one way (%u would do): ", needed);
  g_autofree char *untested
    = seeds < COMPARISON_LEAST_SEEDS
        ? g_strdup_printf ("%u seed%s too few to tell (it takes %d at least): ", seeds,
                           seeds == 1 ? " is" : "s are", COMPARISON_LEAST_SEEDS)
        : g_strdup_printf ("Figures of fewer than %d seeds, which cannot tell: ",
                           COMPARISON_LEAST_SEEDS);

  add_sentence (out, comparison, arm, PART_ONE_SIDED, one_sided);
  add_sentence (out, comparison, arm, PART_UNTESTED, untested);
}

char *
comparison_verdict (const PairedComparison *comparison, guint arm)
{
  GString *out = g_string_new (NULL);

  add_sentence (out, comparison, arm, PART_CLAIMS,
                comparison->alike ? "In this one workload " : "");
  add_sentence (out, comparison, arm, PART_SAME, "Unchanged in every run: ");
  add_sentence (out, comparison, arm, PART_UNCLEAR, "No difference shown: ");
  add_too_few (out, comparison, arm);
  if (out->len == 0)
    g_string_append (out, "Nothing to compare.");
  return g_string_free (out, FALSE);
}
