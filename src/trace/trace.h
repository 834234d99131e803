/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces: files in, machines and a stream of tasks out.
 *
 * A TraceFormat is one row of the table in trace/formats.c: how to recognise a file and how to read
 * it. Loading a tasks file reads it once from end to end (workload_load): every row is checked,
 * users and classes get their numbers, the order of submit times is seen, so that a run meets no
 * surprise in the middle. Running streams it a second time (workload_open), with look-ups only; a
 * Workload is read-only then and may serve several runs at once. An unsorted file is sorted, stably,
 * in scratch files.
 *
 * A stream gives rows: a row of many equal tasks stays one record until it becomes tasks. */
#pragma once

#include "model/component.h"
#include "model/duration.h"
#include "model/inventory.h"
#include "model/network.h"
#include "model/task_class.h"
#include "model/task_name.h"
#include "model/usage_peak.h"
#include "model/users.h"
#include "trace/notes.h"

#define TRACE_TIME_MAX    (G_GINT64_CONSTANT (1) << 62) /* us; no submit + duration is above */

/* When a task ran, as the trace tells it. */
typedef struct {
  gint64 start, end; /* us; end may be TIME_NEVER: it went on */
} RecordedRun;

/* A row of the trace: `count` tasks alike in all but their numbers. Pointers are the stream's,
 * valid until its next record. */
typedef struct {
  const char *job;
  TaskName name; /* of the first; the others have the numbers after its */
  guint count;   /* 1 or more; the name has a number when it is more. 0, of streams with has_after: the
                    job is there for others to come after, and nothing is to be done for it;
                    workload_open() leaves such rows out */
  guint user;
  guint task_class;
  guint line;
  gint64 submit;       /* us */
  gint64 duration;     /* us, or DURATION_UNENDING */
  gint64 estimate;     /* the same, as the user says: may be more or less than the duration */
  gint64 checkpoint;   /* us of work between checkpoints, 0: none */
  guint16 budget;      /* not evicted while so many tasks of the job are down; or BUDGET_NONE */
  const Amounts *used; /* what it uses while it runs; NULL: not given, so the request */
  const UsagePeak *peak; /* NULL: it has none; else `used` is given */
  /* When each of them ran in reality, where the context asks for it; NULL: the trace does not say. */
  const RecordedRun *runs;
  guint n_runs;
  Amount data_size;      /* MiB of input, where its class's data is */
  JobPlace place;        /* of workload_open(), where the workload has graphs */
  /* While loading only: workload_graphs() knows both from then on. */
  const char *after;    /* jobs that must have finished before, joined by `;`; NULL or "": none */
  const char *workflow; /* what the job is a part of; NULL: the trace does not say */
} TaskRecord;

/* What the reader needs to give things their numbers. The tables are filled while loading. */
typedef struct {
  const ResourceSet *resources;
  const TierBounds *tiers;
  Labels *labels;
  Users *users;
  TaskClasses *classes;
  gboolean listed_users_only; /* [workload] users = listed: others are errors */
  const char *run_times;      /* [workload] run-times: a file beside the tasks file; NULL: none */
  const char *also;           /* [workload] also: objects beside the tasks file; NULL: none */
  const gint64 *machine_type; /* [workload] machine-type: of those of the trace; NULL: none */
  const char *const *zones;   /* [cell] zones: other zones in machines or zone= constraints are
                                 errors; NULL: any */
  Network *network;           /* where data may be: other places are errors; NULL: anywhere */
  GArray *machine_notes;      /* of TraceNote: readers of machines append theirs; NULL: nobody asks */
  gboolean machines_optional; /* a tasks file need not say what machines there are */
  gboolean recorded_runs;     /* records say when tasks ran, where the format knows */
} TraceContext;

/* The name of the record's task i < count. */
static inline TaskName
task_record_name (const TaskRecord *record, guint i)
{
  return (TaskName){ record->name.base, record->name.number + (gint32) i };
}

