/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in a file without a name: kept as they were appended, or sorted, however many. */
#include "util/scratch_file.h"
#include "util/scratch_window.h"

#include "test.h"
#include "util/random.h"

typedef struct {
  guint64 key, number;
  char more[24];
} Row;

static int
compare_rows (const void *a, const void *b)
{
  const Row *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return (x->number > y->number) - (x->number < y->number);
}

/* Row i has a key below `keys`, so that there are equal ones. */
static ScratchFile *
fill (gsize rows, guint64 keys)
{
  g_autoptr (GError) error = NULL;
  ScratchFile *file = scratch_file_new (sizeof (Row), &error);

  test_ok (file != NULL, error);
  for (gsize i = 0; i < rows; i++) {
    Row row = { .key = random_mix (i) % keys, .number = i };
    memset (row.more, (int) (i % 251), sizeof row.more);
    if (!scratch_file_append (file, &row, NULL))
      ck_abort_msg ("row %u", (guint) i);
  }
  ck_assert_uint_eq (scratch_file_rows (file), rows);
  return file;
}

/* Is every byte of it its own? */
static gboolean
is_whole (const Row *row, guint64 keys)
{
  Row expected = { .key = random_mix (row->number) % keys, .number = row->number };

  memset (expected.more, (int) (row->number % 251), sizeof expected.more);
  return memcmp (row, &expected, sizeof expected) == 0;
}

START_TEST (as_appended)
{
  g_autoptr (ScratchFile) file = fill (50000, 1000);
  gpointer map;

  ck_assert (scratch_file_map (file, &map, NULL));
  for (gsize i = 0; i < 50000; i++)
    if (((const Row *) map)[i].number != i || !is_whole ((const Row *) map + i, 1000))
      ck_abort_msg ("row %u", (guint) i);
}
END_TEST

/* Of no run, one, two, and many of them. */
START_TEST (sorted)
{
  static const gsize counts[] = { 0, 1, 2, 1000, 104857, 104858, 400000 };

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++) {
    g_autoptr (ScratchFile) file = fill (counts[c], 5000);
    gpointer map;

    ck_assert (scratch_file_sort (file, compare_rows, &map, NULL));
    ck_assert_uint_eq (scratch_file_rows (file), counts[c]);
    ck_assert ((map == NULL) == (counts[c] == 0));
    for (gsize i = 0; i < counts[c]; i++) {
      const Row *row = (const Row *) map + i;

      if (!is_whole (row, 5000) || (i > 0 && compare_rows (row - 1, row) >= 0))
        ck_abort_msg ("row %u of %u", (guint) i, (guint) counts[c]);
    }
  }
}
END_TEST

/* Read in pieces that straddle runs, in a file whose rows have been forgotten on the way. */
START_TEST (ordered_and_read)
{
  static const gsize counts[] = { 0, 1000, 400000 };

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++) {
    g_autoptr (ScratchFile) file = fill (counts[c], 5000);
    Row rows[777];

    ck_assert (scratch_file_order (file, compare_rows, NULL));
    for (gsize i = 0; i < counts[c]; i += G_N_ELEMENTS (rows)) {
      gsize n = MIN (G_N_ELEMENTS (rows), counts[c] - i);
      ck_assert (scratch_file_read (file, i, n, rows, NULL));
      for (gsize k = 0; k < n; k++)
        if (!is_whole (&rows[k], 5000) || (k > 0 && compare_rows (&rows[k - 1], &rows[k]) >= 0))
          ck_abort_msg ("row %u of %u", (guint) (i + k), (guint) counts[c]);
    }
  }
}
END_TEST

START_TEST (what_is_forgotten_is_there)
{
  g_autoptr (ScratchFile) file = fill (200000, 1000);
  gpointer map;

  ck_assert (scratch_file_sort (file, compare_rows, &map, NULL));
  for (guint pass = 0; pass < 2; pass++)
    for (gsize i = 0; i < 200000; i++) {
      if (!is_whole ((const Row *) map + i, 1000))
        ck_abort_msg ("row %u", (guint) i);
      scratch_file_forget (file, i);
    }
}
END_TEST

/* Bytes are rows of one byte. */
START_TEST (many_rows_at_once)
{
  g_autoptr (ScratchFile) file = scratch_file_new (1, NULL);
  g_autofree char *text = g_malloc (700001), *back = g_malloc (700001);

  for (guint i = 0; i < 700001; i++)
    text[i] = (char) (i % 253);
  ck_assert (scratch_file_append_rows (file, text, 3, NULL));
  ck_assert (scratch_file_append_rows (file, text + 3, 699998, NULL));
  ck_assert_uint_eq (scratch_file_rows (file), 700001);
  ck_assert (scratch_file_end (file, NULL));
  ck_assert (scratch_file_read (file, 0, 700001, back, NULL));
  ck_assert_mem_eq (text, back, 700001);
  ck_assert (!scratch_file_read (file, 1, 700001, back, NULL));
}
END_TEST

/* In order, in jumps forth and back, and stretches longer than what is read at once. */
START_TEST (windows)
{
  static const struct { gsize first, n; } looks[] = {
    { 0, 1 }, { 1, 300 }, { 301, 400 }, { 700, 1 }, { 49999, 1 }, { 3, 2 }, { 0, 50000 }, { 4, 4000 },
    { 4300, 100 }, { 49000, 1000 }, { 48990, 5 }, { 49500, 500 },
  };
  g_autoptr (ScratchFile) file = fill (50000, 1000);
  ScratchWindow window;

  ck_assert (scratch_file_end (file, NULL));
  scratch_window_init (&window, file, sizeof (Row));
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    const Row *rows = scratch_window_get (&window, looks[i].first, looks[i].n, NULL);
    ck_assert_ptr_nonnull (rows);
    for (gsize r = 0; r < looks[i].n; r++)
      if (rows[r].number != looks[i].first + r || !is_whole (&rows[r], 1000))
        ck_abort_msg ("look %u, row %u", i, (guint) r);
  }
  ck_assert_ptr_null (scratch_window_get (&window, 49999, 2, NULL));
  ck_assert_ptr_nonnull (scratch_window_get (&window, 49999, 1, NULL));
  scratch_window_clear (&window);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("scratch_file");
  TCase *tcase = tcase_create ("rows");

  tcase_add_test (tcase, as_appended);
  tcase_add_test (tcase, sorted);
  tcase_add_test (tcase, ordered_and_read);
  tcase_add_test (tcase, what_is_forgotten_is_there);
  tcase_add_test (tcase, many_rows_at_once);
  tcase_add_test (tcase, windows);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
