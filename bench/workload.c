/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/workload.h"

#include "bench/bench.h"
#include "bench/google.h"
#include "bench/rows.h"

#include <math.h>

#define DAY              86400.0
#define TASKS_A_MACHINE  0.0008 /* a second, on average */
#define PRESSURE_RATE    8      /* times as many a second under pressure */
#define SWING            0.35   /* of the rate, around its mean */
#define JOB_MOST         0.3    /* tasks of a job, for each machine */
#define SERVICE_MOST     0.02
#define SERVICE_SIGMA    1.0
#define SERVICE_LEAST    60.0
#define MEAN_DRAWS       200000
#define END_MOST         (366 * 24 * 60) /* minutes; what ends later ends then */

enum { FREE, BATCH, PROD, MONITORING };

/* Under pressure: of all tasks, those of a tier, and the part of the cell that they ask for. */
static const double pressure_share[GOOGLE_TIERS] = { 0.205, 0.205, 0.58, 0.01 };
static const double pressure_load[GOOGLE_TIERS] = { 0.42, 0.28, 0.33, 0.01 };

/* Of the tasks that end in one minute: sums of amounts, and of amounts x end. */
typedef struct {
  double cpu, memory, cpu_end, memory_end;
} Ends;

typedef struct {
  WorkloadOptions options;
  WorkloadFacts facts;
  gsl_rng *rng;
  Zipf users, classes;
  gsl_ran_discrete_t *tiers; /* of jobs */
  Shape class[GOOGLE_USERS][GOOGLE_TIERS][GOOGLE_CLASSES_OF_USER];
  gboolean seen_class[GOOGLE_USERS][GOOGLE_TIERS][GOOGLE_CLASSES_OF_USER];
  gboolean seen_user[GOOGLE_USERS];
  double capacity_cpu, capacity_memory;
  double jobs_a_second;
  const double *tier_share;           /* of all tasks */
  double service_mean[GOOGLE_TIERS];  /* s */
  GArray *ends;          /* of Ends, by minute */
  double begun_cpu, begun_memory; /* sums of amounts … */
  double begins_cpu, begins_memory; /* … and of amounts x submit */
  Rows *rows;
  guint64 written;
} Maker;

typedef struct {
  guint64 number;
  guint user, tier, class;
  gint64 submit; /* ms */
} JobRow;

/* Drawing --------------------------------------------------------------------------------------- */

/* As long as it takes for the load that is wanted, and there from the start. */
static gboolean
is_service (const Maker *maker, guint tier)
{
  return maker->options.pressure || tier >= PROD;
}

/* s; free and batch */
static double
draw_short (gsl_rng *rng)
{
  double length = gsl_rng_uniform (rng) < 0.8 ? gsl_ran_lognormal (rng, log (240), 1.2)
                                              : gsl_ran_pareto (rng, 0.8, 600);
  return CLAMP (length, 1, 2 * DAY);
}

/* Logarithm of the median. */
static double
service_zeta (const Maker *maker, guint tier)
{
  return log (maker->service_mean[tier] / exp (SERVICE_SIGMA * SERVICE_SIGMA / 2));
}

static double
draw_service (const Maker *maker, guint tier)
{
  double length = gsl_ran_lognormal (maker->rng, service_zeta (maker, tier), SERVICE_SIGMA);
  return MAX (length, SERVICE_LEAST);
}

/* What is left of one that runs at a random instant: longer ones are met more often. */
static double
draw_service_rest (const Maker *maker, guint tier)
{
  double zeta = service_zeta (maker, tier) + SERVICE_SIGMA * SERVICE_SIGMA;
  double length = gsl_ran_lognormal (maker->rng, zeta, SERVICE_SIGMA);
  double rest = length * gsl_rng_uniform (maker->rng);
  return MAX (rest, 1);
}