/* One open pass over a tasks file. A format's own state follows the base struct. */
typedef struct TaskStream TaskStream;
struct TaskStream {
  /* 1 and *ret, 0 at the end, -1 and *error. */
  int (*next) (TaskStream *stream, TaskRecord *ret, GError **error);
  double (*progress) (const TaskStream *stream); /* 0 … 1 of the file */
  void (*free) (TaskStream *stream);
  /* What was left out or assumed so far; NULL: the format takes rows as they are. */
  const TraceNote *(*notes) (const TaskStream *stream);
  /* How many jobs all rows are of, where those of one job do not stand together; NULL: they do. */
  guint64 (*jobs) (const TaskStream *stream);
  gboolean has_after; /* its records may name jobs that they come after */
};
static inline int
task_stream_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  return stream->next (stream, ret, error);
}
static inline double
task_stream_progress (const TaskStream *stream)
{
  return stream->progress (stream);
}
static inline void
task_stream_free (TaskStream *stream)
{
  if (stream != NULL)
    stream->free (stream);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaskStream, task_stream_free)

/* What a format has found out about a file before its records are given out: read-only, so that any
 * number of streams may share it. A format's own state follows the base struct. */
typedef struct TracePrepared TracePrepared;
struct TracePrepared {
  void (*free) (TracePrepared *prepared);
};

typedef struct {
  const char *name; /* `berth`, `openb`, … */
  const char *summary;
  /* Of a format that is no CSV: does the beginning of a file look like it? Else NULL. */
  gboolean (*looks_like) (const char *beginning);
  /* Of a format whose traces are folders: is this one of them? Else NULL. */
  gboolean (*is_folder) (const char *path);
  /* All files that are read of a trace at that path; NULL: the path is the only one. */
  GStrv (*files) (const char *path, GError **error);
  /* A tasks file says itself what machines there are: read_machines() takes it. */
  gboolean machines_in_tasks;
  gboolean reads_run_times; /* context->run_times means something */
  gboolean reads_also;      /* context->also does */
  /* Do these column names look like this format's tasks file / machines file? NULL: it has none with
   * names of columns. */
  gboolean reads_machine_type; /* and context->machine_type */
  /* Do these column names look like this format's tasks file / machines file? */
  gboolean (*is_tasks) (const char *const *header, guint columns, const TraceContext *context);
  gboolean (*is_machines) (const char *const *header, guint columns, const TraceContext *context);
  gboolean (*read_machines) (const char *path, const char *display, const TraceContext *context,
                             Inventory *inventory, GError **error);
  /* learn: fill the context's tables (loading); otherwise only look up (running). */
  TaskStream *(*open_tasks) (const char *path, const char *display, const TraceContext *context,
                             gboolean learn, GError **error);
  /* Of a format for which that is much work: prepare() does it when a file is first opened, and all
   * streams of the file are of what it returned. open_tasks is NULL then. */
  TracePrepared *(*prepare) (const char *path, const char *display, GError **error);
  TaskStream *(*open_prepared) (const TracePrepared *prepared, const TraceContext *context,
                                gboolean learn, GError **error);
} TraceFormat;

extern const TraceFormat *const trace_formats[]; /* NULL-terminated: the one table */

/* Reads the machines of a file in the named format ("auto" recognises it). The caller calls
 * inventory_finish when all sources are in. */
gboolean trace_read_machines (const char *path, const char *display, const char *format,
                              const TraceContext *context, Inventory *inventory, GError **error);

/* The same of the machines that a tasks file speaks of, where its format does and it has any. */
gboolean trace_read_own_machines (const char *path, const char *display, const char *format,
                                  const TraceContext *context, Inventory *inventory,
                                  GError **error);

/* The files that a tasks or machines file of that format is made of: the path itself, or those in
 * it and beside it where it is a folder. NULL and *error: a part is missing. */
GStrv trace_files (const char *path, const char *display, const char *format,
                   const TraceContext *context, GError **error);

