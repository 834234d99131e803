/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest changes that place a waiting task, against trying them. A random scenario is run to
 * some moment; of each class that waits then, every proposal is written into the tasks file as one
 * more task that comes a little later, and so is every smaller change, and each combination of
 * constraints: the run itself says what is placed. Evictions and room are counted again on the
 * machines. */
#include "explain/eviction.h"
#include "explain/relaxation.h"
#include "explain/replay.h"
#include "explain/waiting.h"
#include "random_scenario.h"
#include "scheduler/policy_tables.h"
#include "test.h"

#define CASES          500
#define CASES_PER_TEST 250
#define CLASSES_TRIED  4
#define SECOND         G_GINT64_CONSTANT (1000000)
#define LATER          1000 /* us after the moment */
#define VICTIMS_TRIED  12

/* One more run ------------------------------------------------------------------------------- */

/* As test_temp_file(), but not synced to the disk: there are thousands. */
static const char *
write_file (const char *name, const char *text)
{
  const char *path = test_temp_path (name);
  (void) g_unlink (path);
  ck_assert (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

static Scenario *
load (const RandomScenario *random, gint64 until)
{
  g_autofree char *text = random_scenario_text (random);
  g_autofree char *machines = random_scenario_machines (random);
  g_autofree char *tasks = random_scenario_tasks (random);
  g_autofree char *horizon = g_strdup_printf ("scenario.horizon=%" G_GINT64_FORMAT "us", until);
  const char *const overrides[] = { "scheduler.queue=skip", "scheduler.reclaim=none",
                                    horizon, NULL };
  g_autoptr (GError) error = NULL;
  if (machines != NULL)
    write_file ("machines.csv", machines);
  write_file ("tasks.csv", tasks);
  Scenario *scenario = scenario_load (write_file ("random.scenario", text), overrides, &error);
  test_ok (scenario != NULL, error);
  return scenario;
}

typedef struct {
  Observer base;
  gboolean submitted, placed;
} Probe;

static void
probe_submitted (Observer *observer, gint64 now, const Task *task)
{
  Probe *probe = (Probe *) observer;
  (void) now;
  probe->submitted = probe->submitted || strcmp (task->job->name, "probe") == 0;
}

static void
probe_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Probe *probe = (Probe *) observer;
  (void) now;
  if (strcmp (task->job->name, "probe") == 0 && decision->kind != DECISION_BLOCKED)
    probe->placed = TRUE;
}

static const ObserverType probe_type = { .name = "probe",
                                         .submitted = probe_submitted,
                                         .decided = probe_decided };

/* Is the task placed (or a machine held for it) when it comes a little after the moment? */
static gboolean
is_placed (const RandomScenario *random, const OracleTask *task, gint64 moment)
{
  g_autofree RandomScenario *more = g_memdup2 (random, sizeof *random);
  RandomRow *row = &more->row[more->rows++];
  *row = (RandomRow){ *task, 1, task->group[0] != '\0' };
  g_strlcpy (row->task.job, "probe", ORACLE_NAME);
  g_strlcpy (row->task.name, "probe", ORACLE_NAME);
  row->task.submit = moment + LATER;
  row->task.gang = 0;
  g_autoptr (Scenario) scenario = load (more, moment + LATER);
  g_autoptr (GError) error = NULL;
  Probe probe = { .base = { .type = &probe_type } };
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  test_ok (simulation != NULL, error);
  simulation_add_observer (simulation, &probe.base);
  test_ok (simulation_run (simulation, &error), error);
  ck_assert (probe.submitted);
  return probe.placed;
}

/* One class that waits ----------------------------------------------------------------------- */

typedef struct {
  const RandomScenario *random;
  gint64 time;
  const Moment *moment;
  const Waiting *waiting;
  OracleTask task; /* one of the class */
} Trial;

static guint tried[N_RELAXATIONS]; /* a test that never meets a kind would prove nothing */

static gboolean
uses (const Trial *trial, const char *filter)
{
  return inspection_filter_index (trial->moment->inspection, filter) >= 0;
}

/* How many machines take a class that is like the waiting one but for some details. */
static guint
count_takers (const Trial *trial, const TaskClass *changed)
{
  PolicyView view = inspection_view (trial->moment->inspection, changed, NULL);
  guint takers = 0;
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    takers += relaxation_takes (trial->moment, &view, m) ? 1 : 0;
  return takers;
}

static const Relaxation *
find (const Trial *trial, RelaxationKind kind, guint64 dropped, int resource)
{
  for (guint i = 0; i < trial->waiting->relaxations->len; i++) {
    const Relaxation *it = g_ptr_array_index (trial->waiting->relaxations, i);
    if (it->kind == kind && (kind != RELAX_CONSTRAINTS || it->dropped == dropped)
        && (kind != RELAX_REQUEST || (int) it->resource == resource))
      return it;
  }
  return NULL;
}

static void
check_takers (const Trial *trial, const Relaxation *relaxation, const TaskClass *changed)
{
  ck_assert_uint_eq (relaxation->machines, count_takers (trial, changed));
  PolicyView view = inspection_view (trial->moment->inspection, changed, NULL);
  for (guint m = 0; m < relaxation->machine; m++)
    ck_assert (!relaxation_takes (trial->moment, &view, m));
}

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
  for (int i = 0; i < trial->task.n_spread && uses (trial, "topology-spread"); i++)
    spreads = spreads || !trial->task.spread[i].soft;
  for (guint set = 1; set < sets && uses (trial, "constraints") && !spreads; set++) {
    OracleTask task = without (trial, set);
    does[set] = is_placed (trial->random, &task, trial->time);
    if (does[set])
      least = MIN (least, __builtin_popcount (set));
  }
  for (guint set = 1; set < sets; set++) {
    const Relaxation *proposed = find (trial, RELAX_CONSTRAINTS, set, -1);
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
    check_takers (trial, proposed, &changed);
  }
}