static guint
draw_job_size (const Maker *maker, gsl_rng *rng, guint tier)
{
  double part = is_service (maker, tier) ? SERVICE_MOST : JOB_MOST;
  double most = MAX (2, part * maker->options.machines);
  if (gsl_rng_uniform (rng) < 0.75)
    return 1;
  double size = gsl_ran_pareto (rng, 0.8, 2);
  return (guint) MIN (size, most);
}

/* Making the maker ------------------------------------------------------------------------------ */

static gsl_rng *
stream_new (guint64 seed, guint64 purpose)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_taus2);
  gsl_rng_set (rng, seed * 16 + purpose);
  return rng;
}

static Shape
draw_request (const Maker *maker, gsl_rng *rng, guint tier)
{
  Shape shape = google_request (rng, maker->options.pressure ? 4 : tier >= PROD ? 2 : 1);
  if (maker->options.pressure && tier >= PROD) /* larger than what they evict */
    shape = (Shape){ shape.cpu % 16000 + 8000, shape.memory % 32768 + 16384, 0 };
  return shape;
}

static void
make_classes (Maker *maker)
{
  gsl_rng *rng = stream_new (maker->options.seed, 1);
  for (guint user = 0; user < GOOGLE_USERS; user++)
    for (guint tier = 0; tier < GOOGLE_TIERS; tier++)
      for (guint c = 0; c < GOOGLE_CLASSES_OF_USER; c++)
        maker->class[user][tier][c] = draw_request (maker, rng, tier);
  gsl_rng_free (rng);
}

/* What a task of the tier requests on average, of both resources as parts of the cell; the larger. */
static double
mean_request (const Maker *maker, guint tier)
{
  double cpu = 0, memory = 0;
  for (guint user = 0; user < GOOGLE_USERS; user++)
    for (guint c = 0; c < GOOGLE_CLASSES_OF_USER; c++) {
      double share = zipf_probability (maker->users, user) * zipf_probability (maker->classes, c);
      cpu += share * maker->class[user][tier][c].cpu;
      memory += share * maker->class[user][tier][c].memory;
    }
  return MAX (cpu / maker->capacity_cpu, memory / maker->capacity_memory);
}

static double
tasks_a_second (const Maker *maker)
{
  return TASKS_A_MACHINE * maker->options.machines * (maker->options.pressure ? PRESSURE_RATE : 1);
}

/* Parts of the cell that arrive in a second. */
static double
parts_a_second (const Maker *maker, guint tier)
{
  return tasks_a_second (maker) * maker->tier_share[tier] * mean_request (maker, tier);
}

/* Free and batch are as long as they are; services must carry the rest of the load. */
static void
calibrate (Maker *maker)
{
  gsl_rng *rng = stream_new (maker->options.seed, 2);
  double short_mean = 0, rest = WORKLOAD_LOAD, service = 0;
  for (guint i = 0; i < MEAN_DRAWS; i++)
    short_mean += draw_short (rng) / MEAN_DRAWS;
  gsl_rng_free (rng);
  for (guint tier = 0; tier < GOOGLE_TIERS; tier++)
    if (is_service (maker, tier))
      service += parts_a_second (maker, tier);
    else
      rest -= parts_a_second (maker, tier) * short_mean;
  for (guint tier = 0; tier < GOOGLE_TIERS; tier++)
    maker->service_mean[tier] = maker->options.pressure
                                  ? pressure_load[tier] / parts_a_second (maker, tier)
                                  : rest / service;
}

/* Tiers have their shares of the tasks; of the jobs, those divided by the mean size of a job. */
static void
calibrate_jobs (Maker *maker)
{
  double jobs[GOOGLE_TIERS];
  for (guint tier = 0; tier < GOOGLE_TIERS; tier++) {
    gsl_rng *rng = stream_new (maker->options.seed, 3);
    double mean = 0;
    for (guint i = 0; i < MEAN_DRAWS; i++)
      mean += (double) draw_job_size (maker, rng, tier) / MEAN_DRAWS;
    jobs[tier] = maker->tier_share[tier] / mean;
    maker->jobs_a_second += tasks_a_second (maker) * jobs[tier];
    gsl_rng_free (rng);
  }
  maker->tiers = gsl_ran_discrete_preproc (GOOGLE_TIERS, jobs);
}

