/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares that go by what is a user's own: weights of resources, and what is guaranteed. */
#include "scheduler/order/shares.h"
#include "scheduler/policy_tables.h"
#include "scheduler/queue/user_share.h"
#include "scheduler/reclaim/share_rule.h"
#include "tests/small_cell.h"
#include "tests/test.h"

static const char *const names[] = { "a", "b", "c", "d" };

/* A user of a pool of two resources. */
typedef struct {
  Amount held[2];
  Total guaranteed[2]; /* NOTHING: it says nothing */
  double weight[2];    /* of resources; 0 each: 1 */
  gint32 weighs;       /* thousandths; 0: 1 */
  gint32 priority;     /* of its first task */
  Total waiting[2];
} Holder;

#define NOTHING (-1)

typedef struct {
  Amount pool[2];
  guint users;
  Holder user[4];
  const char *order, *expected;
} Sorting;

static OwnShare
share_of (const Holder *user)
{
  OwnShare share = { .weight = { 1, 1 } };
  for (guint r = 0; r < 2; r++) {
    if (user->weight[0] + user->weight[1] > 0)
      share.weight[r] = user->weight[r];
    if (user->guaranteed[r] == NOTHING)
      continue;
    share.guaranteed.said |= 1u << r;
    share.guaranteed.of[r] = user->guaranteed[r];
  }
  return share;
}

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer order)
{
  return ((const OrderPolicy *) order)->compare (a, b);
}

/* The names of users in their order, equals as they stand. */
static void
check_sorting (const Sorting *sorting)
{
  static const char *const resources[] = { "cpu", "memory", NULL };
  const OrderPolicy *order = order_policy_find (sorting->order);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (OrderKey));
  g_autoptr (GString) got = g_string_new (NULL);
  OwnShare shares[4];
  guint class[4];
  SmallCell small;
  small_cell_init (&small, resources, NULL);
  small_cell_machine (&small, sorting->pool, NULL, NULL);
  for (guint u = 0; u < sorting->users; u++) {
    class[u] = small_cell_class (&small, sorting->user[u].held, 100);
    shares[u] = share_of (&sorting->user[u]);
    users_intern (small.users, names[u]);
  }
  small.options.user_shares = shares;
  small_cell_start (&small);
  for (guint u = 0; u < sorting->users; u++) {
    const Holder *user = &sorting->user[u];
    OrderKey key = { .user = u,
                     .weight = user->weighs > 0 ? user->weighs : WEIGHT_ONE,
                     .first_priority = user->priority,
                     .first_sequence = u,
                     .waiting = user->waiting,
                     .resources = 2 };
    (void) small_cell_running (&small, names[u], class[u], 0, 0);
    user_share_update (&key, order, &small.options, small.cell, TIER_BATCH, NULL);
    g_array_append_val (keys, key);
  }
  g_array_sort_with_data (keys, compare_keys, (gpointer) order);
  for (guint i = 0; i < keys->len; i++)
    g_string_append (got, names[g_array_index (keys, OrderKey, i).user]);
  ck_assert_str_eq (got->str, sorting->expected);
  small_cell_clear (&small);
}

#define NO_GUARANTEE { NOTHING, NOTHING }

