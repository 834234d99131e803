/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/priority_levels.h"

typedef struct {
  gint32 lowest;
  Tier tier;
} Level;

static int
by_priority (gconstpointer left, gconstpointer right)
{
  gint32 a = ((const Level *) left)->lowest, b = ((const Level *) right)->lowest;
  return (a > b) - (a < b);
}

/* A level for each priority, ascending. */
static GArray *
list_priorities (const TaskClasses *classes)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Level));
  guint distinct = 0;
  for (guint c = 0; c < task_classes_count (classes); c++) {
    const TaskClass *class = task_classes_get (classes, c);
    Level level = { class->priority, class->tier };
    g_array_append_val (list, level);
  }
  g_array_sort (list, by_priority);
  Level *level = (Level *) (void *) list->data;
  for (guint i = 0; i < list->len; i++)
    if (distinct == 0 || level[distinct - 1].lowest != level[i].lowest)
      level[distinct++] = level[i];
  g_array_set_size (list, distinct);
  return list;
}

/* Every second level joins the one below it, where that is of its tier. */
static void
join_neighbours (GArray *list)
{
  Level *level = (Level *) (void *) list->data;
  guint kept = 0;
  gboolean joined = TRUE; /* the last kept has nobody to join, or has been joined */
  for (guint i = 0; i < list->len; i++) {
    joined = !joined && level[kept - 1].tier == level[i].tier;
    if (!joined)
      level[kept++] = level[i];
  }
  g_array_set_size (list, kept);
}

static guint8
level_of (const PriorityLevels *levels, gint32 priority)
{
  guint level = levels->count - 1;
  while (level > 0 && levels->lowest[level] > priority)
    level--;
  return (guint8) level;
}

void
priority_levels_init (PriorityLevels *levels, const TaskClasses *classes, guint8 *ret_level_at)
{
  g_autoptr (GArray) list = list_priorities (classes);
  while (list->len > MAX_LEVELS)
    join_neighbours (list);
  levels->count = list->len;
  for (guint l = 0; l < list->len; l++) {
    levels->lowest[l] = g_array_index (list, Level, l).lowest;
    levels->tier[l] = g_array_index (list, Level, l).tier;
  }
  for (guint c = 0; c < task_classes_count (classes); c++)
    ret_level_at[c] = level_of (levels, task_classes_get (classes, c)->priority);
}
