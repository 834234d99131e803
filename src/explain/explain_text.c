/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/explain.h"

#include "explain/explain_parts.h"
#include "explain/names.h"

#include <string.h>

#define MACHINES_NAMED 3
#define CLASSES_NAMED  12
#define CLASSES_LISTED 20

/* A task ------------------------------------------------------------------------------------- */

static void
append_class (GString *out, const Moment *moment, const TaskClass *class)
{
  g_autofree char *request = name_of_request (moment->cell, &class->request);
  g_autofree char *constraints = name_of_constraints (moment->cell, &class->constraints,
                                                      G_MAXUINT64);
  g_autofree char *tolerations = name_of_attributes (moment->cell, class->tolerations);
  g_autofree char *wishes = rule_wishes (moment->cell->inventory->labels, class);
  explain_label (out, "asks for");
  g_string_append_printf (out, "%s\n", request);
  if (*constraints != '\0') {
    explain_label (out, "constraints");
    g_string_append_printf (out, "%s\n", constraints);
  }
  if (*tolerations != '\0') {
    explain_label (out, "tolerates");
    g_string_append_printf (out, "%s\n", tolerations);
  }
  if (class->need > 1) {
    explain_label (out, "gang");
    g_string_append_printf (out, "%u tasks of the job must start together\n", class->need);
  }
  if (*wishes != '\0') {
    explain_label (out, "wishes");
    g_string_append_printf (out, "%s\n", wishes);
  }
}

static void
append_fact (GString *out, const Moment *moment, const Fact *fact)
{
  static const char *const words[]
    = { "submitted",   "placed on",   "awaits",  "to leave",   "evicted from",
        "failed with", "finished on", "dropped", "over quota", "admitted" };
  g_autofree char *time = time_format_human (fact->time);
  g_string_append_printf (out, "  %-*s%s", EXPLAIN_LABEL - 2, time, words[fact->kind]);
  if (fact->machine != MACHINE_NONE)
    g_string_append_printf (out, " %s", moment_machine_name (moment, fact->machine));
  if (fact->by != NULL)
    g_string_append_printf (out, " for %s", fact->by);
  if (fact->with != NULL)
    g_string_append_printf (out, ", as its gang had too few without %s", fact->with);
  if (fact->runs == TIME_NEVER) {
    g_string_append (out, ", its data never comes");
  } else if (fact->runs != TIME_UNSET) {
    g_string_append (out, ", runs from ");
    explain_time (out, fact->runs);
  }
  if (fact->lost > 0) {
    g_string_append (out, ", ");
    explain_time (out, fact->lost);
    g_string_append (out, " of work lost");
  }
  g_string_append_c (out, '\n');
}

static void
append_heading (GString *out, const char *what, const char *who, gint64 time)
{
  g_string_append_printf (out, "\n%s%s, at ", what, who);
  explain_time (out, time);
  g_string_append_c (out, '\n');
}

static void
append_eviction (GString *out, const Moment *moment, const TaskStory *story)
{
  const TaskClass *by = story->evicted_for;
  g_autofree char *request = name_of_request (moment->cell, &by->request);
  append_heading (out, "Why it had to make room for ", story->evicted_for_name,
                  story->eviction->time);
  explain_label (out, "who");
  g_string_append_printf (out, "%s, priority %d, asks for %s\n", tier_names[by->tier],
                          by->priority, request);
  explain_choice (out, moment, story->eviction);
}

static void
append_waiting (GString *out, const Moment *moment, const TaskStory *story)
{
  const Fact *last = &g_array_index (story->facts, Fact, story->facts->len - 1);
  append_heading (out, "Why it ", last->kind == FACT_DROPPED ? "was dropped" : "is pending",
                  story->waiting->choice->time);
  explain_reason (out, moment, story->waiting);
  explain_choice (out, moment, story->waiting->choice);
  explain_relaxations (out, moment, story->waiting);
}

char *
explain_task_text (const Moment *moment, const TaskStory *story)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "%s: %s, priority %d, of %s\n", story->name,
                          tier_names[story->task_class->tier], story->task_class->priority,
                          story->user);
  append_class (out, moment, story->task_class);
  for (guint i = 0; i < story->facts->len; i++)
    append_fact (out, moment, &g_array_index (story->facts, Fact, i));
  if (story->eviction != NULL)
    append_eviction (out, moment, story);
  if (story->waiting != NULL) {
    append_waiting (out, moment, story);
  } else if (story->placement != NULL) {
    append_heading (out, "Why ", moment_machine_name (moment, story->placement->machine),
                    story->placement->time);
    explain_choice (out, moment, story->placement);
  }
  return g_string_free (out, FALSE);
}

/* A backlog ---------------------------------------------------------------------------------- */

static void
append_pending_class (GString *out, const Moment *moment, const Waiting *waiting)
{
  const TaskClass *class = waiting->task_class;
  g_autofree char *request = name_of_request (moment->cell, &class->request);
  g_autofree char *constraints = name_of_constraints (moment->cell, &class->constraints,
                                                      G_MAXUINT64);
  g_autofree char *head = g_strdup_printf ("class %u", class->index);
  g_string_append_c (out, '\n');
  explain_label (out, head);
  explain_count (out, waiting->tasks, "task");
  g_string_append_printf (out, ", %s, priority %d, since ", tier_names[class->tier],
                          class->priority);
  explain_time (out, waiting->since);
  g_string_append_printf (out, ": %s%s%s", request, *constraints != '\0' ? "; " : "", constraints);
  if (class->need > 1)
    g_string_append_printf (out, "; %u must start together", class->need);
  g_string_append_c (out, '\n');
  explain_reason (out, moment, waiting);
  explain_filters (out, moment, waiting->choice);
  explain_rules (out, moment, waiting->choice);
  explain_relaxations (out, moment, waiting);
}

