/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about where others run: the oracle, which counts everybody anew, says whether they hold when some
 * are other than they are. */
#include "trial.h"

/* The moment in the oracle's words: all that stand on machines, and the waiting task at last. */
typedef struct {
  const Trial *trial;
  OracleScenario scenario;
  OracleState state;
  int waiting;
  gboolean fits[ORACLE_MACHINES]; /* nothing but these rules keeps it from the machine */
} Stage;

static OracleMachine
machine_called (const RandomScenario *random, const char *name)
{
  for (int m = 0; m < random->files.machines; m++)
    if (strcmp (random->files.machine[m].name, name) == 0)
      return random->files.machine[m];
  g_assert_not_reached ();
}

static void
set_machines (Stage *stage)
{
  static const OracleMachineState states[] = { ORACLE_ABSENT, ORACLE_DOWN, ORACLE_DRAINING,
                                               ORACLE_UP };
  const Moment *moment = stage->trial->moment;
  for (guint m = 0; m < moment->cell->machines; m++) {
    stage->scenario.machine[m]
      = machine_called (stage->trial->random, moment_machine_name (moment, m));
    stage->state.machine[m] = states[moment->cell->state[m]];
  }
}

static void
set_tasks (Stage *stage)
{
  const Moment *moment = stage->trial->moment;
  OracleScenario *scenario = &stage->scenario;
  scenario->tasks = 0;
  for (guint slot = 0; slot < task_pool_slots (moment->tasks); slot++) {
    const Task *task = task_pool_get (moment->tasks, slot);
    if (task == NULL || (task->state != TASK_RUNNING && task->state != TASK_LEAVING))
      continue;
    g_autofree char *name = task_name_text (&task->name);
    OracleLife *life = &stage->state.task[scenario->tasks];
    scenario->task[scenario->tasks++]
      = stage->trial->random->row[g_ascii_strtoull (name + 1, NULL, 10)].task;
    life->state = task->state == TASK_RUNNING ? ORACLE_RUNNING : ORACLE_LEAVING;
    life->machine = (int) task->machine;
  }
  stage->waiting = scenario->tasks++;
  scenario->task[stage->waiting] = stage->trial->task;
  stage->state.task[stage->waiting].state = ORACLE_PENDING;
}

static gboolean
fits_otherwise (const Trial *trial, guint machine)
{
  const Inspection *inspection = trial->moment->inspection;
  PolicyView view = inspection_view (inspection, trial->waiting->task_class, NULL);
  for (guint f = 0; inspection_filters (inspection)[f] != NULL; f++) {
    const char *name = inspection_filters (inspection)[f];
    if (strcmp (name, "fit") != 0 && strcmp (name, "topology-spread") != 0
        && strcmp (name, "affinity") != 0 && !inspection_passes (inspection, f, &view, machine))
      return FALSE;
  }
  return trial_has_room (trial, machine);
}

static Stage *
stage_new (const Trial *trial)
{
  Stage *stage = g_new0 (Stage, 1);
  stage->trial = trial;
  stage->scenario = trial->random->files;
  oracle_state_init (&stage->state, &stage->scenario);
  set_machines (stage);
  set_tasks (stage);
  for (int m = 0; m < stage->scenario.machines; m++)
    stage->fits[m] = fits_otherwise (trial, (guint) m);
  return stage;
}

static void
stage_free (Stage *stage)
{
  g_ptr_array_unref (stage->state.log);
  g_free (stage);
}

/* How many machines take the waiting task as it stands on the stage, and the first of them. */
static guint
count_takers (const Stage *stage, guint *ret_first)
{
  guint takers = 0;
  for (int m = 0; m < stage->scenario.machines; m++)
    if (stage->fits[m]
        && (!trial_uses (stage->trial, "topology-spread")
            || oracle_spread_holds (&stage->state, m, stage->waiting))
        && (!trial_uses (stage->trial, "affinity")
            || oracle_affinity_holds (&stage->state, m, stage->waiting))
        && takers++ == 0)
      *ret_first = (guint) m;
  return takers;
}

/* Spread ------------------------------------------------------------------------------------- */

static void
check_offer (const Stage *stage, const Relaxation *proposed, int amount, guint machines,
             guint first)
{
  ck_assert_int_eq (proposed != NULL, machines > 0);
  if (proposed == NULL)
    return;
  tried[proposed->kind]++;
  ck_assert_int_eq (proposed->amount, amount);
  ck_assert_uint_eq (proposed->machines, machines);
  ck_assert_uint_eq (proposed->machine, first);
  ck_assert (trial_places (stage->trial, &stage->scenario.task[stage->waiting], 1));
}

/* The task's rule number `rule`, tie number `tie` of its class. */
static void
try_skew (Stage *stage, int rule, int tie)
{
  OracleSpread *its = &stage->scenario.task[stage->waiting].spread[rule];
  OracleSpread before = *its;
  guint machines = 0, first = MACHINE_NONE;
  while (machines == 0 && its->skew <= stage->scenario.tasks) {
    its->skew++;
    machines = count_takers (stage, &first);
  }
  check_offer (stage, trial_find (stage->trial, RELAX_SKEW, 0, tie), its->skew, machines, first);
  its->skew--;
  if (machines > 0)
    ck_assert (!trial_places (stage->trial, &stage->scenario.task[stage->waiting], 1));
  *its = before;
}

