/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small random scenarios, each made twice from one seed: for the oracle, and as the files that the
 * engine reads. Times are small round numbers, so that events collide often; amounts are such that
 * cells are full most of the time. The same seed makes the same scenario on any machine. */
#pragma once

#include "oracle.h"

/* One row of the tasks file: `count` tasks, named NAME or NAME.0, NAME.1, …. */
typedef struct {
  OracleTask task;
  int count;
  gboolean named_group;          /* the file says the group */
} RandomRow;

typedef struct {
  guint64 seed;
  OracleScenario files;          /* as the files have it */
  OracleScenario oracle;         /* what runs: the workload reshaped, the machines shuffled */

  /* What only the files show. */
  const char *const *resource_names;
  char user_name[ORACLE_USERS][ORACLE_NAME];
  int listed_users;              /* the first so many stand in [users] */
  int file_machines;             /* the first so many stand in machines.csv, others in the group */
  int file_events;               /* so do so many events, the adds first */
  int group_zones, group_rack_size;
  gboolean tier_column;          /* tasks.csv names tiers instead of priorities */
  gboolean own_bounds;           /* [tiers] is written */
  int filter_choice;             /* a row of random_filters */
  gboolean crowd;                /* few large machines with many small tasks */
  gboolean backfill;             /* a plan in time; tasks have estimates, good and bad */
  gboolean budgets;              /* tasks.csv has a column of them */
  gboolean gangs;                /* some jobs are */
  gboolean joint_gangs;          /* of several rows */
  gboolean data;                 /* tasks' input has places … */
  gboolean transfers;            /* … and sizes, and takes time to come */
  gboolean graphml;              /* the network file is */
  gboolean graph;                /* jobs come after others */
  gboolean rules;                /* tasks look at where others run */
  gboolean tree;                 /* users below users, served from the top down */
  gboolean estimates;            /* a column of its own */
  gboolean fair;                 /* users with one kind of task each, machines that change */
  gboolean shuffle_machines;
  gboolean reclaims;             /* less is reserved than is asked for; columns of usage */
  int own_users;                 /* the first so many have a group [user PATH] */
  int inflate;                   /* a resource, or ORACLE_NONE */
  double inflate_to;
  gboolean shuffle, one_by_one, unending;
  int rows;                      /* in file order, which may not be that of submit times */
  RandomRow row[ORACLE_TASKS];
} RandomScenario;

typedef struct {
  const char *text;              /* as `filters` is written; NULL: not at all */
  int n;
  OracleFilter run[ORACLE_FILTERS];
} RandomFilters;

extern const RandomFilters random_filters[];
extern const guint n_random_filters; /* then come those of scenarios with rules */

RandomScenario *random_scenario_new (guint64 seed);
/* Parts of it: draws an order that looks at what is users' own; that, when users have their numbers; … */
void random_scenario_draw_own_order (RandomScenario *random);
void random_scenario_draw_own (RandomScenario *random);
/* … draws what tasks ask of where others run, and in which order things happen, and … */
void random_scenario_draw_rules (RandomScenario *random);
void random_scenario_draw_customs (RandomScenario *random);
void random_scenario_draw_reclamation (RandomScenario *random);
/* … which jobs come after which … */
void random_scenario_draw_graph (RandomScenario *random);
/* … where data is, and … */
void random_scenario_draw_network (RandomScenario *random);
/* … makes `oracle` of `files` and rows. */
void random_scenario_reshape (RandomScenario *random);

/* The texts of random.scenario, machines.csv (NULL when all machines are of the group) and
 * tasks.csv; the caller frees. */
char *random_scenario_text (const RandomScenario *random);
char *random_scenario_machines (const RandomScenario *random);
char *random_scenario_tasks (const RandomScenario *random);
/* That of the network file, NULL where there is none, and how it is called. */
char *random_scenario_network (const RandomScenario *random);
const char *random_scenario_network_name (const RandomScenario *random);
