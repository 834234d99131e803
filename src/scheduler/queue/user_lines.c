/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/user_lines.h"

#include "scheduler/choose/vector_path.h"
#include "scheduler/policy.h"

/* Turns are equal only where they are no sequences. */
static int
compare_equals (const ClassLine *a, const ClassLine *b)
{
  return COMPARE (waiting_tasks_first (&a->tasks)->sequence,
                  waiting_tasks_first (&b->tasks)->sequence);
}

int
class_line_compare (const ClassLine *a, const ClassLine *b)
{
  if (a->order != b->order)
    return COMPARE (b->order, a->order);
  if (a->first_turn != b->first_turn)
    return a->first_turn < b->first_turn ? -1 : 1;
  return a != b ? compare_equals (a, b) : 0;
}

static int
compare_lines (gconstpointer left, gconstpointer right)
{
  return class_line_compare (left, right);
}

void
user_lines_init (UserLines *lines, guint classes, gpointer owner, JobPlaces *places)
{
  heap_init (&lines->running, compare_lines, G_STRUCT_OFFSET (ClassLine, position));
  lines->waiting = 0;
  lines->owner = owner;
  lines->count = (classes + 63) / 64;
  lines->word = g_new0 (LineWord, lines->count);
  lines->busy = g_new0 (guint64, (lines->count + 63) / 64);
  lines->line = g_ptr_array_new_with_free_func (g_aligned_free);
  lines->first_turn = g_array_new (FALSE, FALSE, sizeof (guint64));
  lines->order = g_array_new (FALSE, FALSE, sizeof (gint32));
  lines->mixed = FALSE;
  lines->places = places;
}

void
user_lines_clear (UserLines *lines)
{
  for (guint i = 0; i < lines->line->len; i++) {
    ClassLine *line = g_ptr_array_index (lines->line, i);
    if (lines->places != NULL)
      waiting_jobs_free (line->jobs);
    else
      waiting_tasks_clear (&line->tasks);
  }
  heap_clear (&lines->running);
  g_free (lines->word);
  g_free (lines->busy);
  g_ptr_array_unref (lines->line);
  g_array_unref (lines->first_turn);
  g_array_unref (lines->order);
}

static inline guint64
bit_of (const TaskClass *task_class)
{
  return G_GUINT64_CONSTANT (1) << task_class->index % 64;
}

static VECTOR_BODY guint
rank_of (const LineWord *word, guint64 bit)
{
  return word->before + (guint) __builtin_popcountll (word->known & (bit - 1));
}

static inline ClassLine *
line_at (const UserLines *lines, const LineWord *word, guint64 bit)
{
  return g_ptr_array_index (lines->line, rank_of (word, bit));
}

/* The first word from one on in which tasks wait; lines->count: none. */
static VECTOR_BODY guint
busy_from (const UserLines *lines, guint w)
{
  for (; w < lines->count; w = (w | 63) + 1) {
    guint64 busy = lines->busy[w / 64] >> w % 64;
    if (busy != 0)
      return w + (guint) __builtin_ctzll (busy);
  }
  return lines->count;
}

static ClassLine *
add_line (UserLines *lines, const TaskClass *task_class, gint32 order)
{
  ClassLine *line = g_aligned_alloc0 (1, sizeof (ClassLine), _Alignof (ClassLine));
  guint w = task_class->index / 64, rank = rank_of (&lines->word[w], bit_of (task_class));
  line->owner = lines->owner;
  line->task_class = task_class;
  line->order = order;
  if (lines->places != NULL)
    line->jobs = waiting_jobs_new (lines->places, line);
  g_ptr_array_insert (lines->line, (int) rank, line);
  lines->mixed = lines->mixed
                 || (lines->order->len > 0 && g_array_index (lines->order, gint32, 0) != order);
  g_array_insert_val (lines->first_turn, rank, line->first_turn);
  g_array_insert_val (lines->order, rank, order);
  lines->word[w].known |= bit_of (task_class);
  while (++w < lines->count)
    lines->word[w].before++;
  return line;
}

ClassLine *
user_lines_get (UserLines *lines, const TaskClass *task_class, gint32 order)
{
  const LineWord *word = &lines->word[task_class->index / 64];
  guint64 bit = bit_of (task_class);
  return (word->known & bit) != 0 ? line_at (lines, word, bit)
                                  : add_line (lines, task_class, order);
}

