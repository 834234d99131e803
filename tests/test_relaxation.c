/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest changes that place a waiting task or start a waiting gang, against trying them. */
#include "trial.h"

#define CASES_PER_TEST 200
#define CLASSES_TRIED  4
#define SECOND         G_GINT64_CONSTANT (1000000)

/* One class that waits ----------------------------------------------------------------------- */

static OracleTask
without (const Trial *trial, guint dropped)
{
  OracleTask task = trial->task;
  task.constraints.count = 0;
  for (int c = 0; c < trial->task.constraints.count; c++)
    if (!(dropped >> c & 1))
      task.constraints.item[task.constraints.count++] = trial->task.constraints.item[c];
  return task;
}

/* All sets of constraints: those proposed are the smallest that do. */
static void
try_constraints (const Trial *trial)
{
  guint sets = 1u << trial->task.constraints.count;
  int least = G_MAXINT;
  g_autofree gboolean *does = g_new0 (gboolean, sets);
  /* What a class is spread over is for its constraints to say: to drop some is no small change. */
  gboolean spreads = FALSE;
  for (int i = 0; i < trial->task.n_spread && trial_uses (trial, "topology-spread"); i++)
    spreads = spreads || !trial->task.spread[i].soft;
  for (guint set = 1; set < sets && trial_uses (trial, "constraints") && !spreads; set++) {
    OracleTask task = without (trial, set);
    does[set] = trial_places (trial, &task, trial->gang);
    if (does[set])
      least = MIN (least, __builtin_popcount (set));
  }
  for (guint set = 1; set < sets; set++) {
    const Relaxation *proposed = trial_find (trial, RELAX_CONSTRAINTS, set, -1);
    /* A machine that does when more are dropped than it minds is proposed with those it minds. */
    ck_assert_int_eq (proposed != NULL, does[set] && __builtin_popcount (set) == least);
    if (proposed == NULL)
      continue;
    tried[RELAX_CONSTRAINTS]++;
    TaskClass changed = *trial->waiting->task_class;
    g_autofree Constraint *left = g_new0 (Constraint, changed.constraints.count);
    changed.constraints.item = left;
    changed.constraints.count = 0;
    for (guint c = 0; c < trial->waiting->task_class->constraints.count; c++)
      if (!(set >> c & 1))
        left[changed.constraints.count++] = trial->waiting->task_class->constraints.item[c];
    trial_check_takers (trial, proposed, &changed);
  }
}

static const OracleLabel taints[] = { { "dedicated", "web" }, { "dedicated", "ml" }, { "flaky", "" } };

/* The proposal to tolerate just those. */
static const Relaxation *
find_taints (const Trial *trial, guint set)
{
  const Labels *labels = trial->moment->cell->inventory->labels;
  for (guint i = 0; i < trial->waiting->relaxations->len; i++) {
    const Relaxation *it = g_ptr_array_index (trial->waiting->relaxations, i);
    guint its = 0;
    for (guint t = 0; it->kind == RELAX_TAINTS && t < it->tolerations->len; t++) {
      const Attribute *taint = &g_array_index (it->tolerations, Attribute, t);
      const char *value = taint->value != LABEL_NONE ? labels_text (labels, taint->value) : "";
      for (guint k = 0; k < G_N_ELEMENTS (taints); k++)
        if (strcmp (taints[k].key, labels_text (labels, taint->key)) == 0
            && strcmp (taints[k].value, value) == 0)
          its |= 1u << k;
    }
    if (its == set)
      return it;
  }
  return NULL;
}

static OracleTask
tolerating (const Trial *trial, guint set)
{
  OracleTask task = trial->task;
  for (guint i = 0; i < G_N_ELEMENTS (taints); i++)
    if (set >> i & 1)
      task.tolerations[task.n_tolerations++] = taints[i];
  return task;
}

/* All sets of taints: those proposed are the smallest that do. Machines of these scenarios have one at
 * most, so that only gangs need several tolerated. */
static void
try_taints (const Trial *trial)
{
  gboolean does[8] = { FALSE };
  int least = G_MAXINT;
  for (guint set = 1; set < 8; set++) {
    OracleTask task = tolerating (trial, set);
    does[set] = trial_places (trial, &task, trial->gang);
    if (does[set])
      least = MIN (least, __builtin_popcount (set));
  }
  for (guint set = 1; set < 8; set++) {
    const Relaxation *proposed = find_taints (trial, set);
    ck_assert_int_eq (proposed != NULL, does[set] && __builtin_popcount (set) == least);
    if (proposed == NULL)
      continue;
    tried[RELAX_TAINTS]++;
    TaskClass changed = *trial->waiting->task_class;
    g_autoptr (GArray) tolerations = g_array_copy (changed.tolerations);
    g_array_append_vals (tolerations, proposed->tolerations->data, proposed->tolerations->len);
    changed.tolerations = tolerations;
    trial_check_takers (trial, proposed, &changed);
  }
}

