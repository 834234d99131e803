/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where a policy of berth's own is registered: declare it, and add it to its kind's
 * row. Those of plugins follow behind. */
#include "scheduler/policy_tables.h"

extern const OrderPolicy order_asset, order_drf, order_share_vector, order_fifo, order_hdrf,
  order_borrowed_share, order_guaranteed_share, order_largest_share_last, order_priority,
  order_shortest_job, order_srpt, order_tetris, order_upward_rank,
  order_critical_path_first, order_sjf_critical_path;
extern const FilterPolicy filter_affinity, filter_constraints, filter_fit, filter_limits,
  filter_taints, filter_topology_spread, filter_up;
extern const ScorePolicy score_balanced, score_balanced_change, score_best_fit, score_best_fit_l2,
  score_best_fit_largest, score_cosine, score_dot_product, score_dot_product_min, score_e_pvm,
  score_fgd, score_gpu_clustering, score_gpu_packing, score_hybrid, score_least_allocated,
  score_locality, score_most_allocated, score_node_affinity, score_preferences, score_random,
  score_requested_to_capacity, score_spread, score_affinity, score_taint_toleration,
  score_topology_spread, score_worst_fit;
extern const PreemptPolicy preempt_fewest_victims, preempt_least_lost_work,
  preempt_lowest_priority, preempt_none;
extern const PreemptRules preempt_kube, preempt_slurm_partition, preempt_volcano;
extern const DevicePolicy devices_fgd, devices_random, devices_tightest;

static const OrderPolicy *const orders[] = {
  &order_fifo, &order_priority,   &order_drf,          &order_asset,
  &order_hdrf, &order_share_vector, &order_largest_share_last, &order_shortest_job,
  &order_srpt, &order_tetris, &order_guaranteed_share, &order_borrowed_share,
  &order_upward_rank, &order_critical_path_first, &order_sjf_critical_path,
};

static const FilterPolicy *const filters[] = {
  &filter_up,       &filter_constraints, &filter_taints, &filter_topology_spread,
  &filter_affinity, &filter_fit,         &filter_limits,
};

static const ScorePolicy *const scores[] = {
  &score_best_fit,      &score_best_fit_l2,     &score_worst_fit,
  &score_dot_product,   &score_cosine,          &score_least_allocated,
  &score_most_allocated, &score_requested_to_capacity, &score_balanced,
  &score_balanced_change, &score_spread,        &score_preferences,     &score_locality,
  &score_random,
  &score_best_fit_largest, &score_dot_product_min, &score_hybrid,
  &score_e_pvm,         &score_gpu_packing,     &score_gpu_clustering,
  &score_fgd,           &score_node_affinity,   &score_topology_spread,
  &score_affinity,
  &score_taint_toleration,
};

static const PreemptPolicy *const preempts[] = {
  &preempt_none, &preempt_lowest_priority, &preempt_fewest_victims, &preempt_least_lost_work,
  &preempt_kube.base, &preempt_volcano.base, &preempt_slurm_partition.base,
};

static const PreemptRules *const preempt_rules[]
  = { &preempt_kube, &preempt_volcano, &preempt_slurm_partition };

static const DevicePolicy *const devices[]
  = { &devices_tightest, &devices_fgd, &devices_random };

const char *const policy_kind_names[N_POLICY_KINDS + 1] = { "order",   "filter",  "score",
                                                            "preempt", "devices", NULL };

static const struct {
  gconstpointer const *policies;   /* pointers to descriptors: each begins with a PolicyHead */
  guint count;
} kinds[N_POLICY_KINDS] = {
  [POLICY_ORDER] = { (gconstpointer const *) orders, G_N_ELEMENTS (orders) },
  [POLICY_FILTER] = { (gconstpointer const *) filters, G_N_ELEMENTS (filters) },
  [POLICY_SCORE] = { (gconstpointer const *) scores, G_N_ELEMENTS (scores) },
  [POLICY_PREEMPT] = { (gconstpointer const *) preempts, G_N_ELEMENTS (preempts) },
  [POLICY_DEVICES] = { (gconstpointer const *) devices, G_N_ELEMENTS (devices) },
};

