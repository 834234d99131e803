/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/heap.h"

#include <string.h>

void
heap_init (Heap *heap, HeapCompare compare, gsize position_offset)
{
  memset (heap, 0, sizeof *heap);
  heap->compare = compare;
  heap->position_offset = position_offset;
}

void
heap_clear (Heap *heap)
{
  g_clear_pointer (&heap->item, g_free);
  heap->len = heap->allocated = 0;
}

static inline guint *
position_of (const Heap *heap, gconstpointer item)
{
  return (guint *) ((char *) item + heap->position_offset);
}

static inline void
put (Heap *heap, guint index, gpointer item)
{
  heap->item[index] = item;
  if (heap->position_offset != HEAP_NO_POSITION)
    *position_of (heap, item) = index + 1;
}

static void
sift_up (Heap *heap, guint index)
{
  gpointer item = heap->item[index];
  while (index > 0) {
    guint parent = (index - 1) / 2;
    if (heap->compare (item, heap->item[parent]) >= 0)
      break;
    put (heap, index, heap->item[parent]);
    index = parent;
  }
  put (heap, index, item);
}

static void
sift_down (Heap *heap, guint index)
{
  gpointer item = heap->item[index];
  for (;;) {
    guint child = 2 * index + 1;
    if (child >= heap->len)
      break;
    if (child + 1 < heap->len && heap->compare (heap->item[child + 1], heap->item[child]) < 0)
      child++;
    if (heap->compare (heap->item[child], item) >= 0)
      break;
    put (heap, index, heap->item[child]);
    index = child;
  }
  put (heap, index, item);
}

void
heap_push (Heap *heap, gpointer item)
{
  if (heap->len == heap->allocated) {
    heap->allocated = heap->allocated == 0 ? 4 : heap->allocated * 2;
    heap->item = g_renew (gpointer, heap->item, heap->allocated);
  }
  heap->item[heap->len] = item;
  sift_up (heap, heap->len++);
}

/* The gap is filled from below down to a leaf, where the last item goes and rises: it came from the
 * bottom and most often stays there, so this takes half the comparisons of letting it sink. */
static void
remove_at (Heap *heap, guint index)
{
  if (heap->position_offset != HEAP_NO_POSITION)
    *position_of (heap, heap->item[index]) = 0;
  gpointer last = heap->item[--heap->len];
  if (index == heap->len)
    return;
  for (guint child; (child = 2 * index + 1) < heap->len; index = child) {
    if (child + 1 < heap->len && heap->compare (heap->item[child + 1], heap->item[child]) < 0)
      child++;
    put (heap, index, heap->item[child]);
  }
  heap->item[index] = last;
  sift_up (heap, index);
}

gpointer
heap_pop (Heap *heap)
{
  gpointer top = heap_top (heap);
  if (top != NULL)
    remove_at (heap, 0);
  return top;
}

gboolean
heap_contains (const Heap *heap, gconstpointer item)
{
  return *position_of (heap, item) != 0;
}

void
heap_remove (Heap *heap, gpointer item)
{
  if (heap_contains (heap, item))
    remove_at (heap, *position_of (heap, item) - 1);
}

void
heap_fix (Heap *heap, gpointer item)
{
  if (!heap_contains (heap, item))
    return;
  sift_up (heap, *position_of (heap, item) - 1);
  sift_down (heap, *position_of (heap, item) - 1);
}

void
heap_filter (Heap *heap, gboolean (*keep) (gconstpointer item, gconstpointer data),
             gconstpointer data)
{
  guint kept = 0;
  for (guint i = 0; i < heap->len; i++)
    if (keep (heap->item[i], data))
      put (heap, kept++, heap->item[i]);
    else if (heap->position_offset != HEAP_NO_POSITION)
      *position_of (heap, heap->item[i]) = 0;
  heap->len = kept;
  heap_rebuild (heap);
}

void
heap_rebuild (Heap *heap)
{
  for (guint i = heap->len / 2; i-- > 0;)
    sift_down (heap, i);
}