static void
try_request (const Trial *trial, int resource)
{
  const Relaxation *proposed = trial_find (trial, RELAX_REQUEST, 0, resource);
  OracleTask task = trial->task;
  if (proposed == NULL) {
    task.request[resource] = 0;
    ck_assert (trial->task.request[resource] == 0
               || !trial_places (trial, &task, trial->gang));
    return;
  }
  tried[RELAX_REQUEST]++;
  task.request[resource] = proposed->amount;
  ck_assert (trial_places (trial, &task, trial->gang));
  task.request[resource] = trial_next_amount (trial, resource, proposed->amount);
  ck_assert_int_le (task.request[resource], trial->task.request[resource]);
  ck_assert (!trial_places (trial, &task, trial->gang));
  TaskClass changed = *trial->waiting->task_class;
  changed.request.of[resource] = proposed->amount;
  trial_check_takers (trial, proposed, &changed);
}

/* All of it ---------------------------------------------------------------------------------- */

/* A waiting task of the class, as the scenario drew it. */
static OracleTask
task_of (const RandomScenario *random, const Moment *moment, const TaskClass *class)
{
  for (guint slot = 0; slot < task_pool_slots (moment->tasks); slot++) {
    const Task *task = task_pool_get (moment->tasks, slot);
    if (task == NULL || task->state != TASK_PENDING || task->task_class != class->index)
      continue;
    g_autofree char *name = task_name_text (&task->name);
    return random->row[g_ascii_strtoull (name + 1, NULL, 10)].task;
  }
  g_assert_not_reached ();
}

static void
try_class (const RandomScenario *random, gint64 time, const Moment *moment, const Waiting *waiting)
{
  Trial trial = { random,  time, moment, waiting, task_of (random, moment, waiting->task_class),
                  MAX (waiting->task_class->need, 1) };
  if (trial.gang == 1)
    ck_assert_uint_eq (trial_takers (&trial, waiting->task_class), 0);
  ck_assert (!trial_places (&trial, &trial.task, trial.gang));
  try_constraints (&trial);
  try_taints (&trial);
  try_rules (&trial);
  for (int r = 0; r < random->oracle.resources; r++)
    try_request (&trial, r);
  if (trial.gang > 1) {
    try_gang (&trial);
    return;
  }
  try_eviction (&trial);
  try_capacity (&trial);
}

/* What some scenarios are drawn for, as few have it by chance. */
typedef enum { ANY_CASE, CASE_OF_RULES, CASE_OF_GANGS, CASE_OF_LIMITS, N_CASE_KINDS } CaseKind;

static gboolean
is_of_kind (const RandomScenario *random, CaseKind kind)
{
  const OracleOptions *options = &random->files.options;
  switch (kind) {
  case CASE_OF_RULES:
    return random->rules;
  case CASE_OF_GANGS:
    return random->gangs;
  case CASE_OF_LIMITS:
    return options->preempt != ORACLE_NO_PREEMPTION
           && (options->exempt_time > 0 || options->max_evictions > 0 || random->budgets);
  case ANY_CASE:
  case N_CASE_KINDS:
    break;
  }
  return TRUE;
}

/* Cases where typical tasks decide, and where nobody is tried again at once. */
static guint by_typical_tasks, with_back_offs;

static void
count_case (const OracleOptions *options)
{
  gboolean typical = options->device_choice == ORACLE_FGD_DEVICE;
  for (int s = 0; s < options->n_scores; s++)
    typical = typical || options->scores[s].kind == ORACLE_FGD;
  by_typical_tasks += typical ? 1 : 0;
  with_back_offs += options->backoff_first > 0 ? 1 : 0;
}

/* More of what the kind is about than is drawn by chance. */
static void
make_of_kind (RandomScenario *random, guint64 seed, CaseKind kind)
{
  OracleOptions *options = &random->files.options;
  if (kind == CASE_OF_LIMITS) {
    options->within_tier = TRUE;
    options->exempt_time = seed % 3 == 0 ? 15 * SECOND : options->exempt_time;
    options->max_evictions = seed % 3 == 1 ? 1 : options->max_evictions;
    options->pass_each = options->pass_each && options->exempt_time == 0;
    for (int i = 0; i < random->rows && seed % 3 == 2; i++)
      if (random->row[i].task.budget != ORACLE_NONE)
        random->row[i].task.budget = 0;
  } else if (kind == CASE_OF_RULES && seed % 2 == 1) {
    for (int i = 0; i < random->rows; i++)
      random->row[i].task.n_affinity = 0; /* it seldom is spread alone that is in the way */
  } else if (seed % 2 == 0) { /* or evictions would seldom be something to propose */
    options->preempt = ORACLE_NO_PREEMPTION;
  }
}

