/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measures of fragmentation.h over a whole cell that keeps changing: whole sums, from which a
 * machine that has changed is taken out as it was and put in as it is. So a recount costs what has
 * changed, and says exactly what a recount of everything says. */
#pragma once

#include "metrics/fragmentation.h"
#include "metrics/stranded.h"
#include "model/typical_tasks.h"

typedef struct {
  const Cell *cell;
  const TypicalTasks *typical; /* NULL: no devices */
  ReferenceMix mix;
  Amounts reference; /* the reference task */
  guint reach;       /* the levels that give way to it */
  Amounts least;     /* of each resource, over the mix: a machine with less is of no use */
  gboolean devices;  /* what fits depends on more than the amounts that are free */
  Stranded *by_machine; /* told what each machine strands; not owned; NULL: nobody asks */
  guint64 seen;      /* number of the cell's last change that is in */

  /* By machine, what is in the sums. */
  Amount *free[MAX_RESOURCES]; /* 0 on machines that are not up; padded to whole blocks */
  guint8 *useful;              /* 1: some size of the mix fits */
  gint64 *fit;                 /* reference tasks */
  Amount *yielding[MAX_RESOURCES]; /* held by what gives way to them */
  gint64 *fit_evicting;        /* reference tasks, if that were gone */
  guint8 *short_of;            /* bit r: there is less of resource r than one of them requests */
  gint64 (*causes)[N_FRAGMENTS]; /* typical_fragments() */
  guint8 *is_stale;            /* by block: most_free is out of date */
  Amount *most_free[MAX_RESOURCES]; /* by block */

  Total all[MAX_RESOURCES], stranded[MAX_RESOURCES]; /* free */
  Total blocked[MAX_RESOURCES]; /* free where another resource is short */
  gint64 fit_count, fit_count_evicting;
  gint64 fragmented[N_FRAGMENTS]; /* amount × tasks */
} Fragments;

/* typical is not owned; NULL: devices are not measured by it. */
void fragments_init (Fragments *fragments, const Cell *cell, double reference_share,
                     const TypicalTasks *typical);
void fragments_clear (Fragments *fragments);

/* Takes in what has changed in the cell; FALSE when nothing has. */
gboolean fragments_update (Fragments *fragments);

/* fragmentation_stranded() and fragmentation_external() of one resource, as of the last update;
 * fragmentation_unusable() and fragmentation_blocked() by the reference task, as parts of what is
 * free (0 when nothing is); fragmentation_fit_count() is fit_count, and fragmentation_fluid_bound()
 * of the same task. */
double fragments_stranded (const Fragments *fragments, guint resource);
double fragments_external (const Fragments *fragments, guint resource);
double fragments_unusable (const Fragments *fragments, guint resource);
double fragments_blocked (const Fragments *fragments, guint resource);
double fragments_fluid_bound (const Fragments *fragments);

/* What is free on devices and of no use to typical tasks, by cause; then in all, as a part of what is
 * free (0 when nothing is). In base units of their resource; 0 without typical tasks. */
double fragments_fragmented_by (const Fragments *fragments, Fragment cause);
double fragments_fragmented (const Fragments *fragments);
double fragments_rate (const Fragments *fragments);
