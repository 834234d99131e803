/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What admitted an eviction by shares (`reclaim`): whose share was above whose, and what became of
 * them. Shares are divided by weights. */
#pragma once

#include "explain/moment.h"

typedef struct {
  const char *user;
  double before, after; /* of all that is done by the decision */
  gboolean takes;       /* the taker; else it may lose something */
} UserShare;

typedef struct {
  char *task;
  const char *user;
  guint machine;
  double before, after; /* its user's share without those taken before, and without it */
} TakenTask;

typedef struct {
  const char *taker; /* user */
  double with;       /* its share with the task */
  GArray *taken;     /* of TakenTask, in the order in which they leave */
  GArray *users;     /* of UserShare: who holds something or takes, highest share before first */
} ShareStory;

/* What the user has now, as the order measures it while it serves that tier, by weight. FALSE where the
 * order measures no share. */
gboolean share_of_user (const Moment *moment, guint user, Tier tier, double *ret);

/* Of a decision that reclaims, told before it is done. */
ShareStory *share_story_new (const Moment *moment, const Task *task, const Decision *decision);
void share_story_free (ShareStory *story);
