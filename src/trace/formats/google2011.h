/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData2011, version 2: what its readers share. docs/formats.md has the rules.
 *
 * Rows of task_events become events in a scratch file (google2011_rows.c), which is sorted by task;
 * the events of each task are joined into a record in another one (google2011_join.c), which is
 * sorted by submit time and handed out (google2011.c). Neither is in memory as a whole. */
#pragma once

#include "trace/columns.h"
#include "trace/trace.h"
#include "util/scratch_file.h"

/* What the largest machine of the trace is taken to have; all else is a fraction of it. */
#define GOOGLE_CPU    64000  /* millicores */
#define GOOGLE_MEMORY 262144 /* MiB */

#define GOOGLE_AMOUNT_BLANK (-1)

/* The codes of the trace. */
typedef enum {
  GOOGLE_SUBMIT,
  GOOGLE_SCHEDULE,
  GOOGLE_EVICT,
  GOOGLE_FAIL,
  GOOGLE_FINISH,
  GOOGLE_KILL,
  GOOGLE_LOST,
  GOOGLE_UPDATE_PENDING,
  GOOGLE_UPDATE_RUNNING,
  N_GOOGLE_EVENTS,
} GoogleEventKind;

/* Where a row stands. */
typedef struct {
  guint part; /* index in the list of parts */
  guint line;
} GooglePlace;

/* A row of task_events. */
typedef struct {
  gint64 time; /* us */
  gint64 job;
  GooglePlace place;
  gint32 index;
  guint32 user; /* index in GoogleRows.users */
  Amount cpu, memory; /* or GOOGLE_AMOUNT_BLANK */
  guint8 kind;        /* GoogleEventKind */
  guint8 priority;
  guint8 different_machines;
  guint8 unknown_machine; /* it names one that machine_events does not */
} GoogleEvent;

/* What is made of the events of one task. */
typedef struct {
  gint64 submit, duration; /* us; DURATION_UNENDING */
  gint64 job;
  GooglePlace place; /* of its first row */
  gint32 index;
  guint32 user;
  Amount cpu, memory;
  gint32 priority; /* of the trace, 0 … 11 */
} GoogleTask;

/* Reasons of TraceNotes, in order of the list. */
typedef enum {
  GOOGLE_NOTE_AFTER_WINDOW,
  GOOGLE_NOTE_NEVER_RAN,
  GOOGLE_NOTE_UPDATE,
  GOOGLE_NOTE_DIFFERENT,
  GOOGLE_NOTE_AT_START,
  GOOGLE_NOTE_RUNNING,
  GOOGLE_NOTE_WAITING,
  GOOGLE_NOTE_EVICTED,
  GOOGLE_NOTE_AGAIN,
  GOOGLE_NOTE_BLANK,
  GOOGLE_NOTE_CHANGED,
  GOOGLE_NOTE_USER,
  GOOGLE_NOTE_MACHINE,
  GOOGLE_NOTE_ORDER,
  N_GOOGLE_NOTES,
} GoogleNote;

/* Parts (google2011_parts.c) ------------------------------------------------------------------- */

#define GOOGLE_TASKS    "task_events"
#define GOOGLE_MACHINES "machine_events"

/* Is the folder one that the trace is published in, or one of its parts? */
gboolean google_is_folder (const char *path);

/* The parts of one kind that belong to a path: the folder of the trace, that of its task_events, or
 * a single part, in which case machines are those beside it. In order; none may be missing between
 * the first and the last. NULL-terminated; empty where there is no such folder. */
GStrv google_find_parts (const char *path, const char *kind, GError **error);

/* Rows (google2011_rows.c) --------------------------------------------------------------------- */

/* Cuts the line at its commas. FALSE when there are not as many cells. */
gboolean google_split (char *line, const char **cells, guint count);

/* A fraction of the largest machine, like 0.25 or 6e-05, as an amount of which it has `whole`: to
 * the nearest unit, but at least one of what is not 0. Blank: GOOGLE_AMOUNT_BLANK. */
gboolean google_fraction (const Row *row, guint cell, const char *name, Amount whole, Amount *ret,
                          GError **error);

typedef struct {
  GStrv parts;
  ScratchFile *events;
  GHashTable *machines; /* of ids, which are integers; NULL: not known */
  GHashTable *user_numbers;
  GPtrArray *users; /* names */
  TraceNote *notes; /* not owned */
  gint64 began;     /* the time of the first row, or TIME_NEVER */
} GoogleRows;

/* Reads all parts. The caller clears rows->events, and the rest by google_rows_clear(). */
gboolean google_rows_read (GoogleRows *rows, GStrv parts, GHashTable *machines, TraceNote *notes,
                           GError **error);
void google_rows_clear (GoogleRows *rows);

/* Counts a reason, of a row or a task whose first row stands there. */
void google_note (TraceNote *notes, guint reason, GStrv parts, GooglePlace place);

/* Joining (google2011_join.c) ------------------------------------------------------------------ */

/* Makes tasks of rows->events, in order of submit time. *ret_tasks belongs to the file. */
gboolean google_join (GoogleRows *rows, ScratchFile *tasks, GoogleTask **ret_tasks,
                      guint64 *ret_jobs, GError **error);

/* Machines (google2011_machines.c) ------------------------------------------------------------- */

gboolean google_is_machines_line (char *line);
gboolean google_read_machines (const char *path, const char *display, const TraceContext *context,
                               Inventory *inventory, GError **error);
/* The ids of all machines beside the trace, or NULL: there is no such file. */
gboolean google_machine_ids (const char *path, GHashTable **ret, GError **error);