static void
append_machines (GString *out, const Moment *moment, const Bottlenecks *bottlenecks,
                 const Bottleneck *bottleneck)
{
  guint count = 0;
  for (guint g = 0; g < bottleneck->groups->len; g++) {
    const EligibleGroup *group = g_ptr_array_index (
      bottlenecks->groups, g_array_index (bottleneck->groups, guint, g));
    for (guint i = 0; i < group->machines->len; i++, count++)
      if (count < MACHINES_NAMED)
        g_string_append_printf (
          out, "%s%s", count > 0 ? ", " : " on ",
          moment_machine_name (moment, g_array_index (group->machines, guint, i)));
  }
  if (count > MACHINES_NAMED)
    g_string_append_printf (out, " and %u more", count - MACHINES_NAMED);
}

static void
append_numbers (GString *out, const GArray *numbers)
{
  for (guint i = 0; i < MIN (numbers->len, CLASSES_NAMED); i++)
    g_string_append_printf (out, "%s %u", i > 0 ? "," : "", g_array_index (numbers, guint, i));
  if (numbers->len > CLASSES_NAMED)
    g_string_append_printf (out, " and %u more", numbers->len - CLASSES_NAMED);
}

static gboolean
same_numbers (const GArray *a, const GArray *b)
{
  return a->len == b->len
         && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (guint)) == 0);
}

static gboolean
same_knot (const Bottleneck *a, const Bottleneck *b)
{
  return same_numbers (a->classes, b->classes) && same_numbers (a->groups, b->groups);
}

static void
append_cell (GString *out, const Moment *moment, guint resource, Total amount)
{
  g_autoptr (GString) text = g_string_new (NULL);
  unit_append (text, moment->cell->resources->item[resource].unit, amount);
  g_string_append_printf (out, "%12s", text->str);
}

/* Unless it has been told: in every resource in which the same classes want too much of the same
 * machines. */
static void
append_knot (GString *out, const Moment *moment, const Bottlenecks *bottlenecks, guint index)
{
  const GPtrArray *all = bottlenecks->bottlenecks;
  const Bottleneck *knot = g_ptr_array_index (all, index);
  for (guint i = 0; i < index; i++)
    if (same_knot (g_ptr_array_index (all, i), knot))
      return;
  g_string_append_c (out, '\n');
  explain_label (out, "bottleneck");
  g_string_append (out, knot->classes->len > 1 ? "classes" : "class");
  append_numbers (out, knot->classes);
  append_machines (out, moment, bottlenecks, knot);
  g_string_append_printf (out, "\n%-*s%12s%12s%12s\n", EXPLAIN_LABEL, "", "wanted", "free", "of");
  for (guint i = index; i < all->len; i++) {
    const Bottleneck *same = g_ptr_array_index (all, i);
    if (!same_knot (same, knot))
      continue;
    g_string_append_printf (out, "  %-*s", EXPLAIN_LABEL - 2,
                            moment->cell->resources->item[same->resource].name);
    append_cell (out, moment, same->resource, same->demand);
    append_cell (out, moment, same->resource, same->free);
    append_cell (out, moment, same->resource, same->capacity);
    g_string_append_c (out, '\n');
  }
}

/* Who competes for machines, and who has none to compete for. */
static void
append_bottlenecks (GString *out, const Moment *moment, const Bottlenecks *bottlenecks)
{
  g_autoptr (GArray) nowhere = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < bottlenecks->bottlenecks->len; i++) {
    const Bottleneck *knot = g_ptr_array_index (bottlenecks->bottlenecks, i);
    guint class = g_array_index (knot->classes, guint, 0);
    gboolean known = FALSE;
    for (guint k = 0; k < nowhere->len; k++)
      known = known || g_array_index (nowhere, guint, k) == class;
    if (knot->groups->len > 0)
      append_knot (out, moment, bottlenecks, i);
    else if (!known)
      g_array_append_val (nowhere, class);
  }
  if (nowhere->len == 0)
    return;
  g_string_append_c (out, '\n');
  explain_label (out, "no machine");
  g_string_append (out, nowhere->len > 1 ? "is eligible for classes" : "is eligible for class");
  append_numbers (out, nowhere);
  g_string_append_c (out, '\n');
}

char *
explain_backlog_text (const Moment *moment, const Backlog *backlog)
{
  GString *out = g_string_new (NULL);
  const GPtrArray *bottlenecks = backlog->bottlenecks->bottlenecks;
  guint64 tasks = 0;
  for (guint i = 0; i < backlog->waiting->len; i++)
    tasks += ((const Waiting *) g_ptr_array_index (backlog->waiting, i))->tasks;
  explain_label (out, "pending");
  explain_count (out, tasks, "task");
  g_string_append (out, " of ");
  explain_count (out, backlog->waiting->len, "class");
  g_string_append (out, " at ");
  explain_time (out, moment->now);
  g_string_append_c (out, '\n');
  if (tasks > 0 && bottlenecks->len == 0) {
    explain_label (out, "bottleneck");
    g_string_append (out, "none: their machines have enough free of everything, in total\n");
  }
  append_bottlenecks (out, moment, backlog->bottlenecks);
  for (guint i = 0; i < MIN (backlog->waiting->len, CLASSES_LISTED); i++)
    append_pending_class (out, moment, g_ptr_array_index (backlog->waiting, i));
  if (backlog->waiting->len > CLASSES_LISTED) {
    g_string_append (out, "\nand ");
    explain_count (out, backlog->waiting->len - CLASSES_LISTED, "class");
    g_string_append (out, " more\n");
  }
  return g_string_free (out, FALSE);
}