/* YuniKorn's sorters_test.go: shares .6, .67, .5 and .5, d of priority 3; then the rules one by one. */
START_TEST (guaranteed_shares)
{
  static const Sorting sortings[] = {
    { { 1000, 1000 }, 4,
      { { { 300, 300 }, { 500, 500 }, { 0 }, 0, 0, { 0 } },
        { { 200, 200 }, { 300, 300 }, { 0 }, 0, 0, { 0 } },
        { { 100, 100 }, { 200, 200 }, { 0 }, 0, 0, { 0 } },
        { { 100, 100 }, { 200, 200 }, { 0 }, 0, 3, { 0 } } },
      "guaranteed-share", "dcab" },
    /* The larger of two shares counts: .1 and .6 against .5 and .2. */
    { { 1000, 1000 }, 2,
      { { { 10, 60 }, { 100, 100 }, { 0 }, 0, 0, { 0 } },
        { { 50, 20 }, { 100, 100 }, { 0 }, 0, 0, { 0 } } },
      "guaranteed-share", "ba" },
    /* What is not named is a part of the cell: .05 against .1; what is named as 0 is held in whole. */
    { { 1000, 1000 }, 3,
      { { { 10, 0 }, { 100, NOTHING }, { 0 }, 0, 0, { 0 } },
        { { 50, 0 }, { NOTHING, 10 }, { 0 }, 0, 0, { 0 } },
        { { 1, 0 }, { 0, NOTHING }, { 0 }, 0, 0, { 0 } } },
      "guaranteed-share", "bac" },
    /* Of what is named as 0 anything is a share of 1: between .6 and 1.2. */
    { { 1000, 1000 }, 3,
      { { { 1, 0 }, { 0, NOTHING }, { 0 }, 0, 0, { 0 } },
        { { 120, 0 }, { 100, NOTHING }, { 0 }, 0, 0, { 0 } },
        { { 60, 0 }, { 100, NOTHING }, { 0 }, 0, 0, { 0 } } },
      "guaranteed-share", "cab" },
    /* 0 of 0 is nothing. */
    { { 1000, 1000 }, 2,
      { { { 1, 0 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } },
        { { 0, 0 }, { 0, 0 }, { 0 }, 0, 0, { 0 } } },
      "guaranteed-share", "ba" },
    /* Who has more waiting: first b in memory alone, then in the first resource that differs. */
    { { 1000, 1000 }, 2,
      { { { 0, 0 }, NO_GUARANTEE, { 0 }, 0, 0, { 5, 5 } },
        { { 0, 0 }, NO_GUARANTEE, { 0 }, 0, 0, { 5, 6 } } },
      "guaranteed-share", "ba" },
    { { 1000, 1000 }, 2,
      { { { 0, 0 }, NO_GUARANTEE, { 0 }, 0, 0, { 4, 9 } },
        { { 0, 0 }, NO_GUARANTEE, { 0 }, 0, 0, { 5, 5 } } },
      "guaranteed-share", "ba" },
    /* Weights: .4 / 4 against .2. */
    { { 1000, 1000 }, 2,
      { { { 40, 0 }, { 100, NOTHING }, { 0 }, 4000, 0, { 0 } },
        { { 20, 0 }, { 100, NOTHING }, { 0 }, 0, 0, { 0 } } },
      "guaranteed-share", "ab" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (sortings); i++)
    check_sorting (&sortings[i]);
}
END_TEST

/* Shares by weights <3, 1> of a: .02 against .04, which by those of the cell are .06 and .04. */
START_TEST (weights_by_user_and_resource)
{
  static const Sorting sortings[] = {
    { { 100, 100 }, 2,
      { { { 6, 1 }, NO_GUARANTEE, { 3, 1 }, 0, 0, { 0 } },
        { { 1, 4 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } } }, "drf", "ab" },
    { { 100, 100 }, 2,
      { { { 6, 1 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } },
        { { 1, 4 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } } }, "drf", "ba" },
    /* b's memory does not count: .07 against .01. */
    { { 100, 100 }, 2,
      { { { 6, 1 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } },
        { { 1, 90 }, NO_GUARANTEE, { 1, 0 }, 0, 0, { 0 } } }, "asset", "ba" },
    /* .02 and .01 against .02 twice. */
    { { 100, 100 }, 2,
      { { { 6, 1 }, NO_GUARANTEE, { 3, 1 }, 0, 0, { 0 } },
        { { 2, 2 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } } }, "share-vector", "ab" },
    /* .02 against .04 again, all of it borrowed. */
    { { 100, 100 }, 2,
      { { { 6, 1 }, NO_GUARANTEE, { 3, 1 }, 0, 0, { 0 } },
        { { 1, 4 }, NO_GUARANTEE, { 0 }, 0, 0, { 0 } } }, "borrowed-share", "ab" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (sortings); i++)
    check_sorting (&sortings[i]);
}
END_TEST

/* Kueue's dominant resource share: 1000 times the share, rounded up where it is shown. */
static gint64
shown (const OrderKey *key)
{
  Wide whole = (Wide) key->capacity * (Wide) key->weight;
  return (gint64) (((Wide) key->amount * 1000 * WEIGHT_ONE + whole - 1) / whole);
}

static OrderKey
borrower (Total held, Total nominal, Total lendable, gint32 weight)
{
  static const double weights[] = { 1 };
  OrderKey key = { .weight = weight };
  order_policy_find ("borrowed-share")
    ->share (&(Holdings){ .resources = 1,
                          .held = &held,
                          .capacity = &lendable,
                          .weight = weights,
                          .guaranteed = &nominal,
                          .is_guaranteed = 1 },
             &key);
  return key;
}

/* 501 of 1500 and 502 of 1500 are shown as 1 and 2, and compared as 2/3 and 4/3. */
START_TEST (borrowed_shares)
{
  static const struct {
    Total held, nominal, lendable;
    gint32 weight;
    gint64 shown;
  } goldens[] = {
    { 7, 5, 10, 1000, 200 },
    { 3, 2, 10, 1000, 100 },
    { 501, 500, 1500, 1000, 1 },
    { 800, 500, 1500, 300000, 1 },
    { 5, 5, 10, 1000, 0 },
    { 2, 5, 10, 1000, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (goldens); i++) {
    OrderKey key = borrower (goldens[i].held, goldens[i].nominal, goldens[i].lendable,
                             goldens[i].weight);
    ck_assert_int_eq (shown (&key), goldens[i].shown);
  }
  OrderKey two_thirds = borrower (501, 500, 1500, 1000), also = borrower (800, 500, 1500, 300000);
  ck_assert_int_eq (compare_shares (&two_thirds, &also), 0);
  also = borrower (801, 500, 1500, 300000);
  ck_assert_int_eq (shown (&also), shown (&two_thirds));
  ck_assert_int_lt (compare_shares (&two_thirds, &also), 0);
}
END_TEST

/* Who borrows with weight 0 comes after everybody, and among such who borrows less comes first; who
 * borrows nothing is not told from others who do not. */
START_TEST (borrowing_without_weight)
{
  const OrderKey borrows = borrower (6, 5, 10, 0), more = borrower (7, 5, 20, 0);
  const OrderKey most = borrower (10, 0, 10, 1), none = borrower (5, 5, 10, 0);
  const OrderKey lends = borrower (1, 5, 10, 1000);
  ck_assert_int_gt (compare_shares (&borrows, &most), 0);
  ck_assert_int_lt (compare_shares (&most, &borrows), 0);
  ck_assert_int_eq (compare_shares (&borrows, &more), 0);
  const OrderKey less = borrower (7, 6, 20, 0);
  ck_assert_int_lt (compare_shares (&less, &borrows), 0);
  ck_assert_int_lt (compare_shares (&none, &most), 0);
  ck_assert_int_eq (compare_shares (&none, &lends), 0);
  ck_assert (!share_rule_allows (RECLAIM_KUEUE, &borrows, &most, &most));
  ck_assert (share_rule_allows (RECLAIM_KUEUE, &most, &borrows, &none));
  ck_assert (!share_rule_allows (RECLAIM_VOLCANO, &borrows, &most, &most));
  ck_assert (share_rule_allows (RECLAIM_VOLCANO, &most, &more, &borrows));
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("own shares");
  TCase *tcase = tcase_create ("shares");
  tcase_add_test (tcase, guaranteed_shares);
  tcase_add_test (tcase, weights_by_user_and_resource);
  tcase_add_test (tcase, borrowed_shares);
  tcase_add_test (tcase, borrowing_without_weight);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
