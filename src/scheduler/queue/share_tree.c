/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/share_tree.h"

#include "scheduler/queue/user_share.h"
#include "util/fraction.h"

#include <string.h>

#define UNIT_BITS 20

const char *const share_tree_names[N_SHARE_TREES + 1] = { "hdrf", "rescale-all", "sum", NULL };

typedef struct Node Node;

struct Node {
  guint user; /* whose tasks these are, of a leaf */
  Wide weight;
  Node *parent;        /* NULL: the root */
  GPtrArray *children; /* of Node, by index of user; NULL: a leaf */
  gboolean waits;      /* tasks wait below */
  gboolean open;       /* … of which some may be placed */
  gint64 tasks;        /* as `share-ties` has it */
  Wide held[MAX_RESOURCES];
  /* Its share: amount / capacity, yet to be divided by its weight. */
  Wide amount, capacity;
};

struct ShareTree {
  const SchedulerOptions *options;
  const Cell *cell;
  Tier tier;
  guint users;
  Node *node; /* by user; then the leaves that users with others below have; then the root */
  guint asked;
  GArray *touched; /* of guint: users */
  guint8 *is_touched;
  gboolean all_touched;
};

/* Life -------------------------------------------------------------------------------------------
 */

static Node *
root (const ShareTree *tree)
{
  return &tree->node[2 * tree->users];
}

static void
add_child (Node *parent, Node *child)
{
  if (parent->children == NULL)
    parent->children = g_ptr_array_new ();
  child->parent = parent;
  g_ptr_array_add (parent->children, child);
}

/* The leaf of the user's own tasks. */
static Node *
leaf_of (const ShareTree *tree, guint user)
{
  return &tree->node[tree->node[user].children != NULL ? tree->users + user : user];
}

ShareTree *
share_tree_new (const SchedulerOptions *options, const Cell *cell, const Users *users, Tier tier)
{
  ShareTree *tree = g_new0 (ShareTree, 1);
  guint count = cell->users;
  tree->options = options;
  tree->cell = cell;
  tree->tier = tier;
  tree->users = count;
  tree->node = g_new0 (Node, 2 * count + 1);
  for (guint u = 0; u < count; u++) {
    const User *user = users_get (users, u);
    Node *node = &tree->node[u], *own = &tree->node[count + u];
    Node *parent = user->parent != USER_NONE ? &tree->node[user->parent] : root (tree);
    node->user = own->user = u;
    node->weight = (Wide) user->weight;
    own->weight = WEIGHT_ONE;
    if (parent != root (tree) && parent->children == NULL)
      add_child (parent, &tree->node[count + user->parent]);
    add_child (parent, node);
  }
  root (tree)->weight = WEIGHT_ONE;
  tree->touched = g_array_new (FALSE, FALSE, sizeof (guint));
  tree->is_touched = g_new0 (guint8, MAX (count, 1));
  tree->all_touched = TRUE;
  return tree;
}

void
share_tree_free (ShareTree *tree)
{
  if (tree == NULL)
    return;
  for (guint i = 0; i <= 2 * tree->users; i++)
    if (tree->node[i].children != NULL)
      g_ptr_array_unref (tree->node[i].children);
  g_array_unref (tree->touched);
  g_free (tree->is_touched);
  g_free (tree->node);
  g_free (tree);
}

/* Shares -----------------------------------------------------------------------------------------
 */

static int
compare_shares (const Node *a, const Node *b)
{
  return fraction_compare (a->amount, a->capacity * a->weight, b->amount,
                           b->capacity * b->weight);
}

/* The largest part that the node has of a resource: of those of the set. */
static void
measure (const ShareTree *tree, Node *node, guint resources)
{
  const Total *capacity = user_share_capacity (tree->options, tree->cell);
  node->amount = 0;
  node->capacity = 1;
  for (guint r = 0; r < tree->cell->resources->count; r++) {
    Wide whole = ((Wide) capacity[r] * (Wide) tree->options->share_weights[r]) << UNIT_BITS;
    if ((resources >> r & 1) != 0 && whole > 0
        && fraction_compare (node->held[r], whole, node->amount, node->capacity) > 0) {
      node->amount = node->held[r];
      node->capacity = whole;
    }
  }
}

static void
measure_leaf (ShareTree *tree, Node *leaf, UserPending pending)
{
  Total held[MAX_RESOURCES];
  user_share_sum (tree->options, tree->cell, leaf->user, tree->tier, held, &leaf->tasks);
  for (guint r = 0; r < tree->cell->resources->count; r++)
    leaf->held[r] = (Wide) held[r] << UNIT_BITS;
  leaf->waits = pending.waits;
  leaf->open = pending.open;
  measure (tree, leaf, G_MAXUINT);
}

