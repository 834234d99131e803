/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a task asks of where other tasks run: that its like are spread over domains, to be near a
 * group of tasks, or away from one, in the syntax of docs/formats.md. A domain is all machines with
 * one value of an attribute. What it comes to is in docs/simulation.md ("Spread and affinity"). */
#pragma once

#include "model/labels.h"

#define SPREAD_SKEW_MAX    1000000
#define AFFINITY_WEIGHT_MAX 100
#define SPREAD_RULES_MAX   16

typedef struct {
  guint key;            /* label of the attribute */
  gint32 skew;          /* 1 … SPREAD_SKEW_MAX */
  gint32 least_domains; /* 1 or more */
  gboolean soft;        /* a wish, for scores */
} SpreadRule;

typedef struct {
  guint group; /* label of the group's name */
  guint key;
  gboolean apart; /* away from it */
  gint32 weight;  /* 1 … AFFINITY_WEIGHT_MAX: a wish, for scores; 0: it must hold */
} AffinityRule;

/* Lists, owned. */
typedef struct {
  guint count;
  SpreadRule *item;
} SpreadRules;

typedef struct {
  guint count;
  AffinityRule *item;
} AffinityRules;

void spread_rules_clear (SpreadRules *rules);
void affinity_rules_clear (AffinityRules *rules);

/* Parse a `;`-joined list like `zone:1:2;rack:3:soft` or `db@zone;!self@machine;cache@rack:10`.
 * *ret is set only on success; on failure FALSE and *ret_reason, which the caller frees. An empty
 * text is an empty list. */
gboolean spread_rules_parse (const char *text, Labels *labels, SpreadRules *ret,
                             char **ret_reason);
/* own: the label of the group that `self` stands for. */
gboolean affinity_rules_parse (const char *text, guint own, Labels *labels, AffinityRules *ret,
                               char **ret_reason);

/* Can a group be named so in a file? FALSE and *ret_reason otherwise. */
gboolean group_name_check (const char *name, char **ret_reason);