static const Relaxation *
find_taint (const Trial *trial, const char *text)
{
  for (guint i = 0; i < trial->waiting->relaxations->len; i++) {
    const Relaxation *it = g_ptr_array_index (trial->waiting->relaxations, i);
    if (it->kind != RELAX_TAINTS)
      continue;
    const Labels *labels = trial->moment->cell->inventory->labels;
    const Attribute *taint = &g_array_index (it->tolerations, Attribute, 0);
    g_autofree char *its = g_strdup_printf (
      "%s=%s", labels_text (labels, taint->key),
      taint->value != LABEL_NONE ? labels_text (labels, taint->value) : "");
    ck_assert_uint_eq (it->tolerations->len, 1);
    if (strcmp (its, text) == 0)
      return it;
  }
  return NULL;
}

/* Machines of these scenarios have one taint at most. */
static void
try_taints (const Trial *trial)
{
  static const OracleLabel taints[] = { { "dedicated", "web" },
                                        { "dedicated", "ml" },
                                        { "flaky", "" } };
  for (guint i = 0; i < G_N_ELEMENTS (taints); i++) {
    OracleTask task = trial->task;
    g_autofree char *text = g_strdup_printf ("%s=%s", taints[i].key, taints[i].value);
    task.tolerations[task.n_tolerations++] = taints[i];
    const Relaxation *proposed = find_taint (trial, text);
    ck_assert_int_eq (proposed != NULL, is_placed (trial->random, &task, trial->time));
    if (proposed == NULL)
      continue;
    tried[RELAX_TAINTS]++;
    TaskClass changed = *trial->waiting->task_class;
    g_autoptr (GArray) tolerations = g_array_copy (changed.tolerations);
    g_array_append_vals (tolerations, proposed->tolerations->data, 1);
    changed.tolerations = tolerations;
    check_takers (trial, proposed, &changed);
  }
}

/* The next larger amount that may be asked for. */
static gint64
next_amount (const Trial *trial, int resource, gint64 amount)
{
  if (!trial->random->oracle.devices[resource])
    return amount + 1;
  return amount < 999 ? amount + 1 : amount / 1000 * 1000 + 1000;
}

