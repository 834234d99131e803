/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The total order of events, and taking them back; the heap under the pending queue. */
#include "simulator/event_queue.h"
#include "tests/test.h"
#include "util/heap.h"
#include "util/random.h"

START_TEST (time_then_kind_then_sequence)
{
  static const struct {
    gint64 time;
    EventKind kind;
  } pushed[] = {
    { 5, EVENT_ARRIVAL }, { 5, EVENT_LEAVE }, { 3, EVENT_ARRIVAL }, { 5, EVENT_MACHINE },
    { 5, EVENT_LEAVE },   { 3, EVENT_LEAVE }, { 9, EVENT_LEAVE },   { 5, EVENT_ARRIVAL },
  };
  static const guint expected[] = { 5, 2, 1, 4, 3, 0, 7, 6 };
  EventQueue *queue = event_queue_new ();
  for (guint i = 0; i < G_N_ELEMENTS (pushed); i++)
    event_queue_push (queue, pushed[i].time, pushed[i].kind, GUINT_TO_POINTER (i), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    ck_assert_uint_eq (GPOINTER_TO_UINT (event_queue_pop (queue).subject), expected[i]);
  ck_assert_ptr_null (event_queue_peek (queue));
  event_queue_free (queue);
}
END_TEST

/* Random pushes, pops and cancellations against a sorted array. */
START_TEST (agrees_with_a_sorted_list)
{
  enum { N = 300 };
  guint place[N] = { 0 };
  gint64 time[N];
  gboolean in[N] = { FALSE };
  EventQueue *queue = event_queue_new ();
  guint64 random = (guint64) _i + 1;
  for (guint i = 0; i < N; i++) {
    random = random_mix (random);
    time[i] = (gint64) (random % 20);
    event_queue_push (queue, time[i], EVENT_LEAVE, GUINT_TO_POINTER (i), &place[i]);
    in[i] = TRUE;
    if (random >> 32 & 1) {
      guint victim = (guint) (random >> 40) % (i + 1);
      event_queue_cancel (queue, &place[victim]);
      ck_assert_uint_eq (place[victim], 0);
      in[victim] = FALSE;
    }
  }
  for (;;) {
    guint best = N;
    for (guint i = 0; i < N; i++)
      if (in[i] && (best == N || time[i] < time[best]))
        best = i;
    if (best == N)
      break;
    ck_assert_uint_eq (GPOINTER_TO_UINT (event_queue_pop (queue).subject), best);
    ck_assert_uint_eq (place[best], 0);
    in[best] = FALSE;
  }
  ck_assert_ptr_null (event_queue_peek (queue));
  event_queue_free (queue);
}
END_TEST

typedef struct {
  gint64 key;
  guint position;
} Item;

static int
compare_items (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const Item *) a)->key, right = ((const Item *) b)->key;
  return (left > right) - (left < right);
}

/* Keys change while items are in; the heap follows with fix, remove and rebuild. */
START_TEST (heap_follows_changed_keys)
{
  enum { N = 64 };
  Item item[N];
  Heap heap;
  guint64 random = (guint64) _i + 77;
  heap_init (&heap, compare_items, G_STRUCT_OFFSET (Item, position));
  for (guint i = 0; i < N; i++) {
    item[i] = (Item) { .key = (gint64) (random_mix (i ^ random) % 1000) };
    heap_push (&heap, &item[i]);
  }
  for (guint step = 0; step < 200; step++) {
    random = random_mix (random);
    Item *it = &item[random % N];
    it->key = (gint64) (random >> 20 & 1023);
    heap_fix (&heap, it);
    if (step % 7 == 0 && heap_contains (&heap, it)) {
      heap_remove (&heap, it);
      ck_assert (!heap_contains (&heap, it));
      heap_push (&heap, it);
    }
  }
  for (guint i = 0; i < N; i++)
    item[i].key = -item[i].key;
  heap_rebuild (&heap);
  gint64 last = G_MININT64;
  for (guint i = 0; i < N; i++) {
    const Item *it = heap_pop (&heap);
    ck_assert_int_ge (it->key, last);
    ck_assert_uint_eq (it->position, 0);
    last = it->key;
  }
  ck_assert_ptr_null (heap_pop (&heap));
  heap_clear (&heap);
}
END_TEST

static Suite *
event_queue_suite (void)
{
  Suite *suite = suite_create ("event_queue");
  TCase *order = tcase_create ("order");
  tcase_add_test (order, time_then_kind_then_sequence);
  tcase_add_loop_test (order, agrees_with_a_sorted_list, 0, 20);
  tcase_add_loop_test (order, heap_follows_changed_keys, 0, 20);
  suite_add_tcase (suite, order);
  return suite;
}

TEST_MAIN (event_queue_suite)
