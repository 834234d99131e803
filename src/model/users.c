/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of users. A path and all its prefixes are nodes, found by the path as a whole. */
#include "model/users.h"

#include <string.h>

struct Users {
  GArray *nodes;        /* of User, owns the paths */
  GHashTable *by_path;  /* path -> index + 1, so that "none" differs from the first */
};

Users *
users_new (void)
{
  Users *users = g_new0 (Users, 1);

  users->nodes = g_array_new (FALSE, FALSE, sizeof (User));
  users->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  return users;
}

void
users_free (Users *users)
{
  if (users == NULL)
    return;
  g_hash_table_destroy (users->by_path);
  for (guint i = 0; i < users->nodes->len; i++)
    g_free (g_array_index (users->nodes, User, i).path);
  g_array_unref (users->nodes);
  g_free (users);
}

static gboolean
path_is_valid (const char *path)
{
  guint depth = 1;

  if (path[0] == '\0' || path[0] == '/')
    return FALSE;
  for (const char *c = path; *c != '\0'; c++) {
    if (*c != '/')
      continue;
    if (c[1] == '/' || c[1] == '\0')
      return FALSE;
    depth++;
  }
  return depth <= USER_DEPTH_MAX;
}

/* The index of the first `length` bytes of path as a node under parent, made if new. */
static guint
intern_node (Users *users, const char *path, gsize length, guint parent)
{
  g_autofree char *prefix = g_strndup (path, length);
  User node = { .parent = parent, .weight = WEIGHT_ONE };
  guint found = users_find (users, prefix);

  if (found != USER_NONE)
    return found;
  found = users->nodes->len;
  node.path = g_steal_pointer (&prefix);
  g_array_append_val (users->nodes, node);
  g_hash_table_insert (users->by_path, node.path, GUINT_TO_POINTER (found + 1));
  return found;
}

guint
users_intern (Users *users, const char *path)
{
  guint found = users_find (users, path);
  guint parent = USER_NONE;

  if (found != USER_NONE)
    return found;
  if (!path_is_valid (path))
    return USER_NONE;
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    parent = intern_node (users, path, (gsize) (slash - path), parent);
  return intern_node (users, path, strlen (path), parent);
}

guint
users_find (const Users *users, const char *path)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (users->by_path, path));

  return found == 0 ? USER_NONE : found - 1;
}

void
users_set_weight (Users *users, guint user, gint32 weight)
{
  g_return_if_fail (user < users->nodes->len);
  g_return_if_fail (weight >= 0 && weight <= WEIGHT_MAX);
  g_array_index (users->nodes, User, user).weight = weight;
}

guint
users_count (const Users *users)
{
  return users->nodes->len;
}

const User *
users_get (const Users *users, guint user)
{
  g_assert (user < users->nodes->len);
  return &g_array_index (users->nodes, User, user);
}

guint
users_count_leaves (const Users *users)
{
  g_autofree guint8 *inner = g_new0 (guint8, users_count (users) + 1);
  guint leaves = users_count (users);

  for (guint i = 0; i < users_count (users); i++) {
    guint parent = users_get (users, i)->parent;

    if (parent != USER_NONE && !inner[parent]) {
      inner[parent] = 1;
      leaves--;
    }
  }
  return leaves;
}
