/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/explain_parts.h"

#include "explain/names.h"

void
explain_label (GString *out, const char *label)
{
  g_string_append_printf (out, "%-*s", EXPLAIN_LABEL, label);
}

void
explain_time (GString *out, gint64 time)
{
  g_autofree char *text = time_format_human (time);
  g_string_append (out, text);
}

void
explain_count (GString *out, guint64 count, const char *noun)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT " %s%s", count, noun,
                          count == 1                          ? ""
                          : g_str_has_suffix (noun, "class") ? "es"
                                                              : "s");
}

void
explain_filters (GString *out, const Moment *moment, const Choice *choice)
{
  const char *const *names = inspection_filters (moment->inspection);
  explain_label (out, "filters");
  explain_count (out, moment->cell->machines, "machine");
  g_string_append (out, ", turned away by");
  for (guint f = 0; names[f] != NULL; f++)
    g_string_append_printf (out, "%s %s %u", f > 0 ? "," : "", names[f], choice->turned_away[f]);
  g_string_append_printf (out, ": %u left\n", choice->feasible);
}

/* Choices ------------------------------------------------------------------------------------ */

static void
append_machine (GString *out, const Moment *moment, guint machine, guint chosen)
{
  g_string_append_printf (out, "%s %-*s", machine == chosen ? ">" : " ", EXPLAIN_LABEL - 2,
                          moment_machine_name (moment, machine));
}

static void
append_more (GString *out, guint shown, guint all, const char *noun)
{
  if (all <= shown)
    return;
  g_string_append (out, "  and ");
  explain_count (out, all - shown, noun);
  g_string_append (out, " more\n");
}

/* How far its data is, and how long that is on its way. */
static void
append_transfer (GString *out, const RankedMachine *ranked)
{
  g_string_append_printf (out, "  %12u  ", ranked->distance);
  if (ranked->transfer == TIME_NEVER)
    g_string_append (out, "never");
  else
    explain_time (out, ranked->transfer);
}

static void
append_ranking (GString *out, const Moment *moment, const Choice *choice)
{
  const char *const *scores = inspection_scores (moment->inspection);
  explain_label (out, "machine");
  g_string_append_printf (out, "%12s", "score");
  for (guint s = 0; scores[s] != NULL; s++)
    g_string_append_printf (out, "  %12s", scores[s]);
  if (choice->data > 0)
    g_string_append_printf (out, "  %12s  its %dMiB come in", "distance", choice->data);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < choice->best->len; i++) {
    const RankedMachine *ranked = &g_array_index (choice->best, RankedMachine, i);
    append_machine (out, moment, ranked->machine, choice->machine);
    g_string_append_printf (out, "%12.6f", ranked->score);
    for (guint s = 0; scores[s] != NULL; s++)
      g_string_append_printf (out, "  %12.6f", ranked->part[s]);
    if (choice->data > 0)
      append_transfer (out, ranked);
    g_string_append_c (out, '\n');
  }
  append_more (out, choice->best->len, choice->allowed, "machine");
}

void
explain_domain (GString *out, const Moment *moment, guint machine)
{
  static const char *const levels[] = { "machine", "rack", "zone" };
  guint label = moment_domain_label (moment, machine);
  if (label != LABEL_NONE)
    g_string_append_printf (out, "in %s %s", levels[moment->scenario->scheduler.gang_level],
                            labels_text (moment->cell->inventory->labels, label));
  else
    g_string_append_printf (out, "on machine %s", moment_machine_name (moment, machine));
}

/* Where its gang's tasks were being put. */
static void
append_packing (GString *out, const Moment *moment, const Choice *choice)
{
  explain_label (out, "gang packed");
  explain_domain (out, moment, choice->machine);
  g_string_append_printf (out, ", where %u of those left %s\n", choice->allowed,
                          choice->allowed == 1 ? "is" : "are");
}

static void
append_evictions (GString *out, const Moment *moment, const Choice *choice)
{
  explain_label (out, "machine");
  g_string_append_printf (out, "%12s  %12s  %12s  who\n", "top priority", "victims", "loss, s");
  for (guint i = 0; i < choice->evictions->len; i++) {
    const Eviction *eviction = &g_array_index (choice->evictions, Eviction, i);
    g_autofree char *victims = g_strjoinv (", ", eviction->victims);
    append_machine (out, moment, eviction->machine, choice->machine);
    g_string_append_printf (out, "%12d  %12u  %12.6g  %s\n", eviction->worth.cost.highest_priority,
                            eviction->worth.cost.count, (double) eviction->worth.cost.loss / 1e12,
                            victims);
  }
  append_more (out, choice->evictions->len, choice->candidates, "machine");
}

