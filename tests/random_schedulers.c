/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_schedulers.h"

#include "util/units.h"

#include <string.h>

static const char *const sharing_names[] = { "monolithic", "shared-state", "two-level" };
static const char *const score_names[] = { "none", "least-allocated", "most-allocated" };
static const char *const tie_names[] = { "first", "random", "next" };
static const char *const tier_list[] = { "free", "batch", "prod", "monitoring" };
static const char *const event_names[] = { "up", "down", "drain" };

static int
draw (GRand *rand, int low, int high)
{
  return g_rand_int_range (rand, low, high + 1);
}

static gint64
draw_time (GRand *rand)
{
  static const gint64 times[] = { 0, 0, 250000, 500000, 1000000, 3000000 };
  return times[draw (rand, 0, G_N_ELEMENTS (times) - 1)];
}

static void
draw_scheduler (GRand *rand, NaiveScheduler *scheduler, gboolean serves_all)
{
  int by = serves_all ? 3 : draw (rand, 0, 2);
  scheduler->job_time = draw_time (rand);
  scheduler->task_time = draw_time (rand);
  scheduler->score = (NaiveScore) draw (rand, 0, 2);
  scheduler->ties = (NaiveTies) draw (rand, 0, 2);
  scheduler->lowest = by == 0 ? draw (rand, 0, 200) : 0;
  scheduler->highest = by == 0 ? scheduler->lowest + draw (rand, 0, 150) : 1000000000;
  for (int t = 0; t < 4; t++)
    scheduler->tier[t] = by != 1 || draw (rand, 0, 1);
  for (int u = 0; u < NAIVE_USERS; u++)
    scheduler->user[u] = by != 2;
  if (by == 1)
    scheduler->tier[1] = TRUE;
  if (by == 2)
    scheduler->user[draw (rand, 0, NAIVE_USERS - 1)] = TRUE;
}

static void
draw_machines (GRand *rand, NaiveScenario *naive)
{
  naive->machines = draw (rand, 1, NAIVE_MACHINES);
  for (int m = 0; m < naive->machines; m++) {
    naive->capacity[m][0] = draw (rand, 1, 8);
    naive->capacity[m][1] = draw (rand, 1, 8) * 512;
    naive->event[naive->events++] = (NaiveEvent){ 0, m, NAIVE_UP };
  }
  gint64 time = 0;
  for (int n = draw (rand, 0, 1) * draw (rand, 0, 8); n > 0; n--) {
    time += draw (rand, 1, 20) * TIME_SECOND / 2;
    naive->event[naive->events++] = (NaiveEvent){ time, draw (rand, 0, naive->machines - 1),
                                                  (NaiveEventKind) draw (rand, 0, 2) };
  }
}

static void
draw_tasks (GRand *rand, NaiveScenario *naive)
{
  static const int priorities[] = { 0, 100, 100, 150, 200, 360 };
  int jobs = draw (rand, 1, 12), number[12] = { 0 };
  gint64 time = 0;
  while (naive->tasks < NAIVE_TASKS - 10 && draw (rand, 0, 24) > 0) {
    NaiveTask task = { .job = draw (rand, 0, jobs - 1), .user = draw (rand, 0, NAIVE_USERS - 1),
                       .priority = priorities[draw (rand, 0, G_N_ELEMENTS (priorities) - 1)] };
    time += draw (rand, 0, 2) * draw (rand, 0, 6) * TIME_SECOND / 2;
    task.submit = time;
    task.request[0] = draw (rand, 1, 4);
    task.request[1] = draw (rand, 0, 4) * 512;
    gboolean unending = draw (rand, 0, 30) == 0;
    for (int n = draw (rand, 1, 8); n > 0; n--) {
      task.number = ++number[task.job];
      task.duration = unending ? NAIVE_NONE : draw (rand, 0, 40) * TIME_SECOND / 2;
      naive->task[naive->tasks++] = task;
    }
  }
}