static void
try_request (const Trial *trial, int resource)
{
  const Relaxation *proposed = find (trial, RELAX_REQUEST, 0, resource);
  OracleTask task = trial->task;
  if (proposed == NULL) {
    task.request[resource] = 0;
    ck_assert (trial->task.request[resource] == 0
               || !is_placed (trial->random, &task, trial->time));
    return;
  }
  tried[RELAX_REQUEST]++;
  task.request[resource] = proposed->amount;
  ck_assert (is_placed (trial->random, &task, trial->time));
  task.request[resource] = next_amount (trial, resource, proposed->amount);
  ck_assert_int_le (task.request[resource], trial->task.request[resource]);
  ck_assert (!is_placed (trial->random, &task, trial->time));
  TaskClass changed = *trial->waiting->task_class;
  changed.request.of[resource] = proposed->amount;
  check_takers (trial, proposed, &changed);
}

/* Evictions and room, counted again ---------------------------------------------------------- */

static gboolean
minds_only_room (const Trial *trial, guint machine)
{
  const Inspection *inspection = trial->moment->inspection;
  PolicyView view = inspection_view (inspection, trial->waiting->task_class, NULL);
  for (guint f = 0; inspection_filters (inspection)[f] != NULL; f++)
    if (strcmp (inspection_filters (inspection)[f], "fit") != 0
        && !inspection_passes (inspection, f, &view, machine))
      return FALSE;
  return TRUE;
}

static guint
list_evictable (const Trial *trial, guint machine, const Task *task[VICTIMS_TRIED])
{
  const Cell *cell = trial->moment->cell;
  guint count = 0;
  for (const Task *it = cell->first_task[machine]; it != NULL; it = it->next_on_machine)
    if (it->state == TASK_RUNNING
        && preemption_allowed (trial->waiting->task_class, cell_class_of (cell, it),
                               trial->moment->scenario->scheduler.preempt_within_tier)) {
      if (count == VICTIMS_TRIED)
        return G_MAXUINT;
      task[count++] = it;
    }
  return count;
}

/* What a set of victims costs: how many, their highest priority, the work lost. */
static void
add_cost (const Trial *trial, const Task *task, guint machine, VictimCost *cost)
{
  const TaskClass *class = cell_class_of (trial->moment->cell, task);
  gint64 done = task->done + trial->moment->now - task->started;
  gint64 kept = task->checkpoint > 0 ? done / task->checkpoint * task->checkpoint : task->done;
  cost->count++;
  cost->highest_priority = MAX (cost->highest_priority, class->priority);
  cost->loss += (Loss) (done - kept)
                * preemption_size (trial->moment->cell, &class->request, machine);
}

static int
compare_costs (const VictimCost *a, const VictimCost *b)
{
  if (a->count != b->count)
    return COMPARE (a->count, b->count);
  if (a->highest_priority != b->highest_priority)
    return COMPARE (a->highest_priority, b->highest_priority);
  return COMPARE (a->loss, b->loss);
}

/* The best of all sets on a machine that make room, if it is better than the best so far. */
static void
try_sets (const Trial *trial, guint machine, const Task *const *task, guint count,
          VictimCost *best)
{
  for (guint set = 1; set < 1u << count; set++) {
    Room room;
    VictimCost cost = { .highest_priority = -1 };
    cell_room_init (trial->moment->cell, machine, &room);
    for (guint i = 0; i < count; i++)
      if (set >> i & 1) {
        cell_room_add (trial->moment->cell, &room, task[i]);
        add_cost (trial, task[i], machine, &cost);
      }
    if (cell_room_fits (trial->moment->cell, &room, &trial->waiting->task_class->request)
        && (best->count == 0 || compare_costs (&cost, best) < 0))
      *best = cost;
  }
}

