/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/back_offs.h"

#include "util/heap.h"
#include "util/units.h"

typedef struct {
  gint64 next; /* it may be tried from then on */
  guint tries; /* in vain, in a row */
  guint index;
  guint position; /* among the due */
} ClassBackOff;

struct BackOffs {
  const BackOff *back_off;
  ClassBackOff *class;
  Heap due;
};

static int
compare (gconstpointer left, gconstpointer right)
{
  const ClassBackOff *a = left, *b = right;
  return a->next != b->next ? (a->next > b->next) - (a->next < b->next)
                            : (a->index > b->index) - (a->index < b->index);
}

BackOffs *
back_offs_new (const BackOff *back_off, guint classes)
{
  BackOffs *backs = g_new0 (BackOffs, 1);
  backs->back_off = back_off;
  backs->class = g_new0 (ClassBackOff, MAX (classes, 1));
  for (guint c = 0; c < classes; c++)
    backs->class[c].index = c;
  heap_init (&backs->due, compare, G_STRUCT_OFFSET (ClassBackOff, position));
  return backs;
}

void
back_offs_free (BackOffs *backs)
{
  if (backs == NULL)
    return;
  heap_clear (&backs->due);
  g_free (backs->class);
  g_free (backs);
}

gint64
back_off_length (const BackOff *back_off, guint n)
{
  gint64 length = back_off->first;
  for (; n > 1 && length < back_off->last; n--)
    length = length > back_off->last / 2 ? back_off->last : 2 * length;
  return length;
}

void
back_offs_block (BackOffs *backs, guint task_class, gint64 now)
{
  ClassBackOff *class = &backs->class[task_class];
  gint64 length = back_off_length (backs->back_off, ++class->tries);
  heap_remove (&backs->due, class);
  class->next = length < TIME_NEVER - now ? now + length : TIME_NEVER;
}

void
back_offs_begin_anew (BackOffs *backs, guint task_class)
{
  ClassBackOff *class = &backs->class[task_class];
  class->tries = 0;
  heap_remove (&backs->due, class);
}

gboolean
back_offs_may_try (BackOffs *backs, guint task_class, gint64 now)
{
  ClassBackOff *class = &backs->class[task_class];
  if (now >= class->next) {
    heap_remove (&backs->due, class);
    return TRUE;
  }
  if (!heap_contains (&backs->due, class))
    heap_push (&backs->due, class);
  return FALSE;
}

gint64
back_offs_next (const BackOffs *backs, guint task_class, gint64 now, guint *ret_tries)
{
  const ClassBackOff *class = &backs->class[task_class];
  *ret_tries = class->tries;
  return class->tries > 0 && class->next > now ? class->next : 0;
}

gint64
back_offs_due (const BackOffs *backs)
{
  const ClassBackOff *first = heap_top (&backs->due);
  return first != NULL ? first->next : TIME_NEVER;
}

guint
back_offs_pop (BackOffs *backs, gint64 now)
{
  if (back_offs_due (backs) > now)
    return G_MAXUINT;
  return ((const ClassBackOff *) heap_pop (&backs->due))->index;
}
