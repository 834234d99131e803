/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random scenario as the files that the engine reads. */
#include "random_scenario.h"

#include <string.h>

/* Thousandths as a decimal: 1250 is "1.250". */
static void
append_thousandths (GString *out, gint64 amount)
{
  g_string_append_printf (out, "%d", (int) (amount / 1000));
  if (amount % 1000 != 0)
    g_string_append_printf (out, ".%03d", (int) (amount % 1000));
}

static void
append_time (GString *out, gint64 time)
{
  append_thousandths (out, time / 1000);
}

static void
append_amount (GString *out, const RandomScenario *random, int r, gint64 amount)
{
  if (random->files.devices[r] || strcmp (random->resource_names[r], "cpu") == 0)
    append_thousandths (out, amount);
  else
    g_string_append_printf (out, "%d", (int) amount);
}

static void
append_labels (GString *out, const OracleLabel *labels, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s%s%s", i > 0 ? ";" : "", labels[i].key,
                            labels[i].value[0] != '\0' ? "=" : "", labels[i].value);
}

static void
append_condition (GString *out, const OracleCondition *condition)
{
  static const struct { char op; const char *text; } bounds[] = {
    { '<', "<" }, { 'l', "<=" }, { '>', ">" }, { 'g', ">=" }
  };
  g_string_append_printf (out, "%s%s", condition->op == 'a' ? "!" : "", condition->key);
  for (int v = 0; v < condition->n_values; v++) {
    g_string_append (out, v > 0 ? "|" : condition->op == '!' ? "!=" : "=");
    g_string_append (out, condition->values[v]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    if (bounds[i].op == condition->op)
      g_string_append_printf (out, "%s%d", bounds[i].text, (int) condition->bound);
}

static void
append_conditions (GString *out, const OracleConditions *conditions, gboolean weights)
{
  for (int i = 0; i < conditions->count; i++) {
    if (i > 0)
      g_string_append_c (out, ';');
    append_condition (out, &conditions->item[i]);
    if (weights)
      g_string_append_printf (out, ":%d", (int) conditions->item[i].weight);
  }
}

static void
append_line (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, "%s = %s\n", key, value);
}

static void
append_scores (GString *out, const OracleOptions *options)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (out, options->n_scores > 0 ? "scores = " : "scores = none");
  for (int s = 0; s < options->n_scores; s++) {
    const OracleScore *score = &options->scores[s];
    g_ascii_formatd (number, sizeof number, "%g", score->weight);
    g_string_append_printf (out, "%s%s:%s", s > 0 ? ";" : "", oracle_score_names[score->kind],
                            number);
  }
  g_string_append_c (out, '\n');
}

static void
append_weights (GString *out, const char *key, const RandomScenario *random,
                const gint64 weights[ORACLE_RESOURCES])
{
  g_string_append_printf (out, "%s = ", key);
  for (int r = 0; r < random->files.resources; r++)
    g_string_append_printf (out, "%s%s:%d", r > 0 ? ";" : "", random->resource_names[r],
                            (int) weights[r]);
  g_string_append_c (out, '\n');
}

static void
append_assumed (GString *out, const RandomScenario *random)
{
  const char *separator = "assumed-requests = ";
  for (int r = 0; r < random->files.resources; r++) {
    gint64 amount = random->files.options.assumed[r];
    if (amount == 0)
      continue;
    g_string_append_printf (out, "%s%s:", separator, random->resource_names[r]);
    append_amount (out, random, r, amount);
    separator = ";";
  }
  if (*separator == ';')
    g_string_append_c (out, '\n');
}

static void
append_reclamation (GString *out, const OracleOptions *options)
{
  append_line (out, "reclamation", "borg");
  g_string_append (out, "reclamation-after = ");
  append_time (out, options->reserve_after);
  g_string_append (out, "\nreclamation-interval = ");
  append_time (out, options->reserve_interval);
  g_string_append_printf (out, "\nreclamation-step = 0.%03d\n",
                          (int) (options->reserve_step / 1000));
  if (options->reserve_margin > 0)
    g_string_append_printf (out, "reclamation-margin = 0.%03d\n",
                            (int) (options->reserve_margin / 1000));
  else
    append_line (out, "reclamation-margin", "none");
}