static void
try_eviction (const Trial *trial)
{
  const Relaxation *proposed = find (trial, RELAX_EVICTION, 0, -1);
  VictimCost best = { 0 }, cost = { .highest_priority = -1 };
  if (strcmp (trial->moment->scenario->scheduler.preempt, "none") != 0) {
    ck_assert_ptr_null (proposed);
    return;
  }
  for (guint m = 0; m < trial->moment->cell->machines; m++) {
    const Task *task[VICTIMS_TRIED];
    guint count = list_evictable (trial, m, task);
    if (count == G_MAXUINT)
      return;
    if (minds_only_room (trial, m))
      try_sets (trial, m, task, count, &best);
  }
  ck_assert_int_eq (proposed != NULL, best.count > 0);
  if (proposed == NULL)
    return;
  tried[RELAX_EVICTION]++;
  Room room;
  cell_room_init (trial->moment->cell, proposed->machine, &room);
  for (guint i = 0; i < proposed->victims->len; i++) {
    const Task *victim = g_ptr_array_index (proposed->victims, i);
    cell_room_add (trial->moment->cell, &room, victim);
    add_cost (trial, victim, proposed->machine, &cost);
  }
  ck_assert (cell_room_fits (trial->moment->cell, &room, &trial->waiting->task_class->request));
  ck_assert_int_eq (compare_costs (&cost, &best), 0);
}

/* What the machine would have if all that the run's policy may evict were gone. */
static Room
room_of (const Trial *trial, guint machine)
{
  const Cell *cell = trial->moment->cell;
  const SchedulerOptions *options = &trial->moment->scenario->scheduler;
  const PreemptPolicy *policy = preempt_policy_find (options->preempt);
  Preemption preemption = { .policy = policy,
                            .cell = cell,
                            .task_class = trial->waiting->task_class,
                            .within_tier = options->preempt_within_tier,
                            .now = trial->moment->now,
                            .limits = eviction_limits_of (options, policy) };
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  Room room;
  cell_room_init (cell, machine, &room);
  preemption_collect (&preemption, machine, victims);
  for (guint i = 0; i < victims->len && strcmp (options->preempt, "none") != 0; i++)
    cell_room_add (cell, &room, g_array_index (victims, Victim, i).task);
  return room;
}

/* More room of a resource: whole devices are emptied or added, a part of one goes to the device
 * that has most free, or to a new one. */
static void
enlarge (const Cell *cell, Room *room, guint resource, Amount amount, gboolean whole)
{
  int slot = cell->resources->item[resource].device_slot;
  room->free.of[resource] += amount;
  if (slot < 0 || amount == 0)
    return;
  guint8 *devices = &room->devices[slot];
  Amount *free = room->device_free[slot];
  guint most = 0;
  for (guint d = 1; d < *devices; d++)
    if (free[d] > free[most])
      most = d;
  if (!whole && *devices > 0)
    free[most] += amount;
  for (; (whole || *devices == 0) && amount > 0; amount -= DEVICE)
    free[(*devices)++] = DEVICE;
}

static gboolean
is_enough (const Trial *trial, guint machine, const Amounts *more)
{
  Room room = room_of (trial, machine);
  const Amounts *request = &trial->waiting->task_class->request;
  for (guint r = 0; r < trial->moment->cell->resources->count; r++)
    enlarge (trial->moment->cell, &room, r, more->of[r], request->of[r] >= DEVICE);
  return cell_room_fits (trial->moment->cell, &room, request);
}

/* The least more of one resource, everything else being plenty: found by trying. */
static Amount
least_more (const Trial *trial, guint machine, guint resource)
{
  const Cell *cell = trial->moment->cell;
  Amount asked = trial->waiting->task_class->request.of[resource];
  gboolean devices = cell->resources->item[resource].device_slot >= 0;
  gboolean none = devices && cell->capacity[resource][machine] == 0;
  Amount step = devices && (asked >= DEVICE || none) ? DEVICE : 1;
  for (Amount more = 0;; more += step) {
    Room room = room_of (trial, machine);
    Amounts request = { 0 };
    request.of[resource] = asked;
    enlarge (cell, &room, resource, more, asked >= DEVICE);
    if (cell_room_fits (cell, &room, &request))
      return more;
  }
}

static double
largest_part (const Trial *trial, const Amounts *more)
{
  double part = 0;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    if (more->of[r] > 0)
      part = MAX (part, (double) more->of[r]
                          / (double) trial->waiting->task_class->request.of[r]);
  return part;
}