static gboolean
is_worth_it (const Moment *moment, const Waiting *waiting, CaseKind kind)
{
  const char *const *filters = inspection_filters (moment->inspection);
  switch (kind) {
  case CASE_OF_RULES:
    for (guint f = 0; filters[f] != NULL; f++)
      if ((strcmp (filters[f], "affinity") == 0 || strcmp (filters[f], "topology-spread") == 0)
          && waiting->choice->turned_away[f] > 0)
        return TRUE;
    return FALSE;
  case CASE_OF_GANGS:
    return waiting->task_class->need > 1;
  case ANY_CASE:
  case CASE_OF_LIMITS:
  case N_CASE_KINDS:
    break;
  }
  return TRUE;
}

static guint
try_scenario (guint64 seed, CaseKind kind)
{
  g_autofree RandomScenario *random = random_scenario_new (seed);
  gint64 time = (gint64) (3 + seed % 23) * SECOND;
  if (!is_of_kind (random, kind))
    return 0;
  random->reclaims = FALSE; /* reservations are not explained */
  if (random->files.quotas) /* where a task more is charged, others may not be admitted */
    random->own_users = 0;
  random->inflate = ORACLE_NONE; /* a task more would change what the others become */
  random->shuffle = random->one_by_one = random->unending = FALSE;
  make_of_kind (random, seed, kind);
  g_autoptr (Scenario) scenario = trial_load (random, time, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Replay) replay = replay_new (scenario, TIME_NEVER, NULL, &error);
  test_ok (replay != NULL, error);
  test_ok (replay_run (replay, &error), error);
  Moment moment = replay_moment (replay);
  g_autoptr (GPtrArray) waiting = waiting_find (&moment, G_MAXUINT);
  guint classes = 0;
  for (guint i = 0; i < waiting->len && classes < CLASSES_TRIED; i++) {
    const Waiting *it = g_ptr_array_index (waiting, i);
    if (!it->has_reason) { /* under `skip` whoever waits is blocked; or its time has not come */
      ck_assert (random->files.options.backoff_first > 0);
      continue;
    }
    if (!is_worth_it (&moment, it, kind))
      continue;
    try_class (random, time, &moment, it);
    count_case (&random->files.options);
    classes++;
  }
  return classes;
}

static void
try_cases (CaseKind kind)
{
  guint64 seed = 1 + (guint64) kind * 10000;
  for (guint cases = 0; cases < CASES_PER_TEST; seed++)
    cases += try_scenario (seed, kind);
  for (guint k = 0; k < N_RELAXATIONS; k++)
    printf ("# %s: %u\n", relaxation_names[k], tried[k]);
  fflush (stdout); /* a test that fails leaves without */
}

static void
check_tried (RelaxationKind kind, guint least)
{
  ck_assert_msg (tried[kind] >= least, "%s was met %u times", relaxation_names[kind], tried[kind]);
}

START_TEST (test_smallest_changes)
{
  try_cases (ANY_CASE);
  check_tried (RELAX_CONSTRAINTS, 10);
  check_tried (RELAX_TAINTS, 10);
  check_tried (RELAX_REQUEST, 50);
  check_tried (RELAX_EVICTION, 5);
  check_tried (RELAX_CAPACITY, 50);
  ck_assert_uint_ge (by_typical_tasks, 20);
  ck_assert_uint_ge (with_back_offs, 10);
}
END_TEST

START_TEST (test_smallest_changes_of_rules)
{
  try_cases (CASE_OF_RULES);
  check_tried (RELAX_SKEW, 5);
  check_tried (RELAX_DOMAINS, 2);
  check_tried (RELAX_AFFINITY, 20);
}
END_TEST

START_TEST (test_smallest_changes_of_gangs)
{
  try_cases (CASE_OF_GANGS);
  check_tried (RELAX_CONSTRAINTS, 5);
  check_tried (RELAX_TAINTS, 5);
  check_tried (RELAX_REQUEST, 50);
  check_tried (RELAX_GANG, 15);
  check_tried (RELAX_CAPACITY, 20);
  check_tried (RELAX_MACHINES, 20);
  ck_assert_uint_ge (gang_evictions, 5);
  ck_assert_uint_ge (packed_gangs, 40);
}
END_TEST

/* Those who would be evicted but for something that spares them. */
START_TEST (test_smallest_changes_with_limits)
{
  try_cases (CASE_OF_LIMITS);
  check_tried (RELAX_EVICTION, 4);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("relaxation");
  TCase *random = tcase_create ("random");
  tcase_set_timeout (random, 240);
  tcase_add_test (random, test_smallest_changes);
  tcase_add_test (random, test_smallest_changes_of_rules);
  tcase_add_test (random, test_smallest_changes_of_gangs);
  tcase_add_test (random, test_smallest_changes_with_limits);
  suite_add_tcase (s, random);
  return s;
}

TEST_MAIN (suite)
