/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A binary heap of pointers that can say where an item stands, so that an item whose key has
 * changed is moved in O(log n). Items are not owned.
 *
 * Where items are to be found again, each has a guint at `position_offset` that the heap keeps: its
 * index + 1, or 0 when it is in no heap. Such an item is in at most one heap that uses that guint.
 */
#pragma once

#include <glib.h>

typedef int (*HeapCompare) (gconstpointer a, gconstpointer b); /* < 0: a comes first */

#define HEAP_NO_POSITION G_MAXSIZE

typedef struct {
  gpointer *item;
  guint len;
  guint allocated;
  HeapCompare compare;
  gsize position_offset;
} Heap;

void heap_init (Heap *heap, HeapCompare compare, gsize position_offset);
void heap_clear (Heap *heap);

static inline gpointer
heap_top (const Heap *heap)
{
  return heap->len > 0 ? heap->item[0] : NULL;
}

void heap_push (Heap *heap, gpointer item);
gpointer heap_pop (Heap *heap);
/* For items with a position. remove and fix do nothing when the item is not in. */
gboolean heap_contains (const Heap *heap, gconstpointer item);
void heap_remove (Heap *heap, gpointer item);
void heap_fix (Heap *heap, gpointer item);
/* Takes out all items of which keep(item, data) is FALSE. O(n). */
void heap_filter (Heap *heap, gboolean (*keep) (gconstpointer item, gconstpointer data),
                  gconstpointer data);
/* Every key may have changed. */
void heap_rebuild (Heap *heap);
