/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"
#include "bench/world.h"

/* Rounds are short, so that most of them meet no other process. */
#define ROUNDS      61
#define ROUNDS_LEAST 5
#define STEPS       100
#define SETTLING    12  /* decisions a machine */
#define BUDGET      G_GINT64_CONSTANT (3000000000) /* ns of CPU time for a case: then no more rounds */

/* Score policies of weight 1. */
typedef struct {
  const char *title;
  const char *const *names;
  FloorScores floor;
  gboolean plain; /* the floor is not written by hand: it asks the policies about every machine */
} Scores;

static const Scores best_fit
  = { "best-fit", (const char *const[]){ "best-fit", NULL }, FLOOR_BEST_FIT, FALSE };
static const Scores with_balance
  = { "best-fit;balanced", (const char *const[]){ "best-fit", "balanced", NULL }, FLOOR_BALANCED, FALSE };
/* What of kube-scheduler's scores tells machines apart that have no taints, for tasks without
 * preferences. */
static const Scores kube
  = { "least-allocated;balanced-change",
      (const char *const[]){ "least-allocated", "balanced-change", NULL }, FLOOR_KUBE, FALSE };
static const Scores fgd = { "fgd", (const char *const[]){ "fgd", NULL }, FLOOR_BEST_FIT, TRUE };

/* Of one round. */
typedef struct {
  guint classes[STEPS];
  double decision; /* ns: their mean */
  double step;     /* the same with placing, leaving and waking */
  guint evicting, blocked;
} Round;

static void
run_round (World *world, Round *round)
{
  gint64 decided = 0, cost = bench_clock_cost (), start = bench_clock ();
  round->evicting = round->blocked = 0;
  for (guint i = 0; i < STEPS; i++) {
    guint machine;
    gint64 ns;
    round->classes[i] = world_arrive (world);
    DecisionKind kind = world_decide (world, &machine, &ns);
    decided += ns - cost;
    round->evicting += kind == DECISION_PREEMPT;
    round->blocked += kind == DECISION_BLOCKED;
  }
  round->decision = (double) decided / STEPS;
  round->step = (double) (bench_clock () - start) / STEPS;
}

/* floor: NULL where the floor is not written by hand. */
static guint
choose_by_floor (World *world, Floor *floor, guint task_class)
{
  return floor != NULL ? floor_choose (floor, vector_path (), world_request (world, task_class))
                       : world_choose_plainly (world, task_class);
}

/* The same requests once more, on the cell as it is now. */
static double
floor_round (World *world, Floor *floor, const Round *round)
{
  gint64 start = bench_clock ();
  for (guint i = 0; i < STEPS; i++)
    choose_by_floor (world, floor, round->classes[i]);
  return (double) (bench_clock () - start) / STEPS;
}

/* Steps in which the engine must choose the floor's machine: both are exact. */
static void
warm_up (World *world, Floor *floor)
{
  guint steps = MAX (1000, 5 * world->options.classes);
  gint64 start = bench_cpu ();
  for (guint i = 0; i < steps && bench_cpu () - start < BUDGET; i++) {
    gint64 ns;
    guint machine, task_class = world_arrive (world);
    guint right = choose_by_floor (world, floor, task_class);
    DecisionKind kind = world_decide (world, &machine, &ns);
    if (kind == DECISION_PLACE ? machine != right : right != MACHINE_NONE)
      bench_fail ("the engine chose machine %u, the floor %u", machine, right);
  }
}

/* How classes are drawn, in words. */
static const char *
drawn_as (const WorldOptions *options)
{
  return options->job > 0 ? "jobs of ten" : options->zipf > 0 ? "zipf" : "uniform";
}