/* Is the child among those that are scaled down to the lowest of them? */
static gboolean
is_scaled (const ShareTree *tree, const Node *child)
{
  switch (tree->options->share_tree) {
  case SHARE_TREE_HDRF:
    return child->open;
  case SHARE_TREE_RESCALE_ALL:
    return child->waits || child->amount > 0;
  case SHARE_TREE_SUM:
  case N_SHARE_TREES:
    break;
  }
  return FALSE;
}

/* Of those that are scaled down, the one that the others are scaled down to; NULL: none is. */
static const Node *
lowest_scaled (const ShareTree *tree, const Node *node)
{
  const Node *lowest = NULL;
  for (guint i = 0; i < node->children->len; i++) {
    const Node *child = g_ptr_array_index (node->children, i);
    if (is_scaled (tree, child) && (lowest == NULL || compare_shares (child, lowest) < 0))
      lowest = child;
  }
  return lowest;
}

/* Adds what the child holds; as if its share, divided by its weight, were that of another, which is
 * not above it. */
static void
add_held (const ShareTree *tree, Node *node, const Node *child, const Node *as)
{
  guint resources = tree->cell->resources->count;
  if (as == NULL || compare_shares (child, as) == 0) {
    for (guint r = 0; r < resources; r++)
      node->held[r] += child->held[r];
    return;
  }
  Wide amount = fraction_scale (as->amount * child->weight, child->capacity, as->capacity * as->weight);
  for (guint r = 0; r < resources; r++)
    node->held[r] += fraction_scale (child->held[r], amount, child->amount);
}

static void
measure_inner (const ShareTree *tree, Node *node)
{
  const Node *lowest = lowest_scaled (tree, node);
  gboolean ignores = tree->options->share_tree == SHARE_TREE_HDRF;
  memset (node->held, 0, sizeof node->held);
  node->waits = node->open = FALSE;
  node->tasks = 0;
  for (guint i = 0; i < node->children->len; i++) {
    const Node *child = g_ptr_array_index (node->children, i);
    add_held (tree, node, child, is_scaled (tree, child) ? lowest : NULL);
    node->waits = node->waits || child->waits;
    node->open = node->open || child->open;
    node->tasks += child->tasks;
  }
  measure (tree, node, ignores ? tree->asked : G_MAXUINT);
}

/* Changes ----------------------------------------------------------------------------------------
 */

void
share_tree_touch (ShareTree *tree, guint user)
{
  if (tree->is_touched[user])
    return;
  tree->is_touched[user] = 1;
  g_array_append_val (tree->touched, user);
}

void
share_tree_touch_all (ShareTree *tree)
{
  tree->all_touched = TRUE;
}

static void
measure_all (ShareTree *tree, UserPendingOf pending, gpointer data)
{
  for (guint u = 0; u < tree->users; u++)
    measure_leaf (tree, leaf_of (tree, u), pending (data, u));
  for (guint u = tree->users; u-- > 0;) /* those below a user come after it */
    if (tree->node[u].children != NULL)
      measure_inner (tree, &tree->node[u]);
}

static void
catch_up (ShareTree *tree, guint asked, UserPendingOf pending, gpointer data)
{
  /* Shares of inner nodes depend on what is asked; and what is scaled, on those. */
  gboolean all = tree->all_touched
                 || (asked != tree->asked && tree->options->share_tree == SHARE_TREE_HDRF);
  tree->asked = asked;
  tree->all_touched = FALSE;
  if (all)
    measure_all (tree, pending, data);
  for (guint i = 0; i < tree->touched->len; i++) {
    guint user = g_array_index (tree->touched, guint, i);
    tree->is_touched[user] = 0;
    if (all)
      continue;
    Node *leaf = leaf_of (tree, user);
    measure_leaf (tree, leaf, pending (data, user));
    for (Node *node = leaf->parent; node != root (tree); node = node->parent)
      measure_inner (tree, node);
  }
  g_array_set_size (tree->touched, 0);
}

/* The open child of lowest share, then with fewer tasks, then first. */
static const Node *
first_child (const Node *node)
{
  const Node *first = NULL;
  for (guint i = 0; i < node->children->len; i++) {
    const Node *child = g_ptr_array_index (node->children, i);
    int order = !child->open ? 1 : first == NULL ? -1 : compare_shares (child, first);
    if (order < 0 || (order == 0 && child->tasks < first->tasks))
      first = child;
  }
  return first;
}

guint
share_tree_first (ShareTree *tree, guint asked, UserPendingOf pending, gpointer data)
{
  const Node *node = root (tree);
  catch_up (tree, asked, pending, data);
  while (node != NULL && node->children != NULL)
    node = first_child (node);
  return node != NULL && node != root (tree) ? node->user : USER_NONE;
}
