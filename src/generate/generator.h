/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One group of generated jobs, [generate NAME] of a scenario, as a stream of tasks in order of
 * submit time.
 *
 * Arrivals, sizes, durations, users, classes and each resource have a random stream of their own,
 * of the seed, the group's name and the purpose (generate/random_stream.h): what one key changes
 * leaves all else as it was, and so does another group. Nothing is kept of what has been given, so
 * that memory does not grow with the number of jobs. */
#pragma once

#include "generate/arrivals.h"
#include "trace/trace.h"

typedef struct {
  const char *name;          /* jobs are NAME-0, NAME-1, … */
  const char *file;          /* where the group stands, for messages */
  guint line;
  guint64 seed;
  ArrivalSpec arrivals;
  const Law *tasks;          /* of a job; rounded, 1 at least */
  const Law *duration;       /* NULL: for ever */
  const Law *request[MAX_RESOURCES]; /* NULL: nothing */
  double correlation;        /* 0 … 1: between the requests of resources */
  guint classes;             /* so many requests, drawn once; 0: each job draws its own */
  double class_skew;
  const char *user;          /* a path, of which they are USER/0, USER/1, … when there are more */
  guint users;
  double user_skew;
  gint32 priority;
  ClassTexts texts;
  gboolean gang;             /* all tasks of a job start together, or none */
  gint64 checkpoint;         /* us, 0: none */
  guint16 budget;
  gint64 start, until;       /* us: jobs come from start on and before until */
  guint64 jobs;              /* so many at most; 0: any number */
  int load_resource;         /* of which the load is asked for, or -1 */
  double load;               /* in parts of capacity */
  Total capacity[MAX_RESOURCES]; /* of the cell */
} GeneratorSpec;

/* What came out, of the tasks themselves. */
typedef struct {
  guint64 jobs, tasks;
  double rate;                   /* jobs a second on average that arrivals were set to; 0: at once */
  double offered[MAX_RESOURCES]; /* see generator_totals() */
} GeneratorTotals;

typedef struct Generator Generator;

/* So many jobs of a group are a slip of the pen: refused. */
#define GENERATED_JOBS_MAX 1000000000
/* From now on fewer are: for tests. */
void generator_limit_jobs (guint64 most);

/* Copies the spec, but borrows what it points to. NULL and *error where the load that is asked for
 * cannot be had (the law has no mean, or nothing is requested), or takes too many jobs. */
Generator *generator_new (const GeneratorSpec *spec, const ResourceSet *resources, GError **error);
void generator_free (Generator *generator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Generator, generator_free)

/* As TaskSource.open; while learning the totals are taken, too. */
TaskStream *generator_open (Generator *generator, const TraceContext *context, gboolean learn);

/* When the next row of such a stream is submitted; FALSE: there is none. Users and classes get their
 * numbers only when the row is given. */
gboolean generator_peek (TaskStream *stream, gint64 *ret);

const char *generator_name (const Generator *generator);
/* Of the stream that learnt. The offered load of a resource is Σ request · duration / (capacity · T),
 * T being the time from start to until (where there is no until, to the last submit); of tasks that
 * run for ever it is Σ request / capacity. 0 where the cell has none of it. */
const GeneratorTotals *generator_totals (const Generator *generator);

/* All rows of the file, if there is one, and of the generators (of Generator *), by time; of one time
 * those of the file first, then by order of the generators. The file's users and classes come before
 * those of the generators. Takes the file over, shares the array. */
TaskSource *generated_source_new (TaskSource *file, GPtrArray *generators, const char *display);
