/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due later, in order of time; what is due at one time in the order in which it was pushed.
 * An event can be taken back.
 *
 * Events pushed one after the other for the same time (a job's tasks, placed together and lasting
 * equally long) cost O(1) each; others O(log n). */
#pragma once

#include <glib.h>

typedef struct EventQueue EventQueue;

EventQueue *event_queue_new (void);
void event_queue_free (EventQueue *queue);

/* subject: what the event is about. *handle names the event as long as it is queued and is 0 when
 * it is not; it must be 0 now and stay where it is. */
void event_queue_push (EventQueue *queue, gint64 time, gpointer subject, guint *handle);
/* The time of the first event; G_MAXINT64 when there is none. */
gint64 event_queue_due (const EventQueue *queue);
/* The subject of the first event; NULL when there is none. */
gpointer event_queue_first (const EventQueue *queue);
/* Takes the first event out and returns its subject. The queue must not be empty. */
gpointer event_queue_pop (EventQueue *queue);
/* Takes an event back; nothing when *handle is 0 already. */
void event_queue_cancel (EventQueue *queue, guint *handle);
