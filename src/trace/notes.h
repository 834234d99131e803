/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader made of rows that do not say all that a run needs: what it left out, and what it
 * kept and assumed something of, each with its number and where the first such row stands. A reader
 * has an array of them, one a reason, that ends with one without `what`. */
#pragma once

#include <glib.h>

typedef struct {
  const char *what; /* "jobs without a run time"; NULL ends a list */
  gboolean kept;    /* it is in the workload; else it was left out */
  guint64 count;
  const char *file; /* that of the first, as in messages; NULL: the trace's only one. Interned. */
  guint line;       /* of the first */
} TraceNote;

/* One more of the reason, at that place. */
static inline void
trace_note_add (TraceNote *note, const char *file, guint line)
{
  if (note->count++ > 0)
    return;
  note->file = file;
  note->line = line;
}

/* Appends those of a list that count any; to: of TraceNote, or NULL: nobody asks. */
void trace_notes_collect (const TraceNote *notes, GArray *to);

/* "jobs without a run time: 2 (first: line 7)". The caller frees. */
char *trace_note_text (const TraceNote *note);
