/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the traces of Google's cells of 2011 and 2019 have in common: rows say what happens to tasks
 * and machines, and much of it twice, too late, or never.
 *
 * A reader of one of the two (a GoogleTrace) makes events of its rows, in a scratch file
 * (google_rows.c). That is sorted by task; the events of each task are joined into a record in another
 * one (google_join.c), which is sorted by submit time and handed out (google_tasks.c). Neither is in
 * memory as a whole. The rules are in docs/formats.md. */
#pragma once

#include "trace/columns.h"
#include "trace/trace.h"
#include "util/scratch_file.h"

/* What the largest machine of a trace is taken to have; all else is a fraction of it. */
#define GOOGLE_CPU    64000  /* millicores */
#define GOOGLE_MEMORY 262144 /* MiB */

#define GOOGLE_AMOUNT_BLANK (-1)

/* What happens to a task; each trace has codes of its own. */
typedef enum {
  GOOGLE_SUBMIT,
  GOOGLE_QUEUE, /* it is withheld from scheduling, or is not any more */
  GOOGLE_SCHEDULE,
  GOOGLE_EVICT,
  GOOGLE_FAIL,
  GOOGLE_FINISH,
  GOOGLE_KILL,
  GOOGLE_LOST,
  GOOGLE_UPDATE_PENDING,
  GOOGLE_UPDATE_RUNNING,
} GoogleEventKind;

/* Where a row stands. */
typedef struct {
  guint part; /* index in the list of parts */
  guint line;
} GooglePlace;

/* One thing that happened to a task. */
typedef struct {
  gint64 time; /* us */
  gint64 job;
  GooglePlace place;
  gint32 index;
  guint32 user;       /* index in GoogleRows.users */
  Amount cpu, memory; /* or GOOGLE_AMOUNT_BLANK */
  guint16 priority;
  guint8 kind; /* GoogleEventKind */
  guint8 wishes; /* GoogleWish */
} GoogleEvent;

/* What a row says of where its task is, or should be: bits. */
typedef enum {
  GOOGLE_DIFFERENT_MACHINES = 1 << 0, /* from those of the other tasks of its job */
  GOOGLE_UNKNOWN_MACHINE = 1 << 1,    /* it names one that machine_events does not */
  GOOGLE_CONSTRAINED = 1 << 2,
  GOOGLE_IN_ALLOC = 1 << 3,
} GoogleWish;

/* What is made of the events of one task. */
typedef struct {
  gint64 submit, duration; /* us; DURATION_UNENDING */
  gint64 job;
  GooglePlace place; /* of its first row */
  gint32 index;
  guint32 user;
  Amount cpu, memory;
  gint32 priority; /* the trace's own */
  guint32 n_runs;
  gint64 first_run; /* in GoogleRows.runs */
} GoogleTask;

/* A job that comes after another. */
typedef struct {
  gint64 job, parent;
} GoogleAfter;

/* Reasons of TraceNotes, in order of the list. */
typedef enum {
  GOOGLE_NOTE_AFTER_WINDOW,
  GOOGLE_NOTE_NEVER_RAN,
  GOOGLE_NOTE_ALLOC,
  GOOGLE_NOTE_UPDATE,
  GOOGLE_NOTE_QUEUE,
  GOOGLE_NOTE_DIFFERENT,
  GOOGLE_NOTE_CONSTRAINED,
  GOOGLE_NOTE_SPREAD,
  GOOGLE_NOTE_PARENT,
  GOOGLE_NOTE_AT_START,
  GOOGLE_NOTE_RUNNING,
  GOOGLE_NOTE_WAITING,
  GOOGLE_NOTE_EVICTED,
  GOOGLE_NOTE_AGAIN,
  GOOGLE_NOTE_BLANK,
  GOOGLE_NOTE_CHANGED,
  GOOGLE_NOTE_SCALED,
  GOOGLE_NOTE_USER,
  GOOGLE_NOTE_IN_ALLOC,
  GOOGLE_NOTE_MACHINE,
  GOOGLE_NOTE_ORDER,
  GOOGLE_NOTE_MISSING,
  N_GOOGLE_NOTES,
} GoogleNote;

/* Rows (google_rows.c) ------------------------------------------------------------------------- */