void
random_schedulers_draw (guint seed, NaiveScenario *naive)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  memset (naive, 0, sizeof *naive);
  naive->seed = seed;
  naive->horizon = draw (rand, 0, 3) == 0 ? NAIVE_NONE : draw (rand, 1, 200) * TIME_SECOND;
  naive->sharing = (NaiveSharing) draw (rand, 0, 2);
  naive->coarse = naive->sharing == NAIVE_SHARED_STATE && draw (rand, 0, 1);
  naive->all_or_nothing = naive->sharing == NAIVE_SHARED_STATE && draw (rand, 0, 1);
  naive->schedulers = draw (rand, 1, NAIVE_SCHEDULERS);
  for (int s = 0; s < naive->schedulers; s++)
    draw_scheduler (rand, &naive->scheduler[s], s == naive->schedulers - 1);
  draw_machines (rand, naive);
  draw_tasks (rand, naive);
}

static void
append_scheduler (GString *out, const NaiveScheduler *scheduler, int s)
{
  g_string_append_printf (out, "[scheduler s%d]\njob-time = ", s);
  time_append (out, scheduler->job_time);
  g_string_append (out, "\ntask-time = ");
  time_append (out, scheduler->task_time);
  g_string_append_printf (out, "\nscores = %s\nties = %s\npriorities = %d..%d\ntiers = ",
                          score_names[scheduler->score],
                          tie_names[scheduler->ties], scheduler->lowest, scheduler->highest);
  const char *separator = "";
  for (int t = 0; t < 4; t++)
    if (scheduler->tier[t]) {
      g_string_append_printf (out, "%s%s", separator, tier_list[t]);
      separator = ";";
    }
  g_string_append (out, "\nusers = ");
  separator = "";
  for (int u = 0; u < NAIVE_USERS; u++)
    if (scheduler->user[u]) {
      g_string_append_printf (out, "%su%d", separator, u);
      separator = ";";
    }
  g_string_append_c (out, '\n');
}

char *
random_schedulers_text (const NaiveScenario *naive)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "[scenario]\nseed = %d\n", (int) naive->seed);
  if (naive->horizon != NAIVE_NONE) {
    g_string_append (out, "horizon = ");
    time_append (out, naive->horizon);
  }
  g_string_append_printf (out, "\n[cell]\nmachines = machines.csv\nresources = cpu;memory\n"
                               "schedulers = %s\nconflicts = %s\ncommit = %s\n[workload]\n"
                               "trace = tasks.csv\n[users]\nu0 = 1\nu1 = 1\nu2 = 1\n[scheduler]\n"
                               "order = fifo\n",
                          sharing_names[naive->sharing], naive->coarse ? "coarse" : "fine",
                          naive->all_or_nothing ? "all-or-nothing" : "incremental");
  for (int s = 0; s < naive->schedulers; s++)
    append_scheduler (out, &naive->scheduler[s], s);
  return g_string_free (out, FALSE);
}

char *
random_schedulers_machines (const NaiveScenario *naive)
{
  GString *out = g_string_new ("machine,cpu,memory,time,event\n");
  for (int e = 0; e < naive->events; e++) {
    const NaiveEvent *event = &naive->event[e];
    if (e < naive->machines)
      g_string_append_printf (out, "m%d,%d,%d,0,add\n", event->machine,
                              (int) naive->capacity[e][0], (int) naive->capacity[e][1]);
    else {
      g_string_append_printf (out, "m%d,,,", event->machine);
      time_append (out, event->time);
      g_string_append_printf (out, ",%s\n", event_names[event->kind]);
    }
  }
  return g_string_free (out, FALSE);
}

char *
random_schedulers_tasks (const NaiveScenario *naive)
{
  GString *out = g_string_new ("job,task,user,priority,cpu,memory,submit,duration\n");
  for (int t = 0; t < naive->tasks; t++) {
    const NaiveTask *task = &naive->task[t];
    g_string_append_printf (out, "j%d,%d,u%d,%d,%d,%d,", task->job, task->number, task->user,
                            task->priority, (int) task->request[0], (int) task->request[1]);
    time_append (out, task->submit);
    g_string_append_c (out, ',');
    if (task->duration != NAIVE_NONE)
      time_append (out, task->duration);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}