static void
append_scheduler (GString *out, const RandomScenario *random)
{
  const OracleOptions *options = &random->files.options;
  g_string_append (out, "[scheduler]\n");
  append_line (out, "order", oracle_order_names[options->order]);
  if (random->tree)
    append_line (out, "share-tree", oracle_tree_names[options->tree]);
  if (options->reclaim != ORACLE_NO_RECLAIM)
    append_line (out, "reclaim", oracle_reclaim_names[options->reclaim]);
  append_line (out, "queue", oracle_queue_names[options->queue]);
  g_string_append_printf (out, "fairness-knob = %d\n", (int) options->fairness_knob);
  append_line (out, "passes", options->pass_each ? "event" : "instant");
  append_line (out, "simultaneous",
               options->arrivals_first ? "arrivals-first" : "departures-first");
  append_line (out, "compression", options->compress_once ? "once" : "full");
  append_line (out, "preempt", oracle_preempt_names[options->preempt]);
  append_line (out, "preempt-within-tier", options->within_tier ? "true" : "false");
  g_string_append_printf (out, "grace = %ds\n", (int) (options->grace / 1000000));
  append_line (out, "kube-candidates", options->kube_sampled ? "sampled" : "all");
  append_line (out, "slurm-youngest-first", options->slurm_youngest ? "true" : "false");
  append_line (out, "slurm-strict-order", options->slurm_strict ? "true" : "false");
  g_string_append_printf (out, "slurm-reorder-count = %d\n", (int) options->slurm_reorder);
  g_string_append (out, "exempt-time = ");
  append_time (out, options->exempt_time);
  g_string_append_c (out, '\n');
  if (options->max_cascade > 0)
    g_string_append_printf (out, "max-cascade = %d\n", (int) options->max_cascade);
  if (options->max_evictions > 0)
    g_string_append_printf (out, "max-evictions = %d\n", (int) options->max_evictions);
  if (options->aging > 0)
    g_string_append_printf (out, "aging = %dms\n", (int) (options->aging / 1000));
  if (options->backoff_first > 0)
    g_string_append_printf (out, "retry-backoff = %dms..%dms\n",
                            (int) (options->backoff_first / 1000),
                            (int) (options->backoff_last / 1000));
  if (random->reclaims)
    append_reclamation (out, options);
  append_line (out, "share-capacity", options->configured_capacity ? "configured" : "up");
  append_line (out, "share-scope", options->tier_scope ? "tier" : "all");
  append_line (out, "share-ties", oracle_share_tie_names[options->share_ties]);
  append_line (out, "sample", oracle_sample_names[options->sample]);
  g_string_append_printf (out, "sample-size = %d\n", (int) options->sample_size);
  append_line (out, "devices", oracle_device_names[options->device_choice]);
  append_line (out, "spread-by", oracle_spread_names[options->spread_by]);
  append_line (out, "gang-packing", oracle_packing_names[options->gang_packing]);
  append_line (out, "gang-level", oracle_spread_names[options->gang_level]);
  append_line (out, "ties", oracle_tie_names[options->ties]);
  if (random_filters[random->filter_choice].text != NULL)
    append_line (out, "filters", random_filters[random->filter_choice].text);
  append_scores (out, options);
  append_weights (out, "resource-weights", random, options->resource_weights);
  append_weights (out, "share-weights", random, options->share_weight);
  append_assumed (out, random);
  g_string_append (out, "shape = ");
  for (int i = 0; i < options->n_shape; i++)
    g_string_append_printf (out, "%s%d:%d", i > 0 ? ";" : "", (int) options->shape[i].utilization,
                            (int) options->shape[i].score);
  g_string_append_c (out, '\n');
}

/* Nothing where nothing is said. */
static void
append_some_amounts (GString *out, const char *key, const RandomScenario *random,
                     const gboolean *says, const gint64 *amount)
{
  gboolean any = FALSE;
  for (int r = 0; r < random->files.resources; r++) {
    if (!says[r])
      continue;
    g_string_append_printf (out, "%s%s%s:", any ? ";" : key, any ? "" : " = ",
                            random->resource_names[r]);
    append_amount (out, random, r, amount[r]);
    any = TRUE;
  }
  if (any)
    g_string_append_c (out, '\n');
}