typedef struct {
  GStrv parts;         /* the files that places are in; what is read besides has parts of its own */
  ScratchFile *events;
  GHashTable *machines; /* of ids, which are integers; NULL: not known */
  GHashTable *user_numbers;
  GPtrArray *users; /* names */
  ScratchFile *after;
  ScratchFile *runs;  /* of RecordedRun, those of one task together: google_join() makes them */
  gboolean unordered; /* what stands first among events of one time means nothing */
  gint64 began;       /* the time of the first event, or TIME_NEVER */
  TraceNote notes[N_GOOGLE_NOTES + 1];
} GoogleRows;

gboolean google_rows_init (GoogleRows *rows, GError **error);
void google_rows_clear (GoogleRows *rows);

/* The number of a user: paths of users have parts, and hashes have slashes. */
guint32 google_rows_user (GoogleRows *rows, const char *text);

/* What happened after the trace was taken has the greatest time there is, and is not kept. */
gboolean google_rows_keep (GoogleRows *rows, const GoogleEvent *event, GError **error);

/* Counts a reason, of a row or a task whose first row stands there. */
void google_note (TraceNote *notes, guint reason, GStrv parts, GooglePlace place);

/* A cell of a row as a whole number from min to max, or as a fraction of the largest machine, like
 * 0.25 or 6e-05, in amounts of which it has `whole`: to the nearest unit, but at least one of what is
 * not 0; blank: GOOGLE_AMOUNT_BLANK. `name` is what messages call it. */
gboolean google_integer (const Row *row, guint cell, const char *name, gint64 min, gint64 max,
                         gint64 *ret, GError **error);
gboolean google_fraction (const Row *row, guint cell, const char *name, Amount whole, Amount *ret,
                          GError **error);
/* A time of the trace's: that after its end is G_MAXINT64. */
gboolean google_time (const Row *row, guint cell, gint64 *ret, GError **error);

/* Joining (google_join.c) ---------------------------------------------------------------------- */

/* Makes tasks of rows->events, in order of submit time, and appends to rows->runs when they ran.
 * *ret_tasks belongs to the file. */
gboolean google_join (GoogleRows *rows, ScratchFile *tasks, const GoogleTask **ret_tasks,
                      guint64 *ret_jobs, GError **error);

/* Tasks (google_tasks.c) ----------------------------------------------------------------------- */

/* From a priority of the trace on, up to that of the band before: a tier. */
typedef struct {
  gint32 lowest;
  Tier tier;
} GoogleBand;

typedef struct {
  /* Reads all rows of the trace at that path into rows, which are empty: parts (whatever happens),
   * machines, users, events, after. */
  gboolean (*read) (GoogleRows *rows, const char *path, GError **error);
  const GoogleBand *bands; /* from the highest down; the last begins at 0 */
} GoogleTrace;

/* What TraceFormat asks for. */
TracePrepared *google_prepare (const GoogleTrace *trace, const char *path, GError **error);
TaskStream *google_open_prepared (const TracePrepared *prepared, const TraceContext *context,
                                  gboolean learn, GError **error);

/* Machines (google_machines.c) ----------------------------------------------------------------- */

typedef enum { GOOGLE_MACHINE_ADD, GOOGLE_MACHINE_REMOVE, GOOGLE_MACHINE_UPDATE } GoogleMachineKind;

typedef struct {
  gint64 time, id;
  GooglePlace place;
  GoogleMachineKind kind;
  Amount cpu, memory; /* or GOOGLE_AMOUNT_BLANK */
  const char *rack;   /* interned; NULL: not known */
} GoogleMachineRow;

typedef struct GoogleMachines GoogleMachines;

/* Those of the parts, which it takes over. read() goes through one: it hands each row, whose place is
 * in that part, to google_machines_keep(). NULL and *error. */
GoogleMachines *google_machines_new (GStrv parts,
                                     gboolean (*read) (GoogleMachines *machines, const char *path,
                                                       guint part, GError **error),
                                     GError **error);
void google_machines_free (GoogleMachines *machines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GoogleMachines, google_machines_free)

void google_machines_keep (GoogleMachines *machines, const GoogleMachineRow *row);

/* All of them into the inventory, and what was left out into context->machine_notes. */
gboolean google_machines_add (GoogleMachines *machines, const TraceContext *context,
                              Inventory *inventory, GError **error);
/* The ids of all, or NULL: there are none. The caller frees. */
GHashTable *google_machines_ids (const GoogleMachines *machines);
