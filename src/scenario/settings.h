/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scenario says, key by key, before the files that it names are read. The option table
 * (scenario/options.c) writes into this; scenario.c builds the Scenario from it. */
#pragma once

#include "scenario/entries.h"
#include "scenario/scenario.h"

#define MACHINES_MAX 10000000

/* A file that a key names; path NULL: not given. */
typedef struct {
  char *path;         /* from where we are */
  char *name;         /* as the scenario writes it */
} FileName;

/* A part of what the cell has of a resource; resource -1: not given. */
typedef struct {
  int resource;
  double share;
} ResourceShare;

/* How a group with a name of its own begins. */
typedef struct {
  char *name;
  const Entry *header;    /* lent by the Entries */
} NamedGroup;

/* [machines NAME] */
typedef struct {
  NamedGroup head;
  gint64 count;
  gint64 rack_size;       /* 0: no racks */
  Amounts capacity;
  GStrv zones;            /* NULL: none */
  char *attributes;
  char *taints;
  char *soft_taints;
} MachineGroup;

/* Priorities from lowest to highest. */
typedef struct {
  gint32 lowest, highest;
} PriorityRange;

/* [scheduler NAME] */
typedef struct {
  NamedGroup head;
  GStrv tiers;            /* NULL: all, as is … */
  GStrv users;
  PriorityRange priorities;
  gint64 job_time, task_time;
  GArray *scores;         /* of WeightedScore */
  guint ties;
} SchedulerGroup;

typedef struct {
  char *path;
  gint32 weight;          /* thousandths */
} UserWeight;

/* [user PATH] */
typedef struct {
  NamedGroup head;
  OwnShare share;
  UserQuota quota;
} UserGroup;

typedef struct {
  char *title;
  char *include;          /* followed by entries.c already */
  gint64 seed;
  gint64 horizon;

  FileName machines;
  const char *machines_format;
  GStrv resource_names;
  GStrv device_names;
  GStrv zones;
  FileName network;
  Amount transfer_rate;   /* MiB a second; 0: none */
  ResourceSet resources;  /* set when [cell] is read */
  GPtrArray *groups;      /* of MachineGroup */
  guint schedulers;
  guint conflicts;
  guint commit;

  FileName trace;
  FileName run_times;
  FileName also;
  gint64 machine_type; /* -1: not given */
  const char *trace_format;
  guint listed_users_only;
  guint over_quota;
  ResourceShare inflate;
  gboolean shuffle;
  guint arrivals;
  guint durations;
  double typical_share;
  GStrv typical_resources; /* NULL: all */
  gboolean shuffle_machines;
  GArray *users;          /* of UserWeight */
  gint64 tier_lowest[N_TIERS];

  SchedulerOptions scheduler;
  guint preset;
  guint queue;
  guint passes;
  guint simultaneous;
  guint compression;
  guint share_capacity;
  guint share_scope;
  guint share_ties;
  guint share_tree;
  guint reclaim;
  guint reclamation;
  guint sample;
  guint spread_by;
  guint gang_packing;
  guint gang_level;
  guint ties;
  gint64 job_time, task_time;
  GPtrArray *scheduler_groups; /* of SchedulerGroup */
  GPtrArray *user_groups; /* of UserGroup */
  GPtrArray *generate_groups;  /* of GenerateGroup (scenario/generate_groups.h) */
  guint kube_candidates;

  gint64 interval;
  gint64 recorded;        /* TIME_NEVER: no */
  guint task_rows;
  gint64 decisions;
  gint64 loop_evictions;
  double reference_share;
  GArray *assertions;     /* of Assertion */
} Settings;

/* Defaults first, then every entry. NULL with an INPUT_ERROR: an unknown group or key, a value that
 * does not fit. entries must outlive the settings. */
Settings *settings_read (const Entries *entries, GError **error);
void settings_free (Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Settings, settings_free)

void assertion_clear (Assertion *assertion);
void scheduler_options_init (SchedulerOptions *options);
void scheduler_options_clear (SchedulerOptions *options);
