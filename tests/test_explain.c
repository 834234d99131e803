/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explanations say, against what the scheduler did: at every decision of random scenarios the
 * machine that it chose must be the first of the ranking, its victims those of the cheapest
 * machine, and filters must have turned away whom it says they did. */
#include "explain/names.h"
#include "explain/replay.h"
#include "explain/waiting.h"
#include "random_scenario.h"
#include "scheduler/backfill/backfill.h"
#include "test.h"

#define SEEDS_PER_TEST 100

/* Decisions of random scenarios -------------------------------------------------------------- */

typedef struct {
  Observer base;
  const Replay *replay;
  guint placed, preempted, blocked, reclaimed, counted, packed;
} Judge;

/* Is it always the best of all that is chosen? A plan in time may keep it for somebody else. */
static gboolean
takes_the_best (const Moment *moment)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  return options->sample == SAMPLE_ALL && !backfill_is (options->queue);
}

/* In words of the machines file, as gangs are packed. */
static gboolean
shares_domain (const Moment *moment, guint a, guint b)
{
  const Inventory *inventory = moment->cell->inventory;
  gboolean by_rack = moment->scenario->scheduler.gang_level == SPREAD_BY_RACK;
  guint of[] = { a, b };
  const char *name[2];
  for (int i = 0; i < 2; i++) {
    const Machine *machine = inventory_machine (inventory, of[i]);
    guint label = by_rack ? machine->rack : machine->zone;
    name[i] = label != LABEL_NONE ? labels_text (inventory->labels, label) : "";
  }
  return a == b
         || (moment->scenario->scheduler.gang_level != SPREAD_BY_MACHINE && name[0][0] != '\0'
             && strcmp (name[0], name[1]) == 0);
}

static void
judge_placement (const Moment *moment, const PolicyView *view, guint machine)
{
  g_autofree guint8 *keep = g_malloc0 (moment->cell->machines + 1);
  const SchedulerOptions *options = &moment->scenario->scheduler;
  inspection_sweep (moment->inspection, 0, view, keep);
  ck_assert (keep[machine]);
  inspection_compare (moment->inspection, view);
  double score = inspection_score (moment->inspection, view, machine, NULL);
  for (guint m = 0; m < moment->cell->machines; m++) {
    gboolean feasible = inspection_refusal (moment->inspection, view, m) == MAX_FILTERS;
    ck_assert_int_eq (keep[m], feasible);
    if (!feasible || !takes_the_best (moment)
        || (moment_packs (moment, view->task_class) && !shares_domain (moment, m, machine)))
      continue;
    double other = inspection_score (moment->inspection, view, m, NULL);
    ck_assert (!(other > score));
    if (options->ties == TIES_FIRST && m < machine)
      ck_assert (other < score);
  }
}

static void
judge_choice (const Moment *moment, const PolicyView *view, guint machine)
{
  Choice *choice = choice_new (moment, view, machine);
  gboolean best = takes_the_best (moment);
  guint shown = choice->best->len, at = best ? 0 : shown - 1;
  ck_assert_uint_gt (shown, 0);
  while (!best && at > 0 && g_array_index (choice->best, RankedMachine, at).machine != machine)
    at--;
  ck_assert_uint_eq (g_array_index (choice->best, RankedMachine, at).machine, machine);
  ck_assert_uint_le (shown, MIN (choice->feasible, CHOICE_SHOWN + 1));
  for (guint i = 1; i < MIN (shown, CHOICE_SHOWN); i++)
    ck_assert (g_array_index (choice->best, RankedMachine, i - 1).score
               >= g_array_index (choice->best, RankedMachine, i).score);
  for (guint i = 0; i < shown; i++) {
    const RankedMachine *it = &g_array_index (choice->best, RankedMachine, i);
    double sum = 0;
    for (guint s = 0; inspection_scores (moment->inspection)[s] != NULL; s++)
      sum += it->part[s];
    ck_assert_double_eq_tol (sum, it->score, 1e-12);
  }
  choice_free (choice);
}

/* Dominant share by weight, counted anew: of what the user's tasks hold, but for the first so many
 * victims, and with `taker` if it is its user's. */
