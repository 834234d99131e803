/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows of one table say of those of another, against a hash table. */
#include "trace/row_join.h"

#include "test.h"
#include "util/random.h"

static char *
name_of (guint64 number)
{
  return g_strdup_printf ("job-%" G_GUINT64_FORMAT "%s", number, number % 3 == 0 ? "-of-a-long-name" : "");
}

static void
add (JoinValue *value, const JoinValue *more)
{
  value->value += more->value;
  value->a = more->a;
  value->b++;
}

/* Questions come in any order, some twice, some of what nobody told. */
static void
check (guint told, guint asked, guint names, JoinCombine combine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RowJoin) join = row_join_new (combine, &error);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JoinValue got;
  for (guint i = 0; i < told; i++) {
    char *name = name_of (random_mix (i) % names);
    JoinValue value = { .value = i, .a = i, .b = 1 }, *before = g_hash_table_lookup (known, name);
    test_ok (row_join_tell (join, name, &value, &error), error);
    if (before != NULL && combine != NULL)
      combine (before, &value);
    if (before == NULL)
      g_hash_table_insert (known, g_strdup (name), g_memdup2 (&value, sizeof value));
    g_free (name);
  }
  for (guint i = 0; i < asked; i++) {
    g_autofree char *name = name_of (random_mix (i + 7) % (2 * names));
    test_ok (row_join_ask (join, name, &error), error);
  }
  test_ok (row_join_finish (join, &error), error);
  for (guint i = 0; i < asked; i++) {
    g_autofree char *name = name_of (random_mix (i + 7) % (2 * names));
    const JoinValue *expected = g_hash_table_lookup (known, name);
    if (row_join_next (join, &got) != (expected != NULL))
      ck_abort_msg ("question %u", i);
    if (expected != NULL
        && (got.value != expected->value || got.a != expected->a || got.b != expected->b))
      ck_abort_msg ("question %u: %u", i, got.a);
  }
  ck_assert (!row_join_next (join, &got));
}

START_TEST (first_counts)
{
  check (0, 0, 1, NULL);
  check (0, 10, 3, NULL);
  check (10, 10, 3, NULL);
  check (200000, 150000, 50000, NULL);
}
END_TEST

START_TEST (all_count)
{
  check (10, 10, 3, add);
  check (200000, 150000, 50000, add);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("row_join");
  TCase *tcase = tcase_create ("answers");
  tcase_add_test (tcase, first_counts);
  tcase_add_test (tcase, all_count);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
