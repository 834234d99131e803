/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/user_groups.h"

#include "scheduler/policy_tables.h"
#include "util/input_error.h"

#include <string.h>

NamedGroup *
user_group_new (Settings *settings)
{
  UserGroup *group = g_new0 (UserGroup, 1);

  memcpy (group->share.weight, settings->scheduler.share_weights, sizeof group->share.weight);
  g_ptr_array_add (settings->user_groups, group);
  return &group->head;
}

void
user_group_free (UserGroup *group)
{
  g_free (group->head.name);
  g_free (group);
}

/* Nodes of the tree have no weights of resources. */
static gboolean
check_tree (const UserGroup *group, const Entries *entries, const OrderPolicy *order,
            GError **error)
{
  const char *header = group->head.header->group;
  g_autofree char *what = NULL;

  if (order->unit != ORDER_TREE || entries_find (entries, header, "share-weights") == NULL)
    return TRUE;
  what = g_strdup_printf ("order = %s weighs resources alike for all users", order->head.name);
  return entries_refuse (entries, header, "share-weights", error,
                         "share-weights in [scheduler], or another order", what);
}

/* To divide by nothing means something to one order alone. */
static gboolean
check_weight (const UserWeight *user, const Entries *entries, const OrderPolicy *order,
              GError **error)
{
  if (user->weight > 0 || strcmp (order->head.name, "borrowed-share") == 0)
    return TRUE;
  return entries_refuse (entries, "users", user->path, error,
                         "a weight above 0, or order = borrowed-share", "a weight of 0");
}

gboolean
user_groups_check (Settings *settings, const Entries *entries, GError **error)
{
  const OrderPolicy *order = order_policy_find (settings->scheduler.order);

  for (guint i = 0; i < settings->users->len; i++)
    if (!check_weight (&g_array_index (settings->users, UserWeight, i), entries, order, error))
      return FALSE;
  for (guint i = 0; i < settings->user_groups->len; i++)
    if (!check_tree (g_ptr_array_index (settings->user_groups, i), entries, order, error))
      return FALSE;
  return TRUE;
}

gboolean
user_groups_intern (Scenario *scenario, const Settings *settings, GError **error)
{
  for (guint i = 0; i < settings->user_groups->len; i++) {
    const NamedGroup *head = &((UserGroup *) g_ptr_array_index (settings->user_groups, i))->head;

    if (users_intern (scenario->users, head->name) == USER_NONE)
      return input_error (error, head->header->file, head->header->line,
                          "a path like org/team/user", "the user '%s'", head->name);
  }
  return TRUE;
}

const Entry *
user_groups_first_quota (const Settings *settings)
{
  for (guint i = 0; i < settings->user_groups->len; i++) {
    const UserGroup *group = g_ptr_array_index (settings->user_groups, i);

    for (guint t = 0; t < N_TIERS; t++)
      if (group->quota.of[t].said != 0)
        return group->head.header;
  }
  return NULL;
}

void
user_groups_apply (Scenario *scenario, const Settings *settings)
{
  SchedulerOptions *options = &scenario->scheduler;
  guint users = users_count (scenario->users);

  if (settings->user_groups->len == 0)
    return;
  options->user_shares = g_new0 (OwnShare, users);
  for (guint u = 0; u < users; u++)
    memcpy (options->user_shares[u].weight, options->share_weights, sizeof options->share_weights);
  if (user_groups_first_quota (settings) != NULL)
    scenario->quotas = g_new0 (UserQuota, users);
  for (guint i = 0; i < settings->user_groups->len; i++) {
    const UserGroup *group = g_ptr_array_index (settings->user_groups, i);

    guint user = users_find (scenario->users, group->head.name);

    options->user_shares[user] = group->share;
    if (scenario->quotas != NULL)
      scenario->quotas[user] = group->quota;
  }
}