typedef struct {
  const PolicyHead *head;
  const char *origin;
} Added;

/* Of plugins: written by policy_add() alone, before anything reads. */
static GArray *added[N_POLICY_KINDS]; /* of Added; NULL while there is none */

static guint
count_added (PolicyKind kind)
{
  return added[kind] != NULL ? added[kind]->len : 0;
}

static guint
count_policies (PolicyKind kind)
{
  return kinds[kind].count + count_added (kind);
}

static Added
policy_at (PolicyKind kind, guint i)
{
  guint own = kinds[kind].count;
  return i < own ? (Added){ kinds[kind].policies[i], NULL }
                 : g_array_index (added[kind], Added, i - own);
}

/* All NULL when there is none of that name. */
static Added
look_up (PolicyKind kind, const char *name)
{
  for (guint i = 0; i < count_policies (kind); i++)
    if (g_str_equal (policy_at (kind, i).head->name, name))
      return policy_at (kind, i);
  return (Added){ NULL, NULL };
}

static gconstpointer
find (PolicyKind kind, const char *name)
{
  return look_up (kind, name).head;
}

/* Made when they are first asked for: from then on nothing may be added. */
static const char **names[N_POLICY_KINDS];

const char *const *
policy_names (PolicyKind kind)
{
  if (g_once_init_enter (&names[kind])) {
    const char **list = g_new0 (const char *, count_policies (kind) + 1);
    for (guint i = 0; i < count_policies (kind); i++)
      list[i] = policy_at (kind, i).head->name;
    g_once_init_leave (&names[kind], list);
  }
  return names[kind];
}

void
policy_add (PolicyKind kind, const PolicyHead *head, const char *origin)
{
  Added policy = { head, origin };
  g_assert (find (kind, head->name) == NULL && names[kind] == NULL);
  if (added[kind] == NULL)
    added[kind] = g_array_new (FALSE, FALSE, sizeof (Added));
  g_array_append_val (added[kind], policy);
}

const char *
policy_origin (PolicyKind kind, const char *name)
{
  return look_up (kind, name).origin;
}

const char *
policy_summary (PolicyKind kind, const char *name)
{
  const PolicyHead *head = find (kind, name);
  return head != NULL ? head->summary : NULL;
}

const char *
policy_details (PolicyKind kind, const char *name)
{
  const PolicyHead *head = find (kind, name);
  return head != NULL ? head->details : NULL;
}

const OrderPolicy *
order_policy_find (const char *name)
{
  return find (POLICY_ORDER, name);
}

const FilterPolicy *
filter_policy_find (const char *name)
{
  return find (POLICY_FILTER, name);
}

const ScorePolicy *
score_policy_find (const char *name)
{
  return find (POLICY_SCORE, name);
}

const PreemptPolicy *
preempt_policy_find (const char *name)
{
  return find (POLICY_PREEMPT, name);
}

const DevicePolicy *
device_policy_find (const char *name)
{
  return find (POLICY_DEVICES, name);
}

const PreemptRules *
preempt_rules_of (const PreemptPolicy *policy)
{
  for (guint i = 0; i < G_N_ELEMENTS (preempt_rules); i++)
    if (&preempt_rules[i]->base == policy)
      return preempt_rules[i];
  return NULL;
}

gboolean
preempt_by_importance (const PreemptPolicy *policy)
{
  const PreemptRules *rules = preempt_rules_of (policy);
  return rules != NULL && rules->by_importance;
}

gboolean
preempt_policy_evicts (const PreemptPolicy *policy)
{
  return policy->compare != NULL || preempt_rules_of (policy) != NULL;
}
