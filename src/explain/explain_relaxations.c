/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would do, in words. */
#include "explain/explain_parts.h"

#include "explain/names.h"

#define PLACES_NAMED 5

static void
append_where (GString *out, const Moment *moment, const Relaxation *relaxation)
{
  g_string_append (out, ": ");
  explain_count (out, relaxation->machines, "machine");
  g_string_append_printf (out, relaxation->machines == 1 ? ", %s\n" : ", the first %s\n",
                          moment_machine_name (moment, relaxation->machine));
}

static void
append_constraints (GString *out, const Moment *moment, const Waiting *waiting,
                    const Relaxation *relaxation)
{
  g_autofree char *text = name_of_constraints (moment->cell, &waiting->task_class->constraints,
                                               relaxation->dropped);
  g_string_append_printf (out, "drop the constraint%s %s",
                          (relaxation->dropped & (relaxation->dropped - 1)) != 0 ? "s" : "", text);
  append_where (out, moment, relaxation);
}

static void
append_taints (GString *out, const Moment *moment, const Waiting *waiting,
               const Relaxation *relaxation)
{
  g_autofree char *text = name_of_attributes (moment->cell, relaxation->tolerations);
  (void) waiting;
  g_string_append_printf (out, "tolerate %s", text);
  append_where (out, moment, relaxation);
}

/* Rules -------------------------------------------------------------------------------------- */

static TopologyTie
first_tie (const Moment *moment, const Waiting *waiting, const Relaxation *relaxation)
{
  return topology_tie (moment->cell->topology, waiting->task_class->index,
                       (guint) __builtin_ctzll (relaxation->ties));
}

static void
append_spread (GString *out, const Moment *moment, const TopologyTie *tie, const char *what,
               gint32 from, const Relaxation *relaxation)
{
  const Labels *labels = moment->cell->inventory->labels;
  g_string_append_printf (out, "%s %d -> %d in the spread of %s over %s", what, from,
                          relaxation->amount, labels_text (labels, tie->group),
                          labels_text (labels, tie->key));
  append_where (out, moment, relaxation);
}

static void
append_skew (GString *out, const Moment *moment, const Waiting *waiting,
             const Relaxation *relaxation)
{
  TopologyTie tie = first_tie (moment, waiting, relaxation);
  append_spread (out, moment, &tie, "max skew", tie.rule->skew, relaxation);
}

static void
append_domains (GString *out, const Moment *moment, const Waiting *waiting,
                const Relaxation *relaxation)
{
  TopologyTie tie = first_tie (moment, waiting, relaxation);
  append_spread (out, moment, &tie, "min domains", tie.rule->least_domains, relaxation);
}

static void
append_affinity (GString *out, const Moment *moment, const Waiting *waiting,
                 const Relaxation *relaxation)
{
  static const char *const words[] = { "", "affinity to", "anti-affinity to",
                                       "anti-affinity of others to" };
  const Labels *labels = moment->cell->inventory->labels;
  for (guint i = 0, named = 0; i < 64; i++) {
    if (!(relaxation->ties >> i & 1))
      continue;
    TopologyTie tie = topology_tie (moment->cell->topology, waiting->task_class->index, i);
    g_string_append_printf (out, "%s %s %s by %s", named++ > 0 ? " and" : "without",
                            words[tie.kind], labels_text (labels, tie.group),
                            labels_text (labels, tie.key));
  }
  append_where (out, moment, relaxation);
}

/* Amounts ------------------------------------------------------------------------------------ */

static void
append_request (GString *out, const Moment *moment, const Waiting *waiting,
                const Relaxation *relaxation)
{
  guint r = relaxation->resource;
  Amount asked = waiting->task_class->request.of[r];
  g_autofree char *amount = name_of_amount (moment->cell, r, relaxation->amount);
  g_autofree char *less = name_of_amount (moment->cell, r, asked - relaxation->amount);
  if (relaxation->amount > 0)
    g_string_append_printf (out, "ask for %s, %s less", amount, less);
  else
    g_string_append_printf (out, "ask for no %s", moment->cell->resources->item[r].name);
  append_where (out, moment, relaxation);
}

static void
append_gang (GString *out, const Moment *moment, const Waiting *waiting,
             const Relaxation *relaxation)
{
  g_string_append_printf (out, "start with %d at once instead of %u", relaxation->amount,
                          waiting->task_class->need);
  append_where (out, moment, relaxation);
}

