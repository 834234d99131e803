/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One scratch file has what is told and what is asked; sorted by name, what was told comes before the
 * questions. The answers go to another one, which is sorted by question. */
#include "trace/row_join.h"

#include "trace/name_hash.h"
#include "util/scratch_file.h"

typedef struct {
  NameHash name;
  guint64 number;    /* of the question, or of what is told */
  JoinValue value;
  guint64 asks;      /* 0 or 1 */
} JoinRow;

typedef struct {
  guint64 question;
  JoinValue value;
  guint64 found;
} Answer;

struct RowJoin {
  JoinCombine combine;
  ScratchFile *rows, *answers;
  guint64 told, asked, given;
  const Answer *answer;
};

RowJoin *
row_join_new (JoinCombine combine, GError **error)
{
  g_autoptr (RowJoin) join = g_new0 (RowJoin, 1);
  join->combine = combine;
  join->rows = scratch_file_new (sizeof (JoinRow), error);
  if (join->rows == NULL)
    return NULL;
  join->answers = scratch_file_new (sizeof (Answer), error);
  return join->answers != NULL ? g_steal_pointer (&join) : NULL;
}

void
row_join_free (RowJoin *join)
{
  if (join == NULL)
    return;
  scratch_file_free (join->rows);
  scratch_file_free (join->answers);
  g_free (join);
}

gboolean
row_join_tell (RowJoin *join, const char *name, const JoinValue *value, GError **error)
{
  JoinRow row = { .name = name_hash (name), .number = join->told++, .value = *value };
  return scratch_file_append (join->rows, &row, error);
}

gboolean
row_join_ask (RowJoin *join, const char *name, GError **error)
{
  JoinRow row = { .name = name_hash (name), .number = join->asked++, .asks = 1 };
  return scratch_file_append (join->rows, &row, error);
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_rows (const void *x, const void *y)
{
  const JoinRow *a = x, *b = y;
  int names = name_hash_compare (&a->name, &b->name);
  if (names != 0)
    return names;
  if (a->asks != b->asks)
    return compare_numbers (a->asks, b->asks);
  return compare_numbers (a->number, b->number);
}

static int
compare_answers (const void *x, const void *y)
{
  return compare_numbers (((const Answer *) x)->question, ((const Answer *) y)->question);
}

/* Rows of one name stand together, what is told first. */
static gboolean
answer_all (RowJoin *join, const JoinRow *rows, gsize n, GError **error)
{
  Answer answer = { 0 };
  for (gsize i = 0; i < n; i++) {
    const JoinRow *row = &rows[i];
    if (i == 0 || !name_hash_equal (&row->name, &row[-1].name))
      answer = (Answer){ 0 };
    if (row->asks) {
      answer.question = row->number;
      if (!scratch_file_append (join->answers, &answer, error))
        return FALSE;
    } else if (answer.found == 0) {
      answer.found = 1;
      answer.value = row->value;
    } else if (join->combine != NULL) {
      join->combine (&answer.value, &row->value);
    }
    scratch_file_forget (join->rows, i);
  }
  return TRUE;
}

gboolean
row_join_finish (RowJoin *join, GError **error)
{
  gpointer rows, answers;
  if (!scratch_file_sort (join->rows, compare_rows, &rows, error)
      || !answer_all (join, rows, scratch_file_rows (join->rows), error))
    return FALSE;
  g_clear_pointer (&join->rows, scratch_file_free);
  if (!scratch_file_sort (join->answers, compare_answers, &answers, error))
    return FALSE;
  join->answer = answers;
  return TRUE;
}

gboolean
row_join_next (RowJoin *join, JoinValue *ret)
{
  if (join->given == join->asked)
    return FALSE;
  const Answer *answer = &join->answer[join->given];
  scratch_file_forget (join->answers, join->given++);
  *ret = answer->value;
  return answer->found != 0;
}