/* [user PATH] */
static void
append_own (GString *out, const RandomScenario *random, int user)
{
  const OracleOwn *own = &random->files.own[user];
  g_string_append_printf (out, "[user %s]\n", random->user_name[user]);
  if (own->weighs)
    append_weights (out, "share-weights", random, own->weight);
  append_some_amounts (out, "guaranteed", random, own->says, own->guaranteed);
  for (int tier = 1; tier < ORACLE_TIERS; tier++) {
    g_autofree char *key = g_strconcat ("quota-", oracle_tier_names[tier], NULL);
    append_some_amounts (out, key, random, own->bounds[tier], own->quota[tier]);
  }
}

static void
append_group (GString *out, const RandomScenario *random)
{
  const OracleScenario *oracle = &random->files;
  const OracleMachine *machine = &oracle->machine[random->file_machines];
  if (random->file_machines == oracle->machines)
    return;
  g_string_append_printf (out, "[machines g]\ncount = %d\n",
                          oracle->machines - random->file_machines);
  for (int r = 0; r < oracle->resources; r++) {
    g_string_append_printf (out, "%s = ", random->resource_names[r]);
    append_amount (out, random, r, machine->capacity[r]);
    g_string_append_c (out, '\n');
  }
  if (random->group_zones > 0)
    append_line (out, "zones",
                 random->group_zones == 1 ? "a" : random->group_zones == 2 ? "a;b" : "a;b;c");
  g_string_append_printf (out, "rack-size = %d\n", random->group_rack_size);
  if (machine->n_attributes > 0) {
    g_string_append (out, "attributes = ");
    append_labels (out, machine->attributes, machine->n_attributes);
    g_string_append_c (out, '\n');
  }
  if (machine->n_taints > 0) {
    g_string_append (out, "taints = ");
    append_labels (out, machine->taints, machine->n_taints);
    g_string_append_c (out, '\n');
  }
  if (machine->n_soft_taints > 0) {
    g_string_append (out, "soft-taints = ");
    append_labels (out, machine->soft_taints, machine->n_soft_taints);
    g_string_append_c (out, '\n');
  }
}

static void
append_workload (GString *out, const RandomScenario *random)
{
  const OracleOptions *options = &random->files.options;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *separator = "typical-resources = ";
  g_string_append (out, "[workload]\ntrace = tasks.csv\n");
  append_line (out, "over-quota", random->files.holds ? "hold" : "refuse");
  if (random->inflate != ORACLE_NONE)
    g_string_append_printf (out, "inflate = %s:%s\n", random->resource_names[random->inflate],
                            g_ascii_formatd (number, sizeof number, "%g", random->inflate_to));
  if (random->shuffle)
    append_line (out, "shuffle", "true");
  if (random->one_by_one)
    append_line (out, "arrivals", "one-by-one");
  if (random->unending)
    append_line (out, "durations", "unending");
  append_line (out, "typical-share",
               g_ascii_formatd (number, sizeof number, "%g", options->typical_share));
  for (int r = 0; r < random->files.resources; r++)
    if (options->typical_counts[r]) {
      g_string_append_printf (out, "%s%s", separator, random->resource_names[r]);
      separator = ";";
    }
  g_string_append_c (out, '\n');
}