gboolean
user_lines_set_waiting (UserLines *lines, const ClassLine *line, gboolean waits)
{
  guint w = line->task_class->index / 64;
  guint64 *waiting = &lines->word[w].waiting, bit = bit_of (line->task_class);
  guint64 busy = G_GUINT64_CONSTANT (1) << w % 64;
  if (waits == ((*waiting & bit) != 0))
    return FALSE;
  *waiting ^= bit;
  lines->busy[w / 64] = *waiting != 0 ? lines->busy[w / 64] | busy : lines->busy[w / 64] & ~busy;
  lines->waiting += waits ? 1 : -1u;
  return TRUE;
}

void
user_lines_set_first (UserLines *lines, ClassLine *line, guint64 turn)
{
  const LineWord *word = &lines->word[line->task_class->index / 64];
  guint rank = rank_of (word, bit_of (line->task_class));
  line->first_turn = g_array_index (lines->first_turn, guint64, rank) = turn;
}

#define TIED (G_MAXUINT - 1)

/* The rank of the first, G_MAXUINT where there is none, TIED where turns do not tell. Orders are
 * NULL where they are all the same. Compiled for each vector unit only because ranks are counted
 * bits, which need an instruction that the oldest machines lack. */
static VECTOR_BODY guint
first_of (const UserLines *lines, const guint64 *set, const gint32 *order)
{
  const guint64 *turn = (const guint64 *) (gconstpointer) lines->first_turn->data;
  guint64 lowest = G_MAXUINT64;
  gint32 highest = G_MININT32;
  guint first = G_MAXUINT;
  gboolean tied = FALSE;
  for (guint w = busy_from (lines, 0); w < lines->count; w = busy_from (lines, w + 1)) {
    const LineWord *word = &lines->word[w];
    for (guint64 bits = word->waiting & set[w]; bits != 0; bits &= bits - 1) {
      guint rank = rank_of (word, bits & -bits);
      gint32 its_order = order != NULL ? order[rank] : 0;
      if (its_order < highest || (its_order == highest && turn[rank] > lowest))
        continue;
      tied = turn[rank] == lowest;
      first = rank;
      lowest = turn[rank];
      highest = its_order;
    }
  }
  return tied ? TIED : first;
}
VECTOR_PATHS (first_of, guint, (const UserLines *lines, const guint64 *set, const gint32 *order),
              (lines, set, order))

static ClassLine *
first_by_comparing (const UserLines *lines, const guint64 *set)
{
  ClassLine *first = NULL;
  for (guint w = busy_from (lines, 0); w < lines->count; w = busy_from (lines, w + 1)) {
    const LineWord *word = &lines->word[w];
    for (guint64 bits = word->waiting & set[w]; bits != 0; bits &= bits - 1) {
      ClassLine *line = line_at (lines, word, bits & -bits);
      if (first == NULL || class_line_compare (line, first) < 0)
        first = line;
    }
  }
  return first;
}

ClassLine *
user_lines_first_of (const UserLines *lines, const guint64 *set)
{
  const gint32 *order
    = lines->mixed ? (const gint32 *) (gconstpointer) lines->order->data : NULL;
  guint first = first_of_paths[vector_path ()](lines, set, order);
  if (first == TIED)
    return first_by_comparing (lines, set);
  return first != G_MAXUINT ? g_ptr_array_index (lines->line, first) : NULL;
}

static gboolean
is_open (gconstpointer line, gconstpointer open)
{
  const TaskClass *task_class = ((const ClassLine *) line)->task_class;
  return (((const guint64 *) open)[task_class->index / 64] & bit_of (task_class)) != 0;
}

void
user_lines_leave (UserLines *lines, const guint64 *open)
{
  guint stay = 0;
  for (guint w = busy_from (lines, 0); w < lines->count; w = busy_from (lines, w + 1))
    stay += (guint) __builtin_popcountll (lines->word[w].waiting & open[w]);
  if (2 * stay < lines->running.len)
    heap_filter (&lines->running, is_open, open);
}

/* The lines have not been looked at for long, nor have their tasks, which will be soon: so they are
 * fetched many at once. */
void
user_lines_bring_back (UserLines *lines, const guint64 *open)
{
  for (guint w = busy_from (lines, 0); w < lines->count; w = busy_from (lines, w + 1)) {
    const LineWord *word = &lines->word[w];
    const guint64 woken = word->waiting & open[w];
    for (guint64 bits = woken; bits != 0; bits &= bits - 1)
      __builtin_prefetch (line_at (lines, word, bits & -bits), 1);
    for (guint64 bits = woken; bits != 0; bits &= bits - 1) {
      ClassLine *line = line_at (lines, word, bits & -bits);
      __builtin_prefetch (line->tasks.first);
      if (!heap_contains (&lines->running, line))
        heap_push (&lines->running, line);
    }
  }
}