static void
try_capacity (const Trial *trial)
{
  const Relaxation *proposed = find (trial, RELAX_CAPACITY, 0, -1);
  const Cell *cell = trial->moment->cell;
  double least = G_MAXDOUBLE;
  guint first = MACHINE_NONE;
  for (guint m = 0; m < cell->machines; m++) {
    Amounts more = { 0 };
    if (!minds_only_room (trial, m))
      continue;
    for (guint r = 0; r < cell->resources->count; r++)
      more.of[r] = least_more (trial, m, r);
    ck_assert (is_enough (trial, m, &more));
    if (largest_part (trial, &more) < least) {
      least = largest_part (trial, &more);
      first = m;
    }
  }
  ck_assert_int_eq (proposed != NULL, first != MACHINE_NONE);
  if (proposed == NULL)
    return;
  tried[RELAX_CAPACITY]++;
  ck_assert_uint_eq (proposed->machine, first);
  for (guint r = 0; r < cell->resources->count; r++)
    ck_assert_int_eq (proposed->missing.of[r], least_more (trial, first, r));
  ck_assert_int_eq (proposed->add,
                    !cell_fits_empty (cell, &trial->waiting->task_class->request, first));
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
  Trial trial = { random, time, moment, waiting, task_of (random, moment, waiting->task_class) };
  ck_assert_uint_eq (count_takers (&trial, waiting->task_class), 0);
  ck_assert (!is_placed (random, &trial.task, time));
  try_constraints (&trial);
  try_taints (&trial);
  for (int r = 0; r < random->oracle.resources; r++)
    try_request (&trial, r);
  try_eviction (&trial);
  try_capacity (&trial);
}

/* Do typical tasks decide? A task more is another workload then, and may run otherwise from the start. */
static gboolean
goes_by_typical_tasks (const OracleOptions *options)
{
  gboolean does = options->device_choice == ORACLE_FGD_DEVICE;
  for (int s = 0; s < options->n_scores; s++)
    does = does || options->scores[s].kind == ORACLE_FGD;
  return does;
}

static guint
try_scenario (guint64 seed)
{
  g_autofree RandomScenario *random = random_scenario_new (seed);
  gint64 time = (gint64) (3 + seed % 23) * SECOND;
  if (goes_by_typical_tasks (&random->files.options))
    return 0;
  random->inflate = ORACLE_NONE; /* a task more would change what the others become */
  random->shuffle = random->one_by_one = random->unending = FALSE;
  random->files.options.backoff_first = 0; /* or there might be room for who waits */
  if (seed % 2 == 0) /* or evictions would seldom be something to propose */
    random->files.options.preempt = ORACLE_NO_PREEMPTION;
  g_autoptr (Scenario) scenario = load (random, time);
  g_autoptr (GError) error = NULL;
  g_autoptr (Replay) replay = replay_new (scenario, TIME_NEVER, NULL, &error);
  test_ok (replay != NULL, error);
  test_ok (replay_run (replay, &error), error);
  Moment moment = replay_moment (replay);
  g_autoptr (GPtrArray) waiting = waiting_find (&moment, G_MAXUINT);
  guint classes = 0;
  for (guint i = 0; i < waiting->len && classes < CLASSES_TRIED; i++) {
    const Waiting *it = g_ptr_array_index (waiting, i);
    ck_assert (it->has_reason); /* under `skip` whoever waits is blocked */
    if (it->task_class->need > 1)
      continue; /* changes are about one task */
    try_class (random, time, &moment, it);
    classes++;
  }
  return classes;
}

START_TEST (test_smallest_changes)
{
  guint64 seed = 1 + (guint64) _i * 1000;
  for (guint cases = 0; cases < CASES_PER_TEST; seed++)
    cases += try_scenario (seed);
  for (guint kind = 0; kind < N_RELAXATIONS; kind++) {
    printf ("# %s: %u\n", relaxation_names[kind], tried[kind]);
    ck_assert_msg (tried[kind] > 0, "no %s was met", relaxation_names[kind]);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("relaxation");
  TCase *random = tcase_create ("random");
  tcase_set_timeout (random, 240);
  tcase_add_loop_test (random, test_smallest_changes, 0, CASES / CASES_PER_TEST);
  suite_add_tcase (s, random);
  return s;
}

TEST_MAIN (suite)
