/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle of schedulers whose decisions take time, written from docs/simulation.md alone: a
 * simulation that copies the whole state of the cell at the start of every attempt, and thinks
 * about the copy at its end. Plain loops, no code of the engine. Machines have cpu and memory;
 * there are no constraints, devices or checkpoints. */
#pragma once

#include <glib.h>

#define NAIVE_MACHINES   6
#define NAIVE_TASKS      200
#define NAIVE_EVENTS     (NAIVE_MACHINES + 8)
#define NAIVE_SCHEDULERS 4
#define NAIVE_USERS      3
#define NAIVE_RESOURCES  2
#define NAIVE_NONE       (-1)

typedef enum { NAIVE_MONOLITHIC, NAIVE_SHARED_STATE, NAIVE_TWO_LEVEL } NaiveSharing;
typedef enum { NAIVE_NO_SCORE, NAIVE_LEAST_ALLOCATED, NAIVE_MOST_ALLOCATED } NaiveScore;
typedef enum { NAIVE_TIES_FIRST, NAIVE_TIES_RANDOM, NAIVE_TIES_NEXT } NaiveTies;
typedef enum { NAIVE_UP, NAIVE_DOWN, NAIVE_DRAIN } NaiveEventKind;

typedef struct {
  gint64 job_time, task_time; /* us */
  gboolean tier[4];           /* those it serves */
  int lowest, highest;        /* priorities it serves */
  gboolean user[NAIVE_USERS];
  NaiveScore score;
  NaiveTies ties;
} NaiveScheduler;

typedef struct {
  int job, number;            /* named jJOB/NUMBER */
  int user, priority;
  gint64 submit, duration;    /* us; NAIVE_NONE: for ever */
  gint64 request[NAIVE_RESOURCES];
} NaiveTask;

typedef struct {
  gint64 time;
  int machine;
  NaiveEventKind kind;
} NaiveEvent;

typedef struct {
  guint64 seed;
  gint64 horizon;             /* NAIVE_NONE: none */
  NaiveSharing sharing;
  gboolean coarse, all_or_nothing;
  int schedulers;             /* named s0, s1, … */
  NaiveScheduler scheduler[NAIVE_SCHEDULERS];
  int machines;               /* named m0, m1, …; up at 0 */
  gint64 capacity[NAIVE_MACHINES][NAIVE_RESOURCES];
  int events;                 /* in order of time */
  NaiveEvent event[NAIVE_EVENTS];
  int tasks;                  /* in order of arrival */
  NaiveTask task[NAIVE_TASKS];
} NaiveScenario;

/* The facts of the run as tests/fact_log.h writes them, attempts among them, up to the end. */
char *naive_run (const NaiveScenario *scenario);
