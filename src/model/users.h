/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users as a weighted tree: `org/team/user` paths; a flat list is a tree of depth one. Nodes are
 * numbered in order of appearance, parents before children; tasks belong to any node. */
#pragma once

#include "model/resources.h"

#define USER_NONE      G_MAXUINT
#define WEIGHT_ONE     1000 /* weights are integers in thousandths: 0 … 1,000,000 */
#define WEIGHT_MAX     1000000000
#define USER_DEPTH_MAX 16 /* parts of a path */

typedef struct {
  char *path;
  guint parent;  /* USER_NONE at the top */
  gint32 weight; /* thousandths */
} User;

/* Amounts of some resources, each at most USER_AMOUNT_MAX; nothing is said of the others. */
typedef struct {
  guint said; /* bits of resources */
  Total of[MAX_RESOURCES];
} SomeAmounts;

#define USER_AMOUNT_MAX G_GINT64_CONSTANT (1000000000000000)

typedef struct Users Users;

Users *users_new (void);
void users_free (Users *users);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Users, users_free)

/* The index of path, made with weight 1 (and its ancestors) if new. USER_NONE when path is no path:
 * empty, with an empty part, or of more than USER_DEPTH_MAX parts. */
guint users_intern (Users *users, const char *path);
guint users_find (const Users *users, const char *path);
void users_set_weight (Users *users, guint user, gint32 weight);
guint users_count (const Users *users);
/* Those that have no others below them. */
guint users_count_leaves (const Users *users);
/* Valid until the next users_intern(). */
const User *users_get (const Users *users, guint user);