static double
count_share (const Moment *moment, guint user, const GArray *victims, guint gone, const Task *taker)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  const Cell *cell = moment->cell;
  const double *weights = options->user_shares != NULL ? options->user_shares[user].weight
                                                       : options->share_weights;
  double most = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    double held = 0, capacity = 0;
    for (guint m = 0; m < cell->machines; m++) {
      gboolean up = cell->state[m] == MACHINE_IS_UP || cell->state[m] == MACHINE_DRAINING;
      if (up || options->share_capacity == SHARE_CAPACITY_CONFIGURED)
        capacity += cell->capacity[r][m];
      for (const Task *it = cell->first_task[m]; it != NULL; it = it->next_on_machine)
        held += it->user == user ? cell_class_of (cell, it)->request.of[r] : 0;
    }
    for (guint i = 0; i < gone; i++) {
      const Task *victim = g_array_index (victims, Victim, i).task;
      held -= victim->user == user ? cell_class_of (cell, victim)->request.of[r] : 0;
    }
    if (taker != NULL && taker->user == user)
      held += cell_class_of (cell, taker)->request.of[r];
    if (capacity * weights[r] > 0)
      most = MAX (most, held / (capacity * weights[r]));
  }
  return most * WEIGHT_ONE / users_get (moment->scenario->users, user)->weight;
}

/* The figures admit what was done, and are those of the cell. */
static void
judge_shares (const Moment *moment, const Task *task, const Decision *decision, Judge *judge)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  Choice *choice = choice_of_decision (moment, task, decision);
  const ShareStory *story = choice->shares;
  gboolean counted = strcmp (options->order, "drf") == 0
                     && options->share_scope == SHARE_SCOPE_ALL;
  ck_assert_ptr_null (choice->evictions);
  ck_assert_uint_eq (story->taken->len, decision->victims->len);
  judge->reclaimed++;
  for (guint i = 0; i < story->taken->len; i++) {
    const TakenTask *taken = &g_array_index (story->taken, TakenTask, i);
    const Task *victim = g_array_index (decision->victims, Victim, i).task;
    g_autofree char *name = name_of_task (victim);
    ck_assert_str_eq (taken->task, name);
    ck_assert_uint_eq (taken->machine, decision->machine);
    if (options->reclaim == RECLAIM_KUEUE)
      ck_assert (story->with < taken->before + 1e-12);
    else
      ck_assert (story->with <= taken->after + 1e-6 + 1e-12);
    ck_assert (taken->after <= taken->before);
    if (counted) /* some may have been spared that had been taken before it */
      ck_assert (taken->after
                 <= count_share (moment, victim->user, decision->victims, i + 1, NULL) + 1e-9);
  }
  for (guint i = 0; i < story->users->len; i++) {
    const UserShare *share = &g_array_index (story->users, UserShare, i);
    guint user = 0;
    while (strcmp (users_get (moment->scenario->users, user)->path, share->user) != 0)
      user++;
    ck_assert_int_eq (share->takes, user == task->user);
    if (share->takes)
      ck_assert_double_eq_tol (share->after, story->with, 1e-12);
    if (!counted)
      continue;
    judge->counted++;
    ck_assert_double_eq_tol (share->before, count_share (moment, user, NULL, 0, NULL), 1e-9);
    ck_assert_double_eq_tol (
      share->after, count_share (moment, user, decision->victims, decision->victims->len, task),
      1e-9);
  }
  choice_free (choice);
}

static void
judge_eviction (const Moment *moment, const PolicyView *view, const Decision *decision)
{
  Choice *choice = choice_new (moment, view, decision->machine);
  ck_assert_uint_eq (choice->feasible, 0);
  const Eviction *first = &g_array_index (choice->evictions, Eviction, 0);
  ck_assert_uint_eq (first->machine, decision->machine);
  ck_assert_uint_eq (g_strv_length (first->victims), decision->victims->len);
  for (guint i = 0; i < decision->victims->len; i++) {
    g_autofree char *name = name_of_task (g_array_index (decision->victims, Victim, i).task);
    ck_assert_str_eq (name, first->victims[i]);
  }
  choice_free (choice);
}

static void
judge_refusal (const Moment *moment, const Task *task, const Blocked *why)
{
  Waiting *waiting = waiting_of_task (moment, task);
  ck_assert (waiting->has_reason);
  ck_assert_int_eq (waiting->why.reason, why->reason);
  ck_assert_int_eq (waiting->why.resource, why->resource);
  ck_assert_uint_eq (waiting->why.fit, why->fit);
  for (guint f = 0; inspection_filters (moment->inspection)[f] != NULL; f++)
    if (why->reason != REASON_GANG) /* there those are counted that the last of them found */
      ck_assert_uint_eq (waiting->choice->turned_away[f], why->turned_away[f]);
  waiting_free (waiting);
}