static void
measure (World *world, const Scores *scores, const char *drawn)
{
  const WorldOptions *options = &world->options;
  double decision[ROUNDS], step[ROUNDS], floor_ns[ROUNDS];
  guint rounds = 0, evicting = 0, blocked = 0;
  Floor *floor = scores->plain ? NULL : floor_new (world->cell, scores->floor);
  world_schedule_by (world, scores->names);
  warm_up (world, floor);
  for (gint64 start = bench_cpu ();
       rounds < ROUNDS && (rounds < ROUNDS_LEAST || bench_cpu () - start < BUDGET); rounds++) {
    Round round;
    run_round (world, &round);
    decision[rounds] = round.decision;
    step[rounds] = round.step;
    floor_ns[rounds] = floor_round (world, floor, &round);
    evicting += round.evicting;
    blocked += round.blocked;
  }
  floor_free (floor);
  double median = bench_median (decision, rounds), least = bench_median (floor_ns, rounds);
  bench_number ("machines", options->machines, 0);
  bench_number ("classes", options->classes, 0);
  bench_text ("drawn", drawn);
  bench_text ("scores", scores->title);
  if (options->pressure) {
    bench_number ("evicting %", 100.0 * evicting / (rounds * STEPS), 1);
    bench_number ("blocked %", 100.0 * blocked / (rounds * STEPS), 1);
  }
  bench_number ("decision us", median / 1000, 2);
  bench_number ("floor us", least / 1000, 2);
  bench_number ("ratio", median / least, 2);
  bench_number ("step us", bench_median (step, rounds) / 1000, 2);
  bench_row ();
}

static void
measure_world (const WorldOptions *options)
{
  World *world = world_new (options);
  world_fill (world);
  measure (world, &best_fit, drawn_as (options));
  if (!options->pressure)
    measure (world, &with_balance, drawn_as (options));
  world_free (world);
}

static void
measure_all (gboolean pressure)
{
  static const guint sizes[] = { 1000, 12500, 100000 }, classes[] = { 10, 100, 1000 };
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    if (pressure && sizes[s] > GOOGLE_MACHINES && !bench_full ())
      continue;
    for (guint c = pressure ? 1 : 0; c < G_N_ELEMENTS (classes); c++) {
      WorldOptions options = { .machines = sizes[s], .classes = classes[c], .pressure = pressure };
      measure_world (&options);
      if (classes[c] < 1000)
        continue;
      options.zipf = 1;
      measure_world (&options);
      if (pressure)
        continue;
      options.zipf = 0;
      options.job = 10;
      measure_world (&options);
    }
  }
}

/* Until the scores themselves have placed what runs. */
static void
settle (World *world)
{
  for (guint i = 0; i < SETTLING * world->options.machines; i++) {
    gint64 ns;
    guint machine;
    world_arrive (world);
    world_decide (world, &machine, &ns);
  }
}

/* A cell of GPUs. */
static void
measure_fgd (void)
{
  static const guint classes[] = { 100, 1000 };
  for (guint c = 0; c < G_N_ELEMENTS (classes); c++) {
    WorldOptions options = { .machines = GOOGLE_MACHINES, .classes = classes[c], .gpus = TRUE };
    World *world = world_new (&options);
    world_fill (world);
    measure (world, &fgd, drawn_as (&options));
    world_free (world);
  }
}

/* Machines are filled one by one, as these scores would never leave them: they are measured while
 * they level the cell, and when they have. */
static void
measure_kube (void)
{
  static const guint sizes[] = { 12500, 100000 }, classes[] = { 100, 1000 };
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint c = 0; c < G_N_ELEMENTS (classes); c++) {
      WorldOptions options = { .machines = sizes[s], .classes = classes[c] };
      World *world = world_new (&options);
      world_fill (world);
      measure (world, &kube, drawn_as (&options));
      if (sizes[s] <= GOOGLE_MACHINES || bench_full ()) {
        settle (world);
        measure (world, &kube, "settled");
      }
      world_free (world);
    }
}

int
main (int argc, char **argv)
{
  bench_begin (argc, argv, "A decision of the engine beside the floor of the same round.", NULL);
  bench_note ("Machines of Google's shapes, requests like Google's; every decision is applied, and\n"
              "tasks that leave at random keep the cell as full. Classes drawn uniformly are the\n"
              "harshest case for what is remembered by class. Means of rounds, median of rounds; a\n"
              "step is the decision with placing, leaving and waking. The vector path is %s.",
              vector_path_names[vector_path ()]);
  bench_table ("without pressure: 80 % allocated");
  measure_all (FALSE);
  bench_table ("kube-scheduler's scores: 80 % allocated");
  measure_kube ();
  bench_table ("FGD on machines with GPUs; its floor is a sweep of the policy: 80 % allocated");
  measure_fgd ();
  bench_table ("under pressure: the cell full of free and batch work, 3 tasks in 10 of prod");
  measure_all (TRUE);
  if (!bench_full ())
    bench_note ("Left out without --full: 100,000 machines under pressure, or settled.");
  return bench_end ();
}
