/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why this machine: whom the filters turned away, and the best of the others by score; or, where
 * none was left, the machines on which evicting is cheapest. */
#pragma once

#include "explain/eviction.h"
#include "explain/rules.h"
#include "explain/share_story.h"

#define CHOICE_SHOWN 5

typedef struct {
  guint machine;
  double score;
  double *part; /* score by score, times its weight */
  guint distance;  /* to its data, and … */
  gint64 transfer; /* … how long that takes to come: where data comes first */
} RankedMachine;

typedef struct {
  gint64 time;
  guint machine; /* that was chosen; MACHINE_NONE */
  guint turned_away[MAX_FILTERS];
  guint feasible;
  gboolean packed; /* only those of the chosen machine's domain could be chosen, and are in `best` */
  guint allowed;   /* so many of the feasible ones */
  GArray *best;      /* of RankedMachine: at most CHOICE_SHOWN, and the chosen one after them where
                        it is not among them (a sample, or a plan of backfilling) */
  GArray *rules;     /* of RuleState: what the class asks of where others run, as it was then */
  guint candidates;  /* machines on which evicting makes room, where none is feasible */
  GArray *evictions; /* of Eviction, CHOICE_SHOWN at most */
  Amount data;         /* MiB that must come before it runs; 0: none, or of no decision */
  ShareStory *shares; /* where these decide whom to evict, and not evictions; else NULL */
} Choice;

/* For the view's class in this moment; chosen: MACHINE_NONE where no machine was. */
Choice *choice_new (const Moment *moment, const PolicyView *view, guint chosen);
/* Of a decision that is about to be done; task: for whom. */
Choice *choice_of_decision (const Moment *moment, const Task *task, const Decision *decision);
void choice_free (Choice *choice);
