/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A binary heap of events by value: the comparison that dominates reads no other memory. */
#include "simulator/event_queue.h"

struct EventQueue {
  GArray *events;       /* of Event, heap order */
  guint64 next_sequence;
};

EventQueue *
event_queue_new (void)
{
  EventQueue *queue = g_new0 (EventQueue, 1);
  queue->events = g_array_new (FALSE, FALSE, sizeof (Event));
  return queue;
}

void
event_queue_free (EventQueue *queue)
{
  if (queue == NULL)
    return;
  g_array_unref (queue->events);
  g_free (queue);
}

static gboolean
before (const Event *a, const Event *b)
{
  if (a->time != b->time)
    return a->time < b->time;
  if (a->kind != b->kind)
    return a->kind < b->kind;
  return a->sequence < b->sequence;
}

static void
put (Event *heap, guint index, const Event *event)
{
  heap[index] = *event;
  if (event->place != NULL)
    *event->place = index + 1;
}

static void
sift_up (Event *heap, guint index, const Event *event)
{
  while (index > 0 && before (event, &heap[(index - 1) / 2])) {
    put (heap, index, &heap[(index - 1) / 2]);
    index = (index - 1) / 2;
  }
  put (heap, index, event);
}

static void
sift_down (Event *heap, guint len, guint index, const Event *event)
{
  for (;;) {
    guint child = 2 * index + 1;
    if (child >= len)
      break;
    if (child + 1 < len && before (&heap[child + 1], &heap[child]))
      child++;
    if (!before (&heap[child], event))
      break;
    put (heap, index, &heap[child]);
    index = child;
  }
  put (heap, index, event);
}

void
event_queue_push (EventQueue *queue, gint64 time, EventKind kind, gpointer subject, guint *place)
{
  Event event = { time, kind, queue->next_sequence++, subject, place };
  g_array_append_val (queue->events, event);
  sift_up ((Event *) (void *) queue->events->data, queue->events->len - 1, &event);
}

const Event *
event_queue_peek (const EventQueue *queue)
{
  return queue->events->len > 0 ? &g_array_index (queue->events, Event, 0) : NULL;
}

static void
remove_at (EventQueue *queue, guint index)
{
  Event *heap = (Event *) (void *) queue->events->data;
  guint len = queue->events->len - 1;
  Event last = heap[len];
  if (heap[index].place != NULL)
    *heap[index].place = 0;
  g_array_set_size (queue->events, len);
  if (index == len)
    return;
  if (index > 0 && before (&last, &heap[(index - 1) / 2]))
    sift_up (heap, index, &last);
  else
    sift_down (heap, len, index, &last);
}

Event
event_queue_pop (EventQueue *queue)
{
  g_assert (queue->events->len > 0);
  Event first = g_array_index (queue->events, Event, 0);
  remove_at (queue, 0);
  return first;
}

void
event_queue_cancel (EventQueue *queue, guint *place)
{
  if (*place != 0)
    remove_at (queue, *place - 1);
}
