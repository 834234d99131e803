/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consecutive pushes for one time make a chain, and a heap orders the chains by time, then by the
 * sequence of their first event. The sequences of two chains do not interleave, so this is the order
 * of the events. The heap has four children a node and holds keys by value: the comparison that
 * dominates reads no other memory.
 *
 * An event that is taken back stays as a dead link until it comes to the front; when the dead
 * outnumber the living, all are swept out. The first event of the first chain always lives. */
#include "simulator/event_queue.h"

#define CHILDREN   4
#define SWEEP_FROM 1024 /* dead links that are not worth a sweep */

typedef struct {
  gpointer subject;
  guint *handle; /* NULL: dead */
  guint next;    /* handle of the next in the chain; 0: the last */
} Link;

typedef struct {
  gint64 time;
  guint64 sequence;
  guint first;
} Chain;

struct EventQueue {
  GArray *links;  /* of Link; a handle is an index + 1 */
  guint unused;   /* list of links through `next` */
  GArray *chains; /* of Chain, heap order */
  guint64 next_sequence;
  gint64 last_time; /* of the last push, while its chain is open */
  guint last;       /* its end; 0: no chain is open */
  guint living, dead;
};

EventQueue *
event_queue_new (void)
{
  EventQueue *queue = g_new0 (EventQueue, 1);
  queue->links = g_array_new (FALSE, FALSE, sizeof (Link));
  queue->chains = g_array_new (FALSE, FALSE, sizeof (Chain));
  return queue;
}

void
event_queue_free (EventQueue *queue)
{
  if (queue == NULL)
    return;
  g_array_unref (queue->links);
  g_array_unref (queue->chains);
  g_free (queue);
}

static Link *
link_at (const EventQueue *queue, guint handle)
{
  return &g_array_index (queue->links, Link, handle - 1);
}

static Chain *
heap_of (const EventQueue *queue)
{
  return (Chain *) (void *) queue->chains->data;
}

/* Heap of chains ---------------------------------------------------------------------------------
 */

static inline gboolean
before (const Chain *a, const Chain *b)
{
  return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

static void
sift_up (Chain *heap, guint index)
{
  Chain chain = heap[index];
  while (index > 0) {
    guint parent = (index - 1) / CHILDREN;
    if (!before (&chain, &heap[parent]))
      break;
    heap[index] = heap[parent];
    index = parent;
  }
  heap[index] = chain;
}

static void
sift_down (Chain *heap, guint len, guint index)
{
  Chain chain = heap[index];
  for (;;) {
    guint child = CHILDREN * index + 1, end = MIN (child + CHILDREN, len);
    guint first = child;
    if (child >= len)
      break;
    while (++child < end)
      if (before (&heap[child], &heap[first]))
        first = child;
    if (!before (&heap[first], &chain))
      break;
    heap[index] = heap[first];
    index = first;
  }
  heap[index] = chain;
}

static void
remove_first_chain (EventQueue *queue)
{
  Chain *heap = heap_of (queue);
  guint len = queue->chains->len - 1;
  heap[0] = heap[len];
  queue->chains->len = len;
  if (len > 1)
    sift_down (heap, len, 0);
}

/* Links ------------------------------------------------------------------------------------------
 */

static guint
take_link (EventQueue *queue, gpointer subject, guint *handle)
{
  Link link = { subject, handle, 0 };
  guint taken = queue->unused;
  if (taken != 0) {
    queue->unused = link_at (queue, taken)->next;
    *link_at (queue, taken) = link;
  } else {
    g_array_append_val (queue->links, link);
    taken = queue->links->len;
  }
  return taken;
}

/* Returns the next in the chain. */
static guint
free_link (EventQueue *queue, guint handle)
{
  Link *link = link_at (queue, handle);
  guint next = link->next;
  link->next = queue->unused;
  queue->unused = handle;
  if (handle == queue->last)
    queue->last = 0;
  return next;
}

static void
remove_first_link (EventQueue *queue)
{
  Chain *chain = heap_of (queue);
  chain->first = free_link (queue, chain->first);
  if (chain->first == 0)
    remove_first_chain (queue);
}

static void
skip_dead (EventQueue *queue)
{
  while (queue->dead > 0 && queue->chains->len > 0
         && link_at (queue, heap_of (queue)->first)->handle == NULL) {
    remove_first_link (queue);
    queue->dead--;
  }
}

/* Frees a chain's dead links; returns its new first, 0 when none lives. */
static guint
sweep_chain (EventQueue *queue, guint handle)
{
  guint first = 0, end = 0;
  while (handle != 0) {
    if (link_at (queue, handle)->handle == NULL) {
      handle = free_link (queue, handle);
      continue;
    }
    if (first == 0)
      first = handle;
    else
      link_at (queue, end)->next = handle;
    end = handle;
    handle = link_at (queue, handle)->next;
  }
  if (end != 0)
    link_at (queue, end)->next = 0;
  return first;
}

static void
sweep (EventQueue *queue)
{
  Chain *heap = heap_of (queue);
  guint kept = 0;
  for (guint i = 0; i < queue->chains->len; i++) {
    guint first = sweep_chain (queue, heap[i].first);
    if (first == 0)
      continue;
    heap[kept] = heap[i];
    heap[kept++].first = first;
  }
  queue->chains->len = kept;
  for (guint i = kept / CHILDREN + 1; i-- > 0;)
    if (i < kept)
      sift_down (heap, kept, i);
  queue->dead = 0;
}

/* The queue --------------------------------------------------------------------------------------
 */

void
event_queue_push (EventQueue *queue, gint64 time, gpointer subject, guint *handle)
{
  guint added = take_link (queue, subject, handle);
  *handle = added;
  queue->living++;
  if (queue->last != 0 && queue->last_time == time) {
    link_at (queue, queue->last)->next = added;
  } else {
    Chain chain = { time, queue->next_sequence++, added };
    g_array_append_val (queue->chains, chain);
    sift_up (heap_of (queue), queue->chains->len - 1);
  }
  queue->last_time = time;
  queue->last = added;
}

gint64
event_queue_due (const EventQueue *queue)
{
  return queue->chains->len > 0 ? heap_of (queue)->time : G_MAXINT64;
}

/* The link after the next one: by the time it is asked for it has come from memory. */
static void
fetch_ahead (const EventQueue *queue)
{
  if (queue->living == 0)
    return;
  guint next = link_at (queue, heap_of (queue)->first)->next;
  if (next != 0)
    __builtin_prefetch (link_at (queue, next));
}

gpointer
event_queue_first (const EventQueue *queue)
{
  return queue->living > 0 ? link_at (queue, heap_of (queue)->first)->subject : NULL;
}

gpointer
event_queue_pop (EventQueue *queue)
{
  g_assert (queue->living > 0);
  Link first = *link_at (queue, heap_of (queue)->first);
  *first.handle = 0;
  queue->living--;
  remove_first_link (queue);
  skip_dead (queue);
  fetch_ahead (queue);
  return first.subject;
}

void
event_queue_cancel (EventQueue *queue, guint *handle)
{
  if (*handle == 0)
    return;
  link_at (queue, *handle)->handle = NULL;
  *handle = 0;
  queue->living--;
  queue->dead++;
  if (queue->dead > queue->living + SWEEP_FROM)
    sweep (queue);
  skip_dead (queue);
}
