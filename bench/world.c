/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/world.h"

#include "bench/bench.h"
#include "bench/gpu_cell.h"

#define ORDINARY 0
#define PROD     1

#define FULL_ENOUGH    0.80 /* parts of the cell */
#define UNDER_PRESSURE 0.97
#define PROD_HOLDS     0.30
#define PROD_TASKS     0.30 /* part of the tasks */
#define PACK_MISSES    4    /* a machine is packed when so many tasks in a row do not fit */
#define TYPICAL_SHARE  0.95 /* of the tasks: what [workload] typical-share is by default */

static void
add_scores (World *world, const char *const *names)
{
  GArray *scores = world->small.options.scores;
  g_array_set_size (scores, 0);
  for (guint i = 0; names[i] != NULL; i++) {
    WeightedScore score = { names[i], 1 };
    g_array_append_val (scores, score);
  }
}

void
world_schedule_by (World *world, const char *const *scores)
{
  add_scores (world, scores);
  world->small.options.devices = g_strv_contains (scores, "fgd") ? "fgd" : "tightest";
  scheduler_free (world->scheduler);
  pipeline_free (world->plain);
  world->scheduler = scheduler_new (&world->small.options, world->cell, world->small.users, 1);
  world->plain_options = world->small.options;
  world->plain_options.search = SEARCH_ALL;
  world->plain = pipeline_new (&world->plain_options, world->cell, 1);
}

static void
add_classes (World *world, guint kind, guint count)
{
  GArray *classes = world->classes[kind];
  while (classes->len < count) {
    guint before = task_classes_count (world->small.classes);
    Shape shape = world->options.gpus ? gpu_request (world->rng) : google_request (world->rng, 1);
    gint32 priority = 100;
    if (world->options.pressure)
      priority = kind == PROD ? 200 : (classes->len % 3 == 0 ? 0 : 100);
    if (kind == PROD)
      shape = (Shape){ shape.cpu % 16000 + 8000, shape.memory % 32768 + 16384, 0 };
    const Amount request[] = { shape.cpu, shape.memory, shape.gpu };
    guint index = small_cell_class (&world->small, request, priority);
    if (index == before)
      g_array_append_val (classes, index);
    task_classes_count_tasks (world->small.classes, index, 1);
  }
}

World *
world_new (const WorldOptions *options)
{
  static const char *const resources[] = { "cpu", "memory", "gpu", NULL };
  static const char *const without_gpus[] = { "cpu", "memory", NULL }, *const devices[] = { "gpu", NULL };
  World *world = g_new0 (World, 1);
  guint prod = options->pressure ? MAX (1, options->classes / 4) : 0;
  world->options = *options;
  world->rng = gsl_rng_alloc (gsl_rng_taus2);
  world->position = g_array_new (FALSE, TRUE, sizeof (guint));
  world->zipf = zipf_new (options->classes - prod, options->zipf);
  small_cell_init (&world->small, options->gpus ? resources : without_gpus,
                   options->gpus ? devices : NULL);
  for (guint kind = 0; kind < 2; kind++) {
    world->classes[kind] = g_array_new (FALSE, FALSE, sizeof (guint));
    world->running[kind] = g_ptr_array_new ();
  }
  for (guint m = 0; m < options->machines; m++) {
    Shape shape = options->gpus ? gpu_machine (m) : google_machine (m);
    small_cell_machine (&world->small, (Amount[]){ shape.cpu, shape.memory, shape.gpu }, NULL, NULL);
  }
  add_classes (world, ORDINARY, options->classes - prod);
  add_classes (world, PROD, prod);
  small_cell_start (&world->small);
  world->cell = world->small.cell;
  world->small.options.queue = QUEUE_DROP; /* a task that cannot be placed is gone */
  world->small.options.preempt = options->pressure ? "lowest-priority" : "none";
  if (options->gpus)
    world->typical = typical_tasks_new (world->small.classes, world->small.inventory, G_MAXUINT,
                                        TYPICAL_SHARE);
  world->small.options.typical = world->typical;
  world_schedule_by (world, (const char *const[]){ "best-fit", NULL });
  return world;
}

void
world_free (World *world)
{
  scheduler_free (world->scheduler);
  pipeline_free (world->plain);
  typical_tasks_free (world->typical);
  zipf_free (world->zipf);
  gsl_rng_free (world->rng);
  g_array_unref (world->position);
  for (guint kind = 0; kind < 2; kind++) {
    g_array_unref (world->classes[kind]);
    g_ptr_array_unref (world->running[kind]);
  }
  small_cell_clear (&world->small);
  g_free (world);
}

guint
world_draw (World *world)
{
  return g_array_index (world->classes[ORDINARY], guint, zipf_draw (world->zipf, world->rng));
}

const Amounts *
world_request (const World *world, guint task_class)
{
  return &task_classes_get (world->small.classes, task_class)->request;
}

/* Tasks that run ------------------------------------------------------------------------------- */

static guint
kind_of (const World *world, const Task *task)
{
  return cell_class_of (world->cell, task)->priority >= 200 ? PROD : ORDINARY;
}

