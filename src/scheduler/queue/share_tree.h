/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of users with a share at every node, for hierarchical DRF (order/hdrf.c), in one tier.
 *
 * Users are leaves; where a user has others below it, its own tasks are those of a leaf beside
 * them, of weight 1. What a node holds follows from the nodes just below it, in one of three ways
 * (ShareTreeKind), so that a change of one user is a change of its ancestors, each at the cost of
 * the nodes below it; the backlog is never looked at.
 *
 * Amounts are whole multiples of 2^-20 of a resource's unit: what is scaled down is rounded down,
 * and what is not is exact, as are comparisons. */
#pragma once

#include "scheduler/policy.h"

typedef struct ShareTree ShareTree;

ShareTree *share_tree_new (const SchedulerOptions *options, const Cell *cell, const Users *users,
                           Tier tier);
void share_tree_free (ShareTree *tree);

/* Something about the user has changed: what it holds, or what is asked below. */
void share_tree_touch (ShareTree *tree, guint user);
/* Everything may have: capacities. */
void share_tree_touch_all (ShareTree *tree);

/* A user's tasks in the tier: do any wait, and may any be placed? */
typedef struct {
  gboolean waits, open;
} UserPending;
typedef UserPending (*UserPendingOf) (gpointer data, guint user);

/* The user whose turn it is, of those with tasks that may be placed; USER_NONE: there is none.
 * asked: bits of the resources that some task asks for that may be placed. */
guint share_tree_first (ShareTree *tree, guint asked, UserPendingOf pending, gpointer data);