char *
random_scenario_text (const RandomScenario *random)
{
  const OracleScenario *oracle = &random->files;
  const OracleOptions *options = &oracle->options;
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "# seed %" G_GUINT64_FORMAT "\n", random->seed);
  g_string_append_printf (out, "[scenario]\nseed = %" G_GUINT64_FORMAT "\n", options->seed);
  if (options->horizon != ORACLE_NONE)
    g_string_append_printf (out, "horizon = %d\n", (int) (options->horizon / 1000000));
  g_string_append (out, "[cell]\n");
  if (random->file_machines > 0)
    append_line (out, "machines", "machines.csv");
  if (random->shuffle_machines)
    append_line (out, "shuffle", "true");
  g_autofree char *names = g_strjoinv (";", (char **) random->resource_names);
  append_line (out, "resources", names);
  if (strstr (names, "tpu") != NULL)
    append_line (out, "devices", "gpu;tpu");
  if (oracle->links > 0)
    append_line (out, "network", random_scenario_network_name (random));
  if (options->transfer_rate > 0)
    g_string_append_printf (out, "transfer-rate = %dMiB\n", (int) options->transfer_rate);
  append_group (out, random);
  append_workload (out, random);
  if (random->listed_users > 0)
    g_string_append (out, "[users]\n");
  for (int u = 0; u < random->listed_users; u++) {
    g_string_append_printf (out, "%s = ", random->user_name[u]);
    append_thousandths (out, oracle->weight[u]);
    g_string_append_c (out, '\n');
  }
  if (random->own_bounds)
    g_string_append_printf (out, "[tiers]\nbatch = %d\nprod = %d\nmonitoring = %d\n",
                            options->tier_bound[1], options->tier_bound[2], options->tier_bound[3]);
  append_scheduler (out, random);
  for (int u = 0; u < random->own_users; u++)
    append_own (out, random, u);
  g_string_append_printf (out, "[metrics]\ninterval = %ds\n", (int) (options->interval / 1000000));
  return g_string_free (out, FALSE);
}

char *
random_scenario_machines (const RandomScenario *random)
{
  static const char *const kinds[] = { "add", "down", "up", "drain" };
  const OracleScenario *oracle = &random->files;
  if (random->file_machines == 0)
    return NULL;
  GString *out = g_string_new ("machine");
  for (int r = 0; r < oracle->resources; r++)
    g_string_append_printf (out, ",%s", random->resource_names[r]);
  g_string_append (out, ",zone,rack,attributes,taints,soft-taints,time,event\n");
  for (int e = 0; e < random->file_events; e++) {
    const OracleEvent *event = &oracle->event[e];
    const OracleMachine *machine = &oracle->machine[event->machine];
    gboolean add = event->kind == ORACLE_ADD;
    g_string_append (out, machine->name);
    for (int r = 0; r < oracle->resources; r++) {
      g_string_append_c (out, ',');
      if (add)
        append_amount (out, random, r, machine->capacity[r]);
    }
    g_string_append_printf (out, ",%s,%s,", add ? machine->zone : "", add ? machine->rack : "");
    append_labels (out, machine->attributes, add ? machine->n_attributes : 0);
    g_string_append_c (out, ',');
    append_labels (out, machine->taints, add ? machine->n_taints : 0);
    g_string_append_c (out, ',');
    append_labels (out, machine->soft_taints, add ? machine->n_soft_taints : 0);
    g_string_append_c (out, ',');
    append_time (out, event->time);
    g_string_append_printf (out, ",%s\n", add && e % 2 == 0 ? "" : kinds[event->kind]);
  }
  return g_string_free (out, FALSE);
}

static void
append_rules (GString *out, const RandomRow *row)
{
  const OracleTask *task = &row->task;
  g_string_append_printf (out, ",%s,", row->named_group ? task->group : "");
  for (int i = 0; i < task->n_spread; i++) {
    const OracleSpread *rule = &task->spread[i];
    g_string_append_printf (out, "%s%s:%d", i > 0 ? ";" : "", rule->key, rule->skew);
    if (rule->soft)
      g_string_append (out, ":soft");
    else if (rule->domains > 1)
      g_string_append_printf (out, ":%d", rule->domains);
  }
  g_string_append_c (out, ',');
  for (int i = 0; i < task->n_affinity; i++) {
    const OracleAffinity *rule = &task->affinity[i];
    gboolean self = strcmp (rule->group, task->group) == 0 && i == 0;
    g_string_append_printf (out, "%s%s%s@%s", i > 0 ? ";" : "", rule->apart ? "!" : "",
                            self ? "self" : rule->group, rule->key);
    if (rule->weight > 0)
      g_string_append_printf (out, ":%d", rule->weight);
  }
}

