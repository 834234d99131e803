/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a class asks of where other tasks run, and how many there are in which domain. */
#pragma once

#include "explain/moment.h"
#include "model/topology_ties.h"

typedef struct {
  guint value;  /* label: of the rule's key */
  gint32 tasks; /* that the rule counts there */
} RuleDomain;

typedef struct {
  TopologyTie tie;
  GArray *domains; /* of RuleDomain: those that some machine is in that is up or draining, in the order
                      of their first machines */
} RuleState;

/* The rules that must hold, as filters of the run see them at this moment: a GArray of RuleState. */
GArray *rules_find (const Moment *moment, const TaskClass *task_class);
/* `web over zone, max skew 1`: a rule in words, without counts. The caller frees. */
char *rule_words (const Labels *labels, const TopologyTie *tie);
/* The soft rules of a class in words, joined by `; `. The caller frees. */
char *rule_wishes (const Labels *labels, const TaskClass *task_class);