static void
judge_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Judge *judge = (Judge *) observer;
  Moment moment = replay_moment_at (judge->replay, now);
  PolicyView view = inspection_view (moment.inspection, cell_class_of (moment.cell, task), task);
  judge->packed += moment_packs (&moment, view.task_class) ? 1 : 0;
  switch (decision->kind) {
  case DECISION_PLACE:
    judge->placed++;
    judge_placement (&moment, &view, decision->machine);
    judge_choice (&moment, &view, decision->machine);
    break;
  case DECISION_PREEMPT:
    judge->preempted++;
    if (decision->reclaimed) /* from its like: no preempt policy has a say */
      judge_shares (&moment, task, decision, judge);
    else
      judge_eviction (&moment, &view, decision);
    break;
  case DECISION_BLOCKED:
    judge->blocked++;
    if (!decision->known)
      judge_refusal (&moment, task, &decision->why);
    break;
  }
}

static const ObserverType judge_type = { .name = "judge", .decided = judge_decided };

static void
judge_seed (guint64 seed, Judge *judge, gboolean reclaiming)
{
  g_autofree RandomScenario *random = random_scenario_new (seed);
  if (reclaiming && random->files.options.reclaim == ORACLE_NO_RECLAIM)
    return;
  random->reclaims = FALSE; /* as reservations are not explained */
  g_autofree char *text = random_scenario_text (random);
  g_autofree char *machines = random_scenario_machines (random);
  g_autofree char *tasks = random_scenario_tasks (random);
  g_autoptr (GError) error = NULL;
  if (machines != NULL)
    (void) test_temp_file ("machines.csv", machines);
  (void) test_temp_file ("tasks.csv", tasks);
  g_autofree char *network = random_scenario_network (random);
  if (network != NULL)
    (void) test_temp_file (random_scenario_network_name (random), network);
  g_autoptr (Scenario)
    scenario = scenario_load (test_temp_file ("random.scenario", text), NULL, &error);
  test_ok (scenario != NULL, error);
  g_autoptr (Replay) replay = replay_new (scenario, TIME_NEVER, NULL, &error);
  test_ok (replay != NULL, error);
  judge->replay = replay;
  replay_add_observer (replay, &judge->base);
  test_ok (replay_run (replay, &error), error);
}

START_TEST (test_decisions_are_explained)
{
  Judge judge = { .base = { .type = &judge_type } };
  for (guint64 seed = 1; seed <= SEEDS_PER_TEST; seed++)
    judge_seed (seed + (guint64) _i * SEEDS_PER_TEST, &judge, FALSE);
  ck_assert_uint_gt (judge.placed, 500);
  ck_assert_uint_gt (judge.preempted, 30);
  ck_assert_uint_gt (judge.blocked, 100);
  ck_assert_uint_gt (judge.packed, 4);
}
END_TEST

START_TEST (test_reclaims_are_explained)
{
  Judge judge = { .base = { .type = &judge_type } };
  for (guint64 seed = 1; judge.counted < 60; seed++)
    judge_seed (seed, &judge, TRUE);
  ck_assert_uint_gt (judge.reclaimed, 30);
}
END_TEST

/* Changes that random scenarios seldom call for ---------------------------------------------- */

typedef struct {
  Scenario *scenario;
  Replay *replay;
  Moment moment;
  GPtrArray *waiting;
} World;

static void
world_init (World *world, const char *machines, const char *tasks)
{
  g_autoptr (GError) error = NULL;
  (void) test_temp_file ("m.csv", machines);
  (void) test_temp_file ("t.csv", tasks);
  const char *path = test_temp_file ("s.scenario", "[cell]\nmachines = m.csv\n"
                                                   "[workload]\ntrace = t.csv\n"
                                                   "[scheduler]\npreempt = none\n");
  world->scenario = scenario_load (path, NULL, &error);
  test_ok (world->scenario != NULL, error);
  world->replay = replay_new (world->scenario, 0, NULL, &error);
  test_ok (world->replay != NULL, error);
  test_ok (replay_run (world->replay, &error), error);
  world->moment = replay_moment (world->replay);
  world->waiting = waiting_find (&world->moment, G_MAXUINT);
}

