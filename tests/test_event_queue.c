/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The total order of events, and taking them back; the heap under the pending queue. */
#include "simulator/event_queue.h"
#include "tests/test.h"
#include "util/heap.h"
#include "util/random.h"

enum { N = 3000 };

typedef struct {
  gint64 time[N];
  guint handle[N]; /* 0: not in */
  guint pushed;
  guint64 random;
} Model;

static guint
pick (Model *model, guint below)
{
  model->random = random_mix (model->random);
  return (guint) (model->random % below);
}

/* The first of those that are in: of equal times the one pushed first. */
static guint
first_in (const Model *model)
{
  guint best = N;
  for (guint i = 0; i < model->pushed; i++)
    if (model->handle[i] != 0 && (best == N || model->time[i] < model->time[best]))
      best = i;
  return best;
}

static void
pop_and_compare (EventQueue *queue, Model *model)
{
  guint expected = first_in (model);
  ck_assert_int_eq (event_queue_due (queue),
                    expected == N ? G_MAXINT64 : model->time[expected]);
  if (expected == N) {
    ck_assert_ptr_null (event_queue_first (queue));
    return;
  }
  ck_assert_uint_eq (GPOINTER_TO_UINT (event_queue_first (queue)), expected);
  ck_assert_uint_eq (GPOINTER_TO_UINT (event_queue_pop (queue)), expected);
  ck_assert_uint_eq (model->handle[expected], 0);
}

START_TEST (time_then_order_of_pushes)
{
  static const gint64 time[] = { 5, 5, 3, 5, 5, 3, 9, 5 };
  static const guint expected[] = { 2, 5, 0, 1, 3, 4, 7, 6 };
  guint handle[G_N_ELEMENTS (time)] = { 0 };
  EventQueue *queue = event_queue_new ();
  ck_assert_int_eq (event_queue_due (queue), G_MAXINT64);
  for (guint i = 0; i < G_N_ELEMENTS (time); i++)
    event_queue_push (queue, time[i], GUINT_TO_POINTER (i), &handle[i]);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    ck_assert_int_eq (event_queue_due (queue), time[expected[i]]);
    ck_assert_uint_eq (GPOINTER_TO_UINT (event_queue_pop (queue)), expected[i]);
  }
  ck_assert_int_eq (event_queue_due (queue), G_MAXINT64);
  event_queue_free (queue);
}
END_TEST

/* Runs of pushes for one time, pops and cancellations against a search of all that is in. */
START_TEST (agrees_with_a_search)
{
  static Model model;
  EventQueue *queue = event_queue_new ();
  model = (Model){ .random = (guint64) _i + 1 };
  while (model.pushed < N) {
    gint64 time = pick (&model, 20);
    for (guint run = 1 + pick (&model, 8); run > 0 && model.pushed < N; run--) {
      guint i = model.pushed++;
      model.time[i] = time;
      event_queue_push (queue, time, GUINT_TO_POINTER (i), &model.handle[i]);
      ck_assert_uint_ne (model.handle[i], 0);
    }
    for (guint cancels = pick (&model, 6); cancels > 0; cancels--) {
      guint victim = pick (&model, model.pushed);
      event_queue_cancel (queue, &model.handle[victim]);
      ck_assert_uint_eq (model.handle[victim], 0);
    }
    for (guint pops = pick (&model, 5); pops > 0; pops--)
      pop_and_compare (queue, &model);
  }
  while (first_in (&model) != N)
    pop_and_compare (queue, &model);
  ck_assert_int_eq (event_queue_due (queue), G_MAXINT64);
  event_queue_free (queue);
}
END_TEST

/* So many are taken back that the dead are swept out; the end of an open chain among them. */
START_TEST (most_are_taken_back)
{
  static Model model;
  EventQueue *queue = event_queue_new ();
  model = (Model){ .random = (guint64) _i + 1 };
  for (guint round = 0; round < 2; round++) {
    for (guint end = model.pushed + N / 2; model.pushed < end; model.pushed++) {
      guint i = model.pushed;
      model.time[i] = i / 7 % 50;
      event_queue_push (queue, model.time[i], GUINT_TO_POINTER (i), &model.handle[i]);
    }
    for (guint i = model.pushed; i-- > 0;)
      if (pick (&model, 10) > 0)
        event_queue_cancel (queue, &model.handle[i]);
  }
  while (first_in (&model) != N)
    pop_and_compare (queue, &model);
  ck_assert_int_eq (event_queue_due (queue), G_MAXINT64);
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
  enum { ITEMS = 64 };
  Item item[ITEMS];
  Heap heap;
  guint64 random = (guint64) _i + 77;
  heap_init (&heap, compare_items, G_STRUCT_OFFSET (Item, position));
  for (guint i = 0; i < ITEMS; i++) {
    item[i] = (Item) { .key = (gint64) (random_mix (i ^ random) % 1000) };
    heap_push (&heap, &item[i]);
  }
  for (guint step = 0; step < 200; step++) {
    random = random_mix (random);
    Item *it = &item[random % ITEMS];
    it->key = (gint64) (random >> 20 & 1023);
    heap_fix (&heap, it);
    if (step % 7 == 0 && heap_contains (&heap, it)) {
      heap_remove (&heap, it);
      ck_assert (!heap_contains (&heap, it));
      heap_push (&heap, it);
    }
  }
  for (guint i = 0; i < ITEMS; i++)
    item[i].key = -item[i].key;
  heap_rebuild (&heap);
  gint64 last = G_MININT64;
  for (guint i = 0; i < ITEMS; i++) {
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
  tcase_add_test (order, time_then_order_of_pushes);
  tcase_add_loop_test (order, agrees_with_a_search, 0, 20);
  tcase_add_loop_test (order, most_are_taken_back, 0, 5);
  tcase_add_loop_test (order, heap_follows_changed_keys, 0, 20);
  suite_add_tcase (suite, order);
  return suite;
}

TEST_MAIN (event_queue_suite)