static void
append_spared (GString *out, const Evictee *evictee)
{
  if (evictee->spared == SPARED_BY_EXEMPTION) {
    g_string_append (out, " (exempt until ");
    explain_time (out, evictee->until);
    g_string_append_c (out, ')');
  } else if (evictee->spared == SPARED_BY_EVICTIONS) {
    g_string_append (out, " (evicted as often as max-evictions allows)");
  } else if (evictee->spared == SPARED_BY_BUDGET) {
    g_string_append (out, " (its job's budget is used up)");
  }
}

/* All of one machine, then its name. */
static void
append_eviction (GString *out, const Moment *moment, const Waiting *waiting,
                 const Relaxation *relaxation)
{
  const GArray *victims = relaxation->victims;
  (void) waiting;
  g_string_append (out, "evict");
  for (guint i = 0; i < victims->len; i++) {
    const Evictee *it = &g_array_index (victims, Evictee, i);
    g_string_append_printf (out, "%s %s", i > 0 ? "," : "", it->name);
    append_spared (out, it);
    if (i + 1 == victims->len || it[1].machine != it->machine)
      g_string_append_printf (out, " on %s", moment_machine_name (moment, it->machine));
  }
  g_string_append_c (out, '\n');
}

static void
append_capacity (GString *out, const Moment *moment, const Waiting *waiting,
                 const Relaxation *relaxation)
{
  const GArray *room = relaxation->room;
  for (guint i = 0; i < MIN (room->len, PLACES_NAMED); i++) {
    const MissingRoom *it = &g_array_index (room, MissingRoom, i);
    g_autofree char *missing = name_of_request (moment->cell, &it->missing);
    g_string_append_printf (out, "%s %s %s %s",
                            i > 0               ? ","
                            : relaxation->add   ? "add"
                                                : "free",
                            missing, relaxation->add ? "to" : "on",
                            moment_machine_name (moment, it->machine));
    if (waiting->task_class->need <= 1)
      continue;
    g_string_append (out, " for ");
    explain_count (out, it->tasks, "task");
  }
  if (room->len > PLACES_NAMED) {
    g_string_append (out, " and so on, ");
    explain_count (out, room->len, "machine");
    g_string_append (out, " in all");
  }
  g_string_append_c (out, '\n');
}

static void
append_machines (GString *out, const Moment *moment, const Waiting *waiting,
                 const Relaxation *relaxation)
{
  (void) waiting;
  g_string_append (out, "add ");
  explain_count (out, relaxation->machines, "machine");
  g_string_append_printf (out, " like %s", moment_machine_name (moment, relaxation->machine));
  if (moment->scenario->scheduler.gang_packing == GANG_PACKING_REQUIRED
      && moment_domain_label (moment, relaxation->machine) != LABEL_NONE) {
    g_string_append (out, ", ");
    explain_domain (out, moment, relaxation->machine);
  }
  g_string_append_c (out, '\n');
}

void
explain_relaxations (GString *out, const Moment *moment, const Waiting *waiting)
{
  static void (*const append[N_RELAXATIONS]) (GString *, const Moment *, const Waiting *,
                                              const Relaxation *)
    = { [RELAX_CONSTRAINTS] = append_constraints,
        [RELAX_TAINTS] = append_taints,
        [RELAX_SKEW] = append_skew,
        [RELAX_DOMAINS] = append_domains,
        [RELAX_AFFINITY] = append_affinity,
        [RELAX_REQUEST] = append_request,
        [RELAX_GANG] = append_gang,
        [RELAX_EVICTION] = append_eviction,
        [RELAX_CAPACITY] = append_capacity,
        [RELAX_MACHINES] = append_machines };
  if (waiting->relaxations == NULL)
    return;
  if (waiting->relaxations->len == 0) {
    explain_label (out, "what would do");
    g_string_append (out, "no single change\n");
  }
  for (guint i = 0; i < waiting->relaxations->len; i++) {
    const Relaxation *relaxation = g_ptr_array_index (waiting->relaxations, i);
    explain_label (out, i == 0 ? "what would do" : "");
    append[relaxation->kind](out, moment, waiting, relaxation);
  }
}