static void
place (World *world, Task *task, guint machine)
{
  GPtrArray *running = world->running[kind_of (world, task)];
  scheduler_choose_devices (world->scheduler, task, machine);
  cell_place (world->cell, task, machine);
  task->state = TASK_RUNNING;
  task->started = task->first_started = world->now;
  task->placements++;
  scheduler_holding_changed (world->scheduler, task->user);
  if (task->slot >= world->position->len)
    g_array_set_size (world->position, task->slot + 1);
  g_array_index (world->position, guint, task->slot) = running->len;
  g_ptr_array_add (running, task);
}

static void
leave (World *world, Task *task)
{
  GPtrArray *running = world->running[kind_of (world, task)];
  guint position = g_array_index (world->position, guint, task->slot), machine = task->machine;
  g_ptr_array_remove_index_fast (running, position);
  if (position < running->len) {
    const Task *moved = g_ptr_array_index (running, position);
    g_array_index (world->position, guint, moved->slot) = position;
  }
  cell_release (world->cell, task);
  scheduler_holding_changed (world->scheduler, task->user);
  scheduler_machine_changed (world->scheduler, machine, world->now);
  task_pool_remove (world->small.pool, task);
}

/* The part of the cell that tasks of these tiers hold, of the resource they hold most of. */
static double
held (const World *world, Tier from)
{
  double most = 0;
  for (guint r = 0; r < world->small.resources.count; r++) {
    Total sum = 0;
    for (guint tier = from; tier < N_TIERS; tier++)
      sum += world->cell->tier[tier].allocated[r];
    most = MAX (most, (double) sum / (double) world->cell->configured_capacity[r]);
  }
  return most;
}

static void
pack (World *world, guint machine)
{
  for (guint misses = 0; misses < PACK_MISSES;) {
    guint task_class = world_draw (world);
    if (cell_fits (world->cell, world_request (world, task_class), machine))
      place (world, small_cell_task (&world->small, "default", task_class), machine);
    else
      misses++;
  }
}

static void
leave_at_random (World *world, guint kind, Tier from, double at_most)
{
  GPtrArray *running = world->running[kind];
  while (running->len > 0 && held (world, from) > at_most) {
    Task *task = g_ptr_array_index (running, gsl_rng_uniform_int (world->rng, running->len));
    guint machine = task->machine;
    leave (world, task);
    if (kind == PROD) /* other work takes its place at once */
      pack (world, machine);
  }
}

static void
make_room (World *world)
{
  leave_at_random (world, PROD, TIER_PROD, PROD_HOLDS);
  leave_at_random (world, ORDINARY, TIER_FREE,
                   world->options.pressure ? UNDER_PRESSURE : FULL_ENOUGH);
}

void
world_fill (World *world)
{
  for (guint m = 0; m < world->cell->machines; m++)
    pack (world, m);
  make_room (world);
}

guint
world_choose_plainly (World *world, guint task_class)
{
  Task *task = small_cell_task (&world->small, "default", task_class);
  guint machine = pipeline_choose (world->plain, task);
  task_pool_remove (world->small.pool, task);
  return machine;
}

/* A step --------------------------------------------------------------------------------------- */

static guint
draw (World *world)
{
  const GArray *prod = world->classes[PROD];
  if (world->options.job > 0 && world->job_left-- > 0)
    return world->job_class;
  if (world->options.job > 0) {
    world->job_left = gsl_ran_geometric (world->rng, 1 / world->options.job) - 1;
    return world->job_class = world_draw (world);
  }
  if (prod->len == 0 || gsl_rng_uniform (world->rng) >= PROD_TASKS)
    return world_draw (world);
  return g_array_index (prod, guint, gsl_rng_uniform_int (world->rng, prod->len));
}

static void
evict (World *world, const GArray *victims)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  for (guint i = 0; i < victims->len; i++)
    g_ptr_array_add (tasks, g_array_index (victims, Victim, i).task);
  for (guint i = 0; i < tasks->len; i++)
    leave (world, g_ptr_array_index (tasks, i));
}

guint
world_arrive (World *world)
{
  world->arrived = small_cell_task (&world->small, "default", draw (world));
  world->now += 1000;
  scheduler_add (world->scheduler, world->arrived);
  if (scheduler_next (world->scheduler, world->now) != world->arrived)
    bench_fail ("the only task that waits is not the next one");
  return world->arrived->task_class;
}

DecisionKind
world_decide (World *world, guint *ret_machine, gint64 *ret_ns)
{
  Task *task = world->arrived;
  Decision decision;
  gint64 start = bench_clock ();
  scheduler_decide (world->scheduler, task, world->now, &decision);
  *ret_ns = bench_clock () - start;
  *ret_machine = decision.machine;
  scheduler_take (world->scheduler, task);
  if (decision.kind == DECISION_PREEMPT)
    evict (world, decision.victims);
  if (decision.kind != DECISION_BLOCKED)
    place (world, task, decision.machine);
  else
    task_pool_remove (world->small.pool, task);
  make_room (world);
  return decision.kind;
}
