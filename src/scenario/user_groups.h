/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups [user PATH]: what is a user's own, beside its weight. */
#pragma once

#include "scenario/settings.h"

NamedGroup *user_group_new (Settings *settings);
void user_group_free (UserGroup *group);
/* Of the groups with each other and with [scheduler], which is read before: the finish hook. */
gboolean user_groups_check (Settings *settings, const Entries *entries, GError **error);

/* Users of groups that [users] does not name get their numbers behind those that it does. */
gboolean user_groups_intern (Scenario *scenario, const Settings *settings, GError **error);
/* The header of the first group with a quota; NULL: there is none. */
const Entry *user_groups_first_quota (const Settings *settings);
/* Gives the scheduler and the scenario what there is for them, when all users are known. */
void user_groups_apply (Scenario *scenario, const Settings *settings);
