/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs of a random scenario's files: rows drawn again and shuffled, machines renumbered, rows
 * become tasks; as docs/simulation.md says, and without looking at the engine. */
#include "random_scenario.h"

#include <math.h>
#include <string.h>

/* A row as it arrives. */
typedef struct {
  int row;
  int drawn;     /* the how manieth that was drawn, or ORACLE_NONE */
  gint64 submit;
} Arrival;

typedef struct {
  int count;
  Arrival item[ORACLE_TASKS];
} Arrivals;

/* Number `which` for a purpose, below n. */
static int
chance (const RandomScenario *random, guint64 purpose, int which, int n)
{
  guint64 hash = oracle_mix (oracle_mix (random->files.options.seed) ^ purpose);
  return (int) (oracle_mix (hash ^ (guint64) which) % (guint64) n);
}

/* By submit time, equals as they came. */
static void
sort (Arrivals *arrivals)
{
  for (int i = 1; i < arrivals->count; i++) {
    Arrival one = arrivals->item[i];
    int at = i;
    for (; at > 0 && arrivals->item[at - 1].submit > one.submit; at--)
      arrivals->item[at] = arrivals->item[at - 1];
    arrivals->item[at] = one;
  }
}

static int
tasks_in (const RandomScenario *random, const Arrivals *arrivals)
{
  int tasks = 0;
  for (int i = 0; i < arrivals->count; i++)
    tasks += random->row[arrivals->item[i].row].count;
  return tasks;
}

static gint64
requested (const RandomScenario *random, const Arrival *arrival)
{
  const RandomRow *row = &random->row[arrival->row];
  return row->count * row->task.request[random->inflate];
}

/* FALSE: there would be more tasks than the oracle takes. */
static gboolean
inflate (const RandomScenario *random, Arrivals *arrivals)
{
  int rows = arrivals->count;
  gint64 sum = 0, capacity = 0;
  for (int m = 0; m < random->files.machines; m++)
    capacity += random->files.machine[m].capacity[random->inflate];
  for (int i = 0; i < rows; i++)
    sum += requested (random, &arrivals->item[i]);
  for (int n = 0; (double) sum < ceil (random->inflate_to * (double) capacity); n++) {
    Arrival one = arrivals->item[chance (random, 1, n, rows)];
    one.drawn = n;
    if (tasks_in (random, arrivals) + random->row[one.row].count > ORACLE_TASKS)
      return FALSE;
    arrivals->item[arrivals->count++] = one;
    sum += requested (random, &one);
  }
  sort (arrivals);
  return TRUE;
}

static void
shuffle (const RandomScenario *random, Arrivals *arrivals)
{
  for (int i = arrivals->count - 1; i > 0; i--) {
    int other = chance (random, 2, i, i + 1);
    Arrival a = arrivals->item[i], b = arrivals->item[other];
    arrivals->item[i] = (Arrival) { b.row, b.drawn, a.submit };
    arrivals->item[other] = (Arrival) { a.row, a.drawn, b.submit };
  }
}

static void
become_tasks (const RandomScenario *random, const Arrivals *arrivals, OracleScenario *ret)
{
  for (int i = 0; i < arrivals->count; i++) {
    const Arrival *arrival = &arrivals->item[i];
    const RandomRow *row = &random->row[arrival->row];
    for (int k = 0; k < row->count; k++) {
      g_assert (ret->tasks < ORACLE_TASKS);
      OracleTask *task = &ret->task[ret->tasks++];
      *task = row->task;
      task->submit = arrival->submit;
      task->same_row = k > 0;
      if (row->count > 1)
        g_snprintf (task->name, ORACLE_NAME, "t%d.%d", arrival->row, k);
      if (arrival->drawn != ORACLE_NONE)
        g_snprintf (task->job, ORACLE_NAME, "%.8s#%d", row->task.job, arrival->drawn);
      if (random->unending)
        task->duration = ORACLE_NONE;
    }
  }
}

static void
renumber_machines (const RandomScenario *random, OracleScenario *scenario)
{
  const OracleScenario *files = &random->files;
  int number[ORACLE_MACHINES];
  for (int i = 0; i < files->machines; i++) {
    int other = chance (random, 3, i, i + 1);
    number[i] = number[other];
    number[other] = i;
  }
  for (int m = 0; m < files->machines; m++)
    scenario->machine[number[m]] = files->machine[m];
  for (int e = 0; e < files->events; e++)
    scenario->event[e].machine = number[files->event[e].machine];
}

void
random_scenario_reshape (RandomScenario *random)
{
  g_autofree Arrivals *arrivals = g_new0 (Arrivals, 1);
  OracleScenario *oracle = &random->oracle;
  for (int i = 0; i < random->rows; i++)
    arrivals->item[arrivals->count++]
      = (Arrival) { i, ORACLE_NONE, random->row[i].task.submit };
  sort (arrivals);
  *oracle = random->files;
  /* What is typical is so by the file, whatever is made of it. */
  OracleScenario *by_file = g_new (OracleScenario, 1);
  *by_file = random->files;
  become_tasks (random, arrivals, by_file);
  oracle_find_typical (by_file);
  oracle->n_typical = by_file->n_typical;
  memcpy (oracle->typical, by_file->typical, sizeof oracle->typical);
  g_free (by_file);
  g_autofree Arrivals *as_they_were = g_memdup2 (arrivals, sizeof *arrivals);
  if (random->inflate != ORACLE_NONE && !inflate (random, arrivals)) {
    *arrivals = *as_they_were;
    random->inflate = ORACLE_NONE;
  }
  if (random->shuffle)
    shuffle (random, arrivals);
  for (int i = 0; i < arrivals->count && random->one_by_one; i++)
    arrivals->item[i].submit = i * G_GINT64_CONSTANT (1000000);
  become_tasks (random, arrivals, oracle);
  if (oracle->options.order >= ORACLE_UPWARD_RANK)
    oracle_find_ranks (oracle);
  if (random->shuffle_machines)
    renumber_machines (random, oracle);
  if (random->data)
    oracle_find_distances (oracle);
}