/* Rules on where others run ------------------------------------------------------------------ */

#define DOMAINS_NAMED 6

static int
compare_domains (gconstpointer a, gconstpointer b)
{
  const RuleDomain *const *x = a, *const *y = b;
  return (*x)->tasks != (*y)->tasks ? COMPARE ((*y)->tasks, (*x)->tasks) : COMPARE (*x, *y);
}

/* Where most tasks are comes first; for affinities nobody asks where none is. */
static void
append_domains (GString *out, const Labels *labels, const RuleState *rule)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  for (guint i = 0; i < rule->domains->len; i++) {
    RuleDomain *domain = &g_array_index (rule->domains, RuleDomain, i);
    if (domain->tasks > 0 || rule->tie.kind == TIE_SPREAD)
      g_ptr_array_add (order, domain);
  }
  g_ptr_array_sort (order, compare_domains);
  for (guint i = 0; i < MIN (order->len, DOMAINS_NAMED); i++) {
    const RuleDomain *domain = g_ptr_array_index (order, i);
    g_string_append_printf (out, "%s %s %d", i > 0 ? "," : "", labels_text (labels, domain->value),
                            domain->tasks);
  }
  if (order->len > DOMAINS_NAMED)
    g_string_append_printf (out, " and %u more", order->len - DOMAINS_NAMED);
  if (order->len == 0)
    g_string_append (out, rule->domains->len > 0 ? " none yet" : " no machine counts");
}

/* Where there may be another task. */
static void
append_bound (GString *out, const TopologyTie *tie)
{
  if (tie->kind == TIE_SPREAD) {
    g_string_append_printf (out, "; it may go where at most %d are: ", topology_tie_most (tie));
    if (tie->domains < (guint) tie->rule->least_domains) {
      explain_count (out, tie->domains, "domain");
      g_string_append (out, " only, so the least counts as 0");
    } else {
      g_string_append_printf (out, "the least is %d", tie->least);
    }
  } else if (tie->kind == TIE_NEAR) {
    g_string_append (out, tie->is_first ? "; as the first it may go anywhere"
                                        : "; it may go where one is");
  } else {
    g_string_append (out, "; it may go where none is");
  }
}

void
explain_rules (GString *out, const Moment *moment, const Choice *choice)
{
  static const char *const headings[] = { "spread", "near", "apart from", "apart from" };
  const Labels *labels = moment->cell->inventory->labels;
  for (guint i = 0; i < choice->rules->len; i++) {
    const RuleState *rule = &g_array_index (choice->rules, RuleState, i);
    g_autofree char *words = rule_words (labels, &rule->tie);
    explain_label (out, headings[rule->tie.kind]);
    g_string_append_printf (out, "%s:", words);
    append_domains (out, labels, rule);
    append_bound (out, &rule->tie);
    g_string_append_c (out, '\n');
  }
}

/* Shares ------------------------------------------------------------------------------------- */

#define USERS_NAMED 8

static void
append_taken (GString *out, const Moment *moment, const ShareStory *story)
{
  gboolean kueue = moment->scenario->scheduler.reclaim == RECLAIM_KUEUE;
  explain_label (out, "reclaim");
  g_string_append_printf (out, "%s: with the task %s has a share of %.6f, which must be %s\n",
                          reclaim_names[moment->scenario->scheduler.reclaim], story->taker,
                          story->with,
                          kueue ? "below that of the victim's user with the victim"
                                : "at most that of the victim's user without the victim");
  explain_label (out, "victim");
  g_string_append_printf (out, "%12s  %12s  of\n", "with it", "without it");
  for (guint i = 0; i < story->taken->len; i++) {
    const TakenTask *taken = &g_array_index (story->taken, TakenTask, i);
    g_string_append_printf (out, "  %-*s%12.6f  %12.6f  %s, on %s\n", EXPLAIN_LABEL - 2,
                            taken->task, taken->before, taken->after, taken->user,
                            moment_machine_name (moment, taken->machine));
  }
}

