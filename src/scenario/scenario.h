/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario: everything a run depends on, read from a .scenario file and what it names, checked,
 * and immutable from then on; one may serve many runs at once.
 *
 * Files are GLib key files. Every key is a row of the option table (scenario/options.c): group,
 * key, type, range, default, help; the table drives parsing, messages, the manual page and the
 * reference page. */
#pragma once

#include "generate/generator.h"
#include "scenario/named_schedulers.h"
#include "scenario/override_place.h"
#include "scheduler/scheduler_options.h"
#include "trace/trace.h"

typedef enum { TASK_ROWS_AUTO, TASK_ROWS_ALWAYS, TASK_ROWS_NEVER } TaskRows;

/* What tasks of a user, and of those below it, may ask for together, by tier. */
typedef struct {
  SomeAmounts of[N_TIERS];
} UserQuota;

typedef enum { OVER_QUOTA_REFUSE, OVER_QUOTA_HOLD } OverQuota;

typedef struct {
  char *key;       /* dotted summary key, e.g. "utilization.cpu.allocated_mean" */
  char op[3];      /* "<", "<=", ">", ">=", "=", "!=" */
  double value;
  const char *file;   /* interned: where it stands, for messages */
  guint line;
} Assertion;

typedef struct Scenario Scenario;
struct Scenario {
  char *path;          /* as given */
  char *name;          /* file name without folder and .scenario, or .gz */
  char *title;         /* [scenario] title, or the name */
  char *text;          /* the file's own text, or what a trace stands for, for the manifest */
  GPtrArray *inputs;   /* of char *: paths of every file read: scenario (unless it is a trace), includes, traces */
  guint own_inputs;    /* so many of them, from the first, are scenario files; 0: a trace stands for one */
  GPtrArray *input_names;  /* the same as the scenario writes them: what the manifest shows */
  GPtrArray *overrides;    /* of char *: `group.key=value` from the command line, in order */

  guint64 seed;
  gint64 horizon;      /* TIME_NEVER: until all is done */
  gint64 interval;     /* between samples */
  gint64 recorded;     /* intervals in which a run is held against the trace's own schedule; 0: no */
  TaskRows task_rows;  /* tasks.csv: auto is up to a million tasks */

  ResourceSet resources;
  TierBounds tiers;
  char **zones;        /* [cell] zones; NULL: any */
  Labels *labels;
  Users *users;
  TaskClasses *classes;
  Inventory *inventory;
  Workload *workload;
  Network *network;    /* measured where some task's data has a place */
  Amount transfer_rate; /* MiB a second over a distance of 1; 0: data comes in no time */
  UserQuota *quotas;   /* by user; NULL: nobody has any */
  OverQuota over_quota; /* what becomes of tasks beyond them */
  GPtrArray *generators;      /* of Generator: of [generate NAME], in order of the file */
  GPtrArray *generate_groups; /* … what they borrow from */
  TraceContext context;
  gint64 machine_type; /* the context may point at it */
  GArray *machine_notes;   /* of TraceNote: what readers of machines left out and assumed */

  TypicalTasks *typical;    /* lent to the scheduler; NULL where the cell has no devices */
  SchedulerOptions scheduler;
  NamedSchedulers schedulers; /* none where one decides, in no time */
  gint64 decisions;    /* rows of decisions.csv at most; 0: no such file */
  gint64 loop_evictions;   /* so many make a row of preemption-loops.csv */
  double reference_share;   /* [metrics] reference-share: classes that make up this part of tasks */
  GArray *assertions;       /* of Assertion */

  char *world;              /* see scenario/world_key.h */
  const Scenario *lender;   /* whose trace and cell these are; NULL: its own */
  GPtrArray *input_hashes;  /* of char *, by input: their SHA-256, where somebody has asked; or NULL */
};

/* Loads and checks everything, traces included. overrides: NULL-terminated `group.key=value`
 * strings, or NULL. NULL and *error (INPUT_ERROR) when anything is wrong. */
Scenario *scenario_load (const char *path, const char *const *overrides, GError **error);

/* The same; places: where each override was asked for, or NULL. Where lender (may be NULL) is of the
 * same world, its users, machines and tasks serve this scenario, too, instead of being read again:
 * it must outlive it then. */
Scenario *scenario_load_beside (const char *path, const char *const *overrides,
                                const OverridePlace *places, const Scenario *lender,
                                GError **error);

/* Only what the scenario itself says, checked as far as that goes: no machines, no workload, but
 * `inputs` and `world` as scenario_load() has them. It cannot be run. */
Scenario *scenario_outline (const char *path, const char *const *overrides,
                            const OverridePlace *places, GError **error);

/* What a scenario at that path is called: the file's name without folder and .scenario. The caller
 * frees. */
char *scenario_name_of (const char *path);

/* Sets input_hashes: what many runs write into their manifests is computed once. */
gboolean scenario_hash_inputs (Scenario *scenario, GError **error);
void scenario_free (Scenario *scenario);

/* Does data take its time to come? */
static inline gboolean
scenario_has_transfers (const Scenario *scenario)
{
  return scenario->transfer_rate > 0 && workload_has_data_sizes (scenario->workload);
}

/* A list, which may be empty. */
static inline const TraceNote *
scenario_machine_notes (const Scenario *scenario)
{
  return (const TraceNote *) (const void *) scenario->machine_notes->data;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scenario, scenario_free)
