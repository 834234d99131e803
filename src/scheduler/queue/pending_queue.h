/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tasks that wait, and whose turn it is.
 *
 * A user's waiting tasks of one class are a line. A tier has its users in order; a user has a heap
 * of its lines, by their first task. Under `skip` that heap lacks lines of blocked classes: they leave
 * it when they come to its top, and the user looks for those that have been woken, or are allowed
 * though they are blocked, when its turn comes. So to block and to wake a class costs O(1), and a
 * change of a share one move, however many tasks and users wait; nothing ever walks the backlog. */
#pragma once

#include "scheduler/policy.h"

typedef struct PendingQueue PendingQueue;

PendingQueue *pending_queue_new (const OrderPolicy *order, const SchedulerOptions *options,
                                 const Cell *cell, const Users *users);
void pending_queue_free (PendingQueue *queue);

void pending_queue_push (PendingQueue *queue, Task *task);

/* Under `skip`, blocked classes that may be tried all the same, until the next call: a set, bit
 * class % 64 of word class / 64, lent; NULL: none. Before it gains any, look_again. */
void pending_queue_allow (PendingQueue *queue, const guint64 *allowed);
void pending_queue_look_again (PendingQueue *queue);

/* The task whose turn it is; NULL when none may be tried. It stays in the queue. Under `drop`, or
 * where that is allowed, its class may be blocked. */
Task *pending_queue_next (PendingQueue *queue);
/* Takes out the task that pending_queue_next() returned last. */
void pending_queue_take (PendingQueue *queue, Task *task);

/* Takes out any task that is in the queue; slow where it is not the first of its like. */
void pending_queue_remove (PendingQueue *queue, Task *task);

void pending_queue_block (PendingQueue *queue, guint task_class);
void pending_queue_wake (PendingQueue *queue, guint task_class);
gboolean pending_queue_is_blocked (const PendingQueue *queue, guint task_class);

/* Do shares depend on which tasks can be placed? Then it must be known of every class that it can be
 * before pending_queue_next(). */
gboolean pending_queue_needs_chances (const PendingQueue *queue);
/* The set of classes with tasks that are not blocked, lent. */
const guint64 *pending_queue_open (const PendingQueue *queue);
/* A waiting task of a class that has some, for an order of the kind above. */
Task *pending_queue_any_of (PendingQueue *queue, guint task_class);

/* Of a user's first tasks of each class, in the order in which they would be served (under `strict` the
 * very first), the first one that try() says TRUE of; NULL: none. It is whom pending_queue_take() may
 * take. For orders of users by share. */
Task *pending_queue_try (PendingQueue *queue, guint user, Tier tier,
                         gboolean (*try) (gpointer data, Task *task), gpointer data);
/* The job's tasks have changed, or what is known of them. */
void pending_queue_job_changed (PendingQueue *queue, const Job *job);
/* What the user holds has changed / the capacity that shares are parts of has. */
void pending_queue_holding_changed (PendingQueue *queue, guint user);
void pending_queue_capacity_changed (PendingQueue *queue);