/* Where tasks come from: a file, or a generator. Opening it twice gives the same rows. The first
 * time is while loading; from then on several threads may open it at once. */
typedef struct TaskSource TaskSource;
struct TaskSource {
  const char *format;   /* `berth`, …: for people */
  const char *display;  /* named in errors */
  /* learn: fill the context's tables (loading); otherwise only look up (running). */
  TaskStream *(*open) (TaskSource *source, const TraceContext *context, gboolean learn,
                       GError **error);
  void (*free) (TaskSource *source);
};
static inline void
task_source_free (TaskSource *source)
{
  if (source != NULL)
    source->free (source);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaskSource, task_source_free)

/* A tasks file in the named format ("auto" recognises it). display is the path as the scenario
 * gives it. */
TaskSource *task_file_new (const char *path, const char *display, const char *format,
                           const TraceContext *context, GError **error);

typedef struct Workload Workload;
typedef struct JobGraphs JobGraphs;

/* Loads and checks all tasks of a source, which it takes over (see above); NULL and *error. */
Workload *workload_new (TaskSource *source, const TraceContext *context, GError **error);
/* Those of a file. */
Workload *workload_load (const char *path, const char *display, const char *format,
                         const TraceContext *context, GError **error);
void workload_free (Workload *workload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Workload, workload_free)

/* What is made of the rows before they are run: see trace/reshape.h. */
typedef struct {
  int inflate;  /* draw rows of the trace again until they ask for so much of a resource; or -1 */
  Total until;  /* base units */
  gboolean shuffle;    /* deal the submit times out to the rows at random */
  gboolean one_by_one; /* then they are 0, 1, 2 … seconds */
  gboolean unending;   /* and no task finishes */
  guint64 seed;
} Reshaping;

/* Once, between loading and the first run; the rows are kept in memory from then on. What classes
 * know of their numbers of tasks stays what the file says. FALSE and *error. */
gboolean workload_reshape (Workload *workload, const Reshaping *reshaping, GError **error);

/* For a workload that many runs are going to open: its rows, where they are no more than `most`, stay
 * in memory, instead of being read again each time. Before the first run; FALSE and *error. */
gboolean workload_keep (Workload *workload, guint64 most, GError **error);

/* Opens the tasks in order of submit time. Thread-safe. */
TaskStream *workload_open (const Workload *workload, GError **error);

const char *workload_format (const Workload *workload);
guint64 workload_tasks (const Workload *workload);
/* Rows of one job that stand next to each other count once, unless the format knows better. */
guint64 workload_jobs (const Workload *workload);
gint64 workload_last_submit (const Workload *workload);
gboolean workload_was_sorted (const Workload *workload);
gboolean workload_has_usage (const Workload *workload);
/* Does the trace say when tasks ran? Only where the context asked for it. */
gboolean workload_has_runs (const Workload *workload);
/* The latest time that it tells: of a submit, or of a run's start or end. */
gint64 workload_recorded_end (const Workload *workload);
/* Does any task have a disruption budget? */
gboolean workload_has_budgets (const Workload *workload);
/* Does any task say how much input it has? */
gboolean workload_has_data_sizes (const Workload *workload);
/* The line of the first task of a gang; 0: there is none. */
guint workload_first_gang (const Workload *workload);
/* Which of its jobs wait for which, and what belongs together: see trace/job_graphs.h; NULL: nobody waits
 * for anybody, or is in a workflow. */
const JobGraphs *workload_graphs (const Workload *workload);
/* What was left out of it and what was assumed: a list, which may be empty. */
const TraceNote *workload_notes (const Workload *workload);
/* Offered work of a user: the sum over its tasks of min(duration, 365 days) in seconds times the
 * most of its request, counted in cores, devices, 4 GiB of memory, or units of any other resource.
 * Only used to choose whom a chart shows. */
double workload_user_demand (const Workload *workload, guint user);
