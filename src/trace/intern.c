/* SPDX-License-Identifier: GPL-3.0-or-later */
/* While running the tables are shared by several runs and must not change: what is missing then
 * can only mean that the file is another than the one that was checked. */
#include "trace/intern.h"

#include "util/input_error.h"

#include <string.h>

void
interner_init (Interner *interner, const TraceContext *context, gboolean learn)
{
  *interner = (Interner){ .context = *context, .learn = learn, .last_user = USER_NONE,
                          .last_class = G_MAXUINT };
  if (!learn)
    return;
  if (context->zones != NULL)
    interner->zone_key = labels_intern (context->labels, "zone");
  if (!context->listed_users_only)
    return;
  interner->users = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < users_count (context->users); i++)
    g_ptr_array_add (interner->users, g_strdup (users_get (context->users, i)->path));
  g_ptr_array_add (interner->users, NULL);
}

void
interner_clear (Interner *interner)
{
  g_clear_pointer (&interner->users, g_ptr_array_unref);
}

static gboolean
changed_error (const Row *row, GError **error)
{
  return input_error (error, row_display (row), row_line (row),
                      "what was there when the file was checked",
                      "the file changed while it was in use");
}

static gboolean
user_error (const Interner *interner, const Row *row, const char *column, const char *path,
            GError **error)
{
  g_autofree char *expected = NULL;

  if (interner->users == NULL)
    return row_error (row, column, "names joined by '/' like org/team/user, at most " G_STRINGIFY (
                        USER_DEPTH_MAX) " deep",
                      error, "'%s' is no path of a user", path);
  if (interner->users->len == 1)
    return row_error (row, column, "a user of [users], which lists none", error,
                      "unknown user '%s'", path);
  expected = input_expected_one_of (path, (const char *const *) interner->users->pdata);
  return row_error (row, column, expected, error, "unknown user '%s'", path);
}

gboolean
interner_user (Interner *interner, const Row *row, const char *column, const char *path,
               guint *ret, GError **error)
{
  Users *users = interner->context.users;
  gboolean make = interner->learn && !interner->context.listed_users_only;
  guint user = interner->last_user;

  if (user == USER_NONE || strcmp (users_get (users, user)->path, path) != 0)
    user = make ? users_intern (users, path) : users_find (users, path);
  if (user == USER_NONE)
    return interner->learn ? user_error (interner, row, column, path, error)
                           : changed_error (row, error);
  *ret = interner->last_user = user;
  return TRUE;
}

gboolean
context_check_zone (const TraceContext *context, const Row *row, const char *column,
                    const char *zone, GError **error)
{
  g_autofree char *expected = NULL;

  if (context->zones == NULL || g_strv_contains (context->zones, zone))
    return TRUE;
  expected = input_expected_one_of (zone, context->zones);
  return row_error (row, column, expected, error, "unknown zone '%s'", zone);
}

static gboolean
check_zones (const Interner *interner, const Row *row, const char *column,
             const ConstraintList *list, GError **error)
{
  for (guint i = 0; i < list->count; i++) {
    const Constraint *constraint = &list->item[i];

    if (constraint->key != interner->zone_key)
      continue;
    for (guint v = 0; v < constraint->n_values; v++)
      if (!context_check_zone (&interner->context, row, column,
                               labels_text (interner->context.labels, constraint->values[v]),
                               error))
        return FALSE;
  }
  return TRUE;
}

static gboolean
check_data (const Interner *interner, const Row *row, const TaskClass *class, GError **error)
{
  Network *network = interner->context.network;

  for (guint i = 0; network != NULL && class->data != NULL && i < class->data->len; i++) {
    const char *place = labels_text (interner->context.labels, g_array_index (class->data, guint, i));

    if (!network_has_place (network, place))
      return row_error (row, "data", "names of machines, racks, zones, or vertices of the network",
                        error, "there is no '%s'", place);
  }
  return TRUE;
}

/* Only a class not seen before has names to be checked, so the usual row costs one look-up. */
static gboolean
learn_class (Interner *interner, const Row *row, const Amounts *request, gint32 priority,
             const ClassTexts *texts, guint *ret, GError **error)
{
  TaskClasses *classes = interner->context.classes;
  guint known = task_classes_count (classes);
  g_autofree char *reason = NULL;
  guint index = task_classes_intern (classes, request, priority, texts, &reason);

  if (index == G_MAXUINT)
    return row_reason_error (row, reason, error);
  *ret = index;
  if (index < known)
    return TRUE;
  const TaskClass *class = task_classes_get (classes, index);
  if (!check_data (interner, row, class, error))
    return FALSE;
  return interner->zone_key == LABEL_NONE
         || (check_zones (interner, row, "constraints", &class->constraints, error)
             && check_zones (interner, row, "preferences", &class->preferences, error));
}

/* The usual row is of the class of the row before. */
static gboolean
find_class (Interner *interner, const Row *row, const Amounts *request, gint32 priority,
            const ClassTexts *texts, guint *ret, GError **error)
{
  const TaskClasses *classes = interner->context.classes;

  *ret = interner->last_class;
  if (*ret != G_MAXUINT && task_classes_is (classes, *ret, request, priority, texts))
    return TRUE;
  if (interner->learn)
    return learn_class (interner, row, request, priority, texts, ret, error);
  *ret = task_classes_find (classes, request, priority, texts);
  return *ret != G_MAXUINT || changed_error (row, error);
}

gboolean
interner_class (Interner *interner, const Row *row, const Amounts *request, gint32 priority,
                const ClassTexts *texts, guint64 tasks, guint *ret, GError **error)
{
  guint index;

  if (!find_class (interner, row, request, priority, texts, &index, error))
    return FALSE;
  if (interner->learn)
    task_classes_count_tasks (interner->context.classes, index, tasks);
  *ret = interner->last_class = index;
  return TRUE;
}

gboolean
interner_gang (Interner *interner, const Row *row, guint like, guint least, guint64 tasks,
               guint *ret, GError **error)
{
  TaskClasses *classes = interner->context.classes;

  *ret = interner->learn ? task_classes_intern_gang (classes, like, least)
                         : task_classes_find_gang (classes, like, least);
  if (*ret == G_MAXUINT)
    return changed_error (row, error);
  if (interner->learn)
    task_classes_count_tasks (classes, *ret, tasks);
  return TRUE;
}