/* Writing --------------------------------------------------------------------------------------- */

static void
write_machines (Maker *maker, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "machines.csv", NULL);
  Rows *rows = rows_new (path);
  rows_text (rows, "machine,cpu,memory\n");
  for (guint m = 0; m < maker->options.machines; m++) {
    Shape shape = google_machine (m);
    rows_text (rows, "m");
    rows_number (rows, m);
    rows_text (rows, ",");
    rows_milli (rows, shape.cpu);
    rows_text (rows, ",");
    rows_number (rows, shape.memory);
    rows_text (rows, "\n");
    maker->capacity_cpu += shape.cpu;
    maker->capacity_memory += shape.memory;
  }
  rows_free (rows);
}

static void
write_scenario (const Maker *maker, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "google.scenario", NULL);
  bench_write (path,
               "[scenario]\ntitle = A cell like Google's of 2011\nhorizon = %.0f\n"
               "[cell]\nmachines = machines.csv\nresources = cpu;memory\n"
               "[workload]\ntrace = tasks.csv\n"
               "[scheduler]\norder = drf\nscores = best-fit\n",
               ceil (maker->facts.span) + 1);
}

/* The work offered is known at the end only: a task counts up to the last submit. */
static void
note_task (Maker *maker, const Shape *shape, double submit, double length)
{
  double end = submit + length;
  guint minute = (guint) MIN (end / 60, END_MOST);
  if (minute >= maker->ends->len)
    g_array_set_size (maker->ends, minute + 1);
  Ends *ends = &g_array_index (maker->ends, Ends, minute);
  ends->cpu += shape->cpu;
  ends->memory += shape->memory;
  ends->cpu_end += shape->cpu * end;
  ends->memory_end += shape->memory * end;
  maker->begun_cpu += shape->cpu;
  maker->begun_memory += shape->memory;
  maker->begins_cpu += shape->cpu * submit;
  maker->begins_memory += shape->memory * submit;
}

static void
find_load (Maker *maker)
{
  double span = maker->facts.span;
  double cpu = -maker->begins_cpu, memory = -maker->begins_memory;
  for (guint minute = 0; minute < maker->ends->len; minute++) {
    const Ends *ends = &g_array_index (maker->ends, Ends, minute);
    cpu += MIN (ends->cpu_end, ends->cpu * span);
    memory += MIN (ends->memory_end, ends->memory * span);
  }
  maker->facts.load_cpu = cpu / (maker->capacity_cpu * span);
  maker->facts.load_memory = memory / (maker->capacity_memory * span);
}

static void
write_task (Maker *maker, const JobRow *job, guint task, double length)
{
  Rows *rows = maker->rows;
  Shape shape = maker->class[job->user][job->tier][job->class];
  gint64 duration = (gint64) (length * 1000);
  rows_text (rows, "j");
  rows_number (rows, (gint64) job->number);
  rows_text (rows, ",");
  rows_number (rows, task);
  rows_text (rows, ",u");
  rows_number (rows, job->user);
  rows_text (rows, ",");
  rows_milli (rows, job->submit);
  rows_text (rows, ",");
  rows_milli (rows, duration);
  rows_text (rows, ",");
  rows_number (rows, google_tier_priority[job->tier]);
  rows_text (rows, ",");
  rows_milli (rows, shape.cpu);
  rows_text (rows, ",");
  rows_number (rows, shape.memory);
  rows_text (rows, "\n");
  note_task (maker, &shape, (double) job->submit / 1000, length);
  maker->written++;
}

static void
note_class (Maker *maker, const JobRow *job)
{
  gboolean *class = &maker->seen_class[job->user][job->tier][job->class];
  gboolean *user = &maker->seen_user[job->user];
  maker->facts.classes += !*class;
  maker->facts.users += !*user;
  *class = *user = TRUE;
}