static void
try_domains (Stage *stage, int rule, int tie)
{
  OracleSpread *its = &stage->scenario.task[stage->waiting].spread[rule];
  OracleSpread before = *its;
  guint machines = 0, first = MACHINE_NONE;
  while (machines == 0 && its->domains > 1) {
    its->domains--;
    machines = count_takers (stage, &first);
  }
  check_offer (stage, trial_find (stage->trial, RELAX_DOMAINS, 0, tie), its->domains, machines,
               first);
  its->domains++;
  if (machines > 0)
    ck_assert (!trial_places (stage->trial, &stage->scenario.task[stage->waiting], 1));
  *its = before;
}

/* Affinity ----------------------------------------------------------------------------------- */

/* What the tie says, in the waiting task's rules: the number of its own, or ORACLE_NONE for those of
 * others. */
static int
rule_of_tie (const Stage *stage, guint tie)
{
  const Trial *trial = stage->trial;
  const Topology *topology = trial->moment->cell->topology;
  guint class = trial->waiting->task_class->index;
  TieKind kind = topology_tie (topology, class, tie).kind;
  int nth = 0;
  for (guint i = 0; i < tie; i++)
    nth += topology_tie (topology, class, i).kind == kind ? 1 : 0;
  for (int i = 0; kind != TIE_AVERSE && i < trial->task.n_affinity; i++)
    if (trial->task.affinity[i].weight == 0 && trial->task.affinity[i].apart == (kind == TIE_APART)
        && nth-- == 0)
      return i;
  return ORACLE_NONE;
}

static void
drop_own (OracleTask *task, int rule)
{
  task->affinity[rule].weight = 1; /* it is a wish now */
}

/* Nobody minds the waiting task's group in the domains of the key. */
static void
drop_averse (Stage *stage, const char *key)
{
  const char *group = stage->trial->task.group;
  for (int t = 0; t < stage->waiting; t++) {
    OracleTask *task = &stage->scenario.task[t];
    for (int i = 0; i < task->n_affinity; i++)
      if (task->affinity[i].apart && strcmp (task->affinity[i].group, group) == 0
          && strcmp (task->affinity[i].key, key) == 0)
        drop_own (task, i);
  }
}

/* Takes away the ties of the set (bit 0: number `first`). TRUE: they are its own alone. */
static gboolean
drop_ties (Stage *stage, guint first, guint64 set)
{
  const Moment *moment = stage->trial->moment;
  guint class = stage->trial->waiting->task_class->index;
  gboolean own = TRUE;
  for (guint i = 0; i < 64 - first; i++) {
    if (!(set >> i & 1))
      continue;
    int rule = rule_of_tie (stage, first + i);
    if (rule != ORACLE_NONE) {
      drop_own (&stage->scenario.task[stage->waiting], rule);
      continue;
    }
    TopologyTie tie = topology_tie (moment->cell->topology, class, first + i);
    drop_averse (stage, labels_text (moment->cell->inventory->labels, tie.key));
    own = FALSE;
  }
  return own;
}

static const Relaxation *
find_ties (const Trial *trial, guint64 ties)
{
  for (guint i = 0; i < trial->waiting->relaxations->len; i++) {
    const Relaxation *it = g_ptr_array_index (trial->waiting->relaxations, i);
    if (it->kind == RELAX_AFFINITY && it->ties == ties)
      return it;
  }
  return NULL;
}

/* All sets of ties, the smallest first: those proposed are the smallest that do. */
static void
try_affinities (const Trial *trial, guint first, guint count)
{
  int least = G_MAXINT;
  ck_assert_uint_le (count, 10);
  for (guint size = 1; size <= count; size++)
    for (guint64 set = 1; set < 1u << count; set++) {
      if ((guint) __builtin_popcountll (set) != size)
        continue;
      Stage *stage = stage_new (trial);
      guint where = MACHINE_NONE;
      gboolean own = drop_ties (stage, first, set);
      guint machines = count_takers (stage, &where);
      const Relaxation *proposed = find_ties (trial, set << first);
      least = machines > 0 ? MIN (least, (int) size) : least;
      ck_assert_int_eq (proposed != NULL, machines > 0 && (int) size == least);
      if (proposed != NULL) {
        tried[RELAX_AFFINITY]++;
        ck_assert_uint_eq (proposed->machines, machines);
        ck_assert_uint_eq (proposed->machine, where);
      }
      if (own) /* of others, their tasks would have to be other ones from the start */
        ck_assert_int_eq (
          trial_places (trial, &stage->scenario.task[stage->waiting], 1), machines > 0);
      stage_free (stage);
    }
}

void
try_rules (const Trial *trial)
{
  const Topology *topology = trial->moment->cell->topology;
  guint class = trial->waiting->task_class->index, spreads = 0, ties;
  if (topology == NULL || trial->gang > 1)
    return;
  ties = topology_ties (topology, class);
  while (spreads < ties && topology_tie (topology, class, spreads).kind == TIE_SPREAD)
    spreads++;
  for (int rule = 0, tie = 0; rule < trial->task.n_spread; rule++) {
    if (trial->task.spread[rule].soft || !trial_uses (trial, "topology-spread"))
      continue;
    Stage *stage = stage_new (trial);
    try_skew (stage, rule, tie);
    try_domains (stage, rule, tie++);
    stage_free (stage);
  }
  if (trial_uses (trial, "affinity"))
    try_affinities (trial, spreads, ties - spreads);
}