static void
world_clear (World *world)
{
  g_ptr_array_unref (world->waiting);
  replay_free (world->replay);
  scenario_free (world->scenario);
}

static const Relaxation *
relaxation (const World *world, guint class, guint index)
{
  const Waiting *waiting = g_ptr_array_index (world->waiting, class);
  ck_assert_uint_lt (index, waiting->relaxations->len);
  return g_ptr_array_index (waiting->relaxations, index);
}

static void
check_taints (const World *world, const Relaxation *it, const char *wanted, guint machines)
{
  g_autofree char *text = name_of_attributes (world->moment.cell, it->tolerations);
  ck_assert_int_eq (it->kind, RELAX_TAINTS);
  ck_assert_str_eq (text, wanted);
  ck_assert_uint_eq (it->machines, machines);
}

/* Two taints of one machine, the fewest of all; a taint without a value covers those of its key. */
START_TEST (test_several_taints)
{
  World world;
  world_init (&world,
              "machine,cpu,memory,taints\n"
              "a,4,4,x=1;y=1;z=1\nb,4,4,x=1;y=1\nc,4,4,x=1;x=2;x\nd,4,4,y=1;x=1\ne,4,4,x=1;w\n",
              "job,submit,cpu,memory,tolerations\nj,0,1,1,w\nk,0,1,1,y\n");
  const Waiting *first = g_ptr_array_index (world.waiting, 0);
  ck_assert_uint_eq (first->relaxations->len, 2);
  check_taints (&world, relaxation (&world, 0, 0), "x", 1);
  check_taints (&world, relaxation (&world, 0, 1), "x=1", 1);
  check_taints (&world, relaxation (&world, 1, 0), "x=1", 2);
  world_clear (&world);
}
END_TEST

/* The class can ask for so much, or needs so much more, of the third resource. */
static void
check_gpu (const World *world, guint class, guint index, Amount amount, Amount missing,
           gboolean add)
{
  const Relaxation *request = relaxation (world, class, index);
  const Relaxation *room = relaxation (world, class, index + 1);
  ck_assert_int_eq (request->kind, RELAX_REQUEST);
  ck_assert_int_eq (request->amount, amount);
  ck_assert_int_eq (room->kind, RELAX_CAPACITY);
  ck_assert_int_eq (g_array_index (room->room, MissingRoom, 0).missing.of[2], missing);
  ck_assert_int_eq (room->add, add);
}

/* Devices: parts of one, whole ones, and a machine without any. */
START_TEST (test_devices)
{
  World world;
  world_init (&world,
              "machine,cpu,memory,gpu,attributes\na,8,8,2,\nb,8,8,0,k=b\n",
              "job,submit,cpu,memory,gpu,constraints,count\nfill,0,1,1,0.6,,2\n"
              "part,0,1,1,0.5,,1\nwhole,0,1,1,2,,1\nnone,0,1,1,0.25,k=b,1\n");
  ck_assert_uint_eq (world.waiting->len, 3);
  check_gpu (&world, 0, 0, 400, 100, FALSE);
  check_gpu (&world, 1, 0, 400, 2000, FALSE);
  check_gpu (&world, 2, 1, 0, 1000, TRUE); /* behind: drop k=b, and go where there are some */
  world_clear (&world);
}
END_TEST

/* One device is empty, two are asked for: whole ones before a part. */
START_TEST (test_whole_devices)
{
  World world;
  world_init (&world, "machine,cpu,memory,gpu\na,8,8,2\n",
              "job,submit,cpu,memory,gpu\nfill,0,1,1,0.1\nwhole,0,1,1,2\n");
  ck_assert_uint_eq (world.waiting->len, 1);
  check_gpu (&world, 0, 0, 1000, 1000, FALSE);
  world_clear (&world);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("explain");
  TCase *random = tcase_create ("random");
  tcase_add_loop_test (random, test_decisions_are_explained, 0, 3);
  tcase_add_test (random, test_reclaims_are_explained);
  suite_add_tcase (s, random);
  TCase *fixed = tcase_create ("fixed");
  tcase_add_test (fixed, test_several_taints);
  tcase_add_test (fixed, test_devices);
  tcase_add_test (fixed, test_whole_devices);
  suite_add_tcase (s, fixed);
  return s;
}

TEST_MAIN (suite)