static void
write_job (Maker *maker, double now, guint tier, gboolean standing)
{
  guint size = draw_job_size (maker, maker->rng, tier);
  JobRow job = { .number = maker->facts.jobs++,
                 .user = zipf_draw (maker->users, maker->rng),
                 .tier = tier,
                 .class = zipf_draw (maker->classes, maker->rng),
                 .submit = (gint64) (now * 1000) };
  note_class (maker, &job);
  for (guint task = 0; task < size && maker->written < maker->options.tasks; task++)
    write_task (maker, &job, task,
                !is_service (maker, tier) ? draw_short (maker->rng)
                : standing                ? draw_service_rest (maker, tier)
                                          : draw_service (maker, tier));
}

/* The services of the start: as much work as is alive at any time. */
static void
write_standing (Maker *maker)
{
  double wanted = 0;
  for (guint tier = maker->options.pressure ? FREE : PROD; tier < GOOGLE_TIERS; tier++) {
    wanted += tasks_a_second (maker) * maker->tier_share[tier] * maker->service_mean[tier]
              * mean_request (maker, tier);
    while (maker->written < maker->options.tasks
           && MAX (maker->begun_cpu / maker->capacity_cpu,
                   maker->begun_memory / maker->capacity_memory) < wanted)
      write_job (maker, 0, tier, TRUE);
  }
  maker->facts.standing = maker->written;
}

/* The next job: a candidate of the highest rate counts with the part that the rate has of it. */
static double
next_arrival (const Maker *maker, double now)
{
  double most = maker->jobs_a_second * (1 + SWING);
  do
    now += gsl_ran_exponential (maker->rng, 1 / most);
  while (gsl_rng_uniform (maker->rng) * (1 + SWING) > 1 + SWING * sin (2 * M_PI * now / DAY));
  return now;
}

static void
write_tasks (Maker *maker, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "tasks.csv", NULL);
  double now = 0;
  maker->rows = rows_new (path);
  rows_text (maker->rows, "job,task,user,submit,duration,priority,cpu,memory\n");
  write_standing (maker);
  while (maker->written < maker->options.tasks) {
    now = next_arrival (maker, now);
    write_job (maker, now, (guint) gsl_ran_discrete (maker->rng, maker->tiers), FALSE);
  }
  rows_free (maker->rows);
  maker->facts.span = now;
}

WorkloadFacts
workload_write (const char *folder, const WorkloadOptions *options)
{
  g_autofree Maker *maker = g_new0 (Maker, 1);
  maker->options = maker->facts.options = *options;
  maker->tier_share = options->pressure ? pressure_share : google_tier_share;
  maker->rng = stream_new (options->seed, 0);
  maker->ends = g_array_new (FALSE, TRUE, sizeof (Ends));
  maker->users = zipf_new (GOOGLE_USERS, 1.1);
  maker->classes = zipf_new (GOOGLE_CLASSES_OF_USER, 1);
  make_classes (maker);
  write_machines (maker, folder);
  calibrate (maker);
  calibrate_jobs (maker);
  write_tasks (maker, folder);
  write_scenario (maker, folder);
  find_load (maker);
  maker->facts.service_length = maker->service_mean[PROD];
  g_array_unref (maker->ends);
  gsl_ran_discrete_free (maker->tiers);
  zipf_free (maker->users);
  zipf_free (maker->classes);
  gsl_rng_free (maker->rng);
  return maker->facts;
}

void
workload_row (const WorkloadFacts *facts)
{
  bench_number ("tasks", (double) facts->options.tasks, 0);
  bench_number ("machines", facts->options.machines, 0);
  bench_number ("jobs", (double) facts->jobs, 0);
  bench_number ("users", facts->users, 0);
  bench_number ("classes", facts->classes, 0);
  bench_number ("standing", (double) facts->standing, 0);
  bench_number ("days", facts->span / DAY, 2);
  bench_number ("cpu load %", 100 * facts->load_cpu, 1);
  bench_number ("memory load %", 100 * facts->load_memory, 1);
  bench_number ("service days", facts->service_length / DAY, 2);
  bench_row ();
}
