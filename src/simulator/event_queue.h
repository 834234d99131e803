/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events in their total order: time, then kind, then sequence (the order in which they were
 * pushed). An event whose place is remembered can be taken back. */
#pragma once

#include <glib.h>

/* In the order in which the events of one instant are applied (docs/simulation.md). Finishes and
 * grace ends are one kind. */
typedef enum { EVENT_LEAVE, EVENT_MACHINE, EVENT_ARRIVAL } EventKind;

typedef struct {
  gint64 time;
  EventKind kind;
  guint64 sequence;
  gpointer subject; /* what it is about: a Task for EVENT_LEAVE, else unused */
  guint *place;     /* kept up to date: index + 1 here, 0 when out; may be NULL */
} Event;

typedef struct EventQueue EventQueue;

EventQueue *event_queue_new (void);
void event_queue_free (EventQueue *queue);

void event_queue_push (EventQueue *queue, gint64 time, EventKind kind, gpointer subject,
                       guint *place);
/* The first event, or NULL; valid until the queue changes. */
const Event *event_queue_peek (const EventQueue *queue);
/* Takes the first event out. The queue must not be empty. */
Event event_queue_pop (EventQueue *queue);
/* Takes the event at *place back and sets *place to 0; nothing when it is 0 already. */
void event_queue_cancel (EventQueue *queue, guint *place);