static void
append_shares (GString *out, const Moment *moment, const ShareStory *story)
{
  guint shown = 0;
  append_taken (out, moment, story);
  explain_label (out, "user");
  g_string_append_printf (out, "%12s  %12s  share as %s measures it, by weight\n", "before", "after",
                          moment->scenario->scheduler.order);
  for (guint i = 0; i < story->users->len; i++) {
    const UserShare *share = &g_array_index (story->users, UserShare, i);
    gboolean changes = share->takes || share->after < share->before;
    if (!changes && shown >= USERS_NAMED)
      continue;
    shown++;
    g_string_append_printf (out, "%s %-*s%12.6f  %12.6f\n", share->takes ? ">" : " ",
                            EXPLAIN_LABEL - 2, share->user, share->before, share->after);
  }
  append_more (out, shown, story->users->len, "user");
}

void
explain_choice (GString *out, const Moment *moment, const Choice *choice)
{
  explain_filters (out, moment, choice);
  explain_rules (out, moment, choice);
  if (choice->shares != NULL)
    append_shares (out, moment, choice->shares);
  else if (choice->feasible > 0) {
    if (choice->packed)
      append_packing (out, moment, choice);
    append_ranking (out, moment, choice);
  } else if (choice->evictions != NULL && choice->evictions->len > 0)
    append_evictions (out, moment, choice);
}

/* Reasons ------------------------------------------------------------------------------------ */

/* Somebody could take it now. */
static void
append_turn (GString *out, const Waiting *waiting)
{
  const Choice *choice = waiting->choice;
  g_string_append (out, waiting->next_try > 0 ? "back-off: " : "its turn has not come: ");
  if (waiting->task_class->need > 1)
    g_string_append_printf (out, "there is room for all %u that must start together\n",
                            waiting->task_class->need);
  else {
    explain_count (out, choice->feasible > 0 ? choice->feasible : choice->candidates, "machine");
    g_string_append_printf (out, " could take it%s\n", choice->feasible > 0 ? "" : " by evictions");
  }
}

/* Whatever machines become free until then. */
static void
append_back_off (GString *out, const Waiting *waiting)
{
  if (waiting->next_try == 0)
    return;
  explain_label (out, "next attempt");
  g_string_append (out, waiting->has_reason ? "not before " : "at ");
  explain_time (out, waiting->next_try);
  g_string_append (out, ", after ");
  explain_count (out, waiting->tries, "attempt");
  g_string_append (out, " in vain\n");
}

void
explain_reason (GString *out, const Moment *moment, const Waiting *waiting)
{
  static const char *const meanings[N_REASONS] = {
    [REASON_TOO_LARGE] = "no machine of the scenario, empty and up, has the capacity",
    [REASON_NO_MATCH] = "machines have the capacity, but none of them passes the filters",
    [REASON_TOPOLOGY] = "machines would be eligible, were it not for where other tasks run",
    [REASON_NEEDS_PREEMPTION]
    = "evicting would make room on an eligible machine, but preempt is none",
    [REASON_CAPACITY] = "the eligible machines have too little free in total of ",
    [REASON_FRAGMENTATION] = "the eligible machines have enough free in total, yet none fits",
    [REASON_GANG] = "not all that must start together fit",
    [REASON_QUOTA] = "a quota of its user, or of one above it, leaves too little",
  };
  explain_label (out, "reason");
  if (!waiting->has_reason) {
    append_turn (out, waiting);
    append_back_off (out, waiting);
    return;
  }
  g_string_append_printf (out, "%s: %s", reason_names[waiting->why.reason],
                          meanings[waiting->why.reason]);
  if (waiting->why.reason == REASON_GANG)
    g_string_append_printf (out, ": %u of %u", waiting->why.fit, waiting->task_class->need);
  else if (waiting->why.resource >= 0 && waiting->why.reason == REASON_QUOTA)
    g_string_append_printf (out, " of %s",
                            moment->cell->resources->item[waiting->why.resource].name);
  else if (waiting->why.resource >= 0)
    g_string_append (out, moment->cell->resources->item[waiting->why.resource].name);
  g_string_append_c (out, '\n');
  append_back_off (out, waiting);
}