static void
append_usage (GString *out, const RandomScenario *random, const OracleTask *task)
{
  for (int r = 0; r < random->files.resources; r++) {
    g_string_append_c (out, ',');
    if (task->used[r] != task->request[r])
      append_amount (out, random, r, task->used[r]);
    g_string_append_c (out, ',');
    if (task->peaks)
      append_amount (out, random, r, task->peak[r]);
  }
  g_string_append_c (out, ',');
  if (task->peaks && task->peak_at > 0)
    append_time (out, task->peak_at);
  g_string_append_c (out, ',');
  if (task->peaks && task->peak_for != ORACLE_NONE)
    append_time (out, task->peak_for);
}

static void
append_after (GString *out, const OracleTask *task)
{
  for (int i = 0; i < task->n_after; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ";" : ",", task->after[i]);
  if (task->n_after == 0)
    g_string_append_c (out, ',');
}

static void
append_data (GString *out, const OracleTask *task)
{
  for (int i = 0; i < task->n_data; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ";" : ",", task->data[i]);
  g_string_append (out, task->n_data > 0 ? "," : ",,");
  if (task->data_size > 0)
    g_string_append_printf (out, "%d", (int) task->data_size);
}

char *
random_scenario_tasks (const RandomScenario *random)
{
  const OracleScenario *oracle = &random->files;
  GString *out = g_string_new ("job,task,user,submit,duration,");
  g_string_append (out, random->estimates ? "estimate," : "");
  g_string_append (out, random->tier_column ? "tier" : "priority");
  for (int r = 0; r < oracle->resources; r++)
    g_string_append_printf (out, ",%s", random->resource_names[r]);
  g_string_append (out, ",constraints,preferences,tolerations,checkpoint,count");
  g_string_append (out, random->budgets ? ",budget" : "");
  g_string_append (out, random->gangs ? ",gang" : "");
  for (int r = 0; r < oracle->resources && random->reclaims; r++)
    g_string_append_printf (out, ",%s-used,%s-peak", random->resource_names[r],
                            random->resource_names[r]);
  g_string_append (out, random->reclaims ? ",peak-at,peak-for" : "");
  g_string_append (out, random->graph ? ",after" : "");
  g_string_append (out, random->data ? ",data,data-size" : "");
  g_string_append (out, random->rules ? ",group,spread,affinity\n" : "\n");
  for (int i = 0; i < random->rows; i++) {
    const OracleTask *task = &random->row[i].task;
    g_string_append_printf (out, "%s,%s,%s,", task->job, task->name,
                            random->user_name[task->user]);
    append_time (out, task->submit);
    g_string_append_c (out, ',');
    if (task->duration != ORACLE_NONE)
      append_time (out, task->duration);
    if (random->estimates)
      g_string_append_c (out, ',');
    if (random->estimates && task->estimate != task->duration)
      append_time (out, task->estimate);
    if (random->tier_column)
      g_string_append_printf (out, ",%s", oracle_tier_names[oracle_tier (oracle, task->priority)]);
    else
      g_string_append_printf (out, ",%d", task->priority);
    for (int r = 0; r < oracle->resources; r++) {
      g_string_append_c (out, ',');
      append_amount (out, random, r, task->request[r]);
    }
    g_string_append_c (out, ',');
    append_conditions (out, &task->constraints, FALSE);
    g_string_append_c (out, ',');
    append_conditions (out, &task->preferences, TRUE);
    g_string_append_c (out, ',');
    append_labels (out, task->tolerations, task->n_tolerations);
    g_string_append_c (out, ',');
    if (task->checkpoint > 0)
      append_time (out, task->checkpoint);
    g_string_append_printf (out, ",%d", random->row[i].count);
    if (random->budgets)
      g_string_append_c (out, ',');
    if (random->budgets && task->budget != ORACLE_NONE)
      g_string_append_printf (out, "%d", (int) task->budget);
    if (random->gangs)
      g_string_append_c (out, ',');
    if (task->gang > 0)
      g_string_append_printf (out, "%d", task->gang);
    if (random->reclaims)
      append_usage (out, random, task);
    if (random->graph)
      append_after (out, task);
    if (random->data)
      append_data (out, task);
    if (random->rules)
      append_rules (out, &random->row[i]);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}
