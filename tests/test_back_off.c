/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of classes that back off, against what the run then does: nobody of the class is tried
 * before its time, and at that time somebody is, if there is room. */
#include "trial.h"

#define CASES  500
#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct {
  Observer base;
  guint task_class;
  gint64 after; /* of interest is what is decided then */
  gint64 first; /* the first time; TIME_NEVER */
} Watch;

static void
watch_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Watch *watch = (Watch *) observer;
  if (task->task_class == watch->task_class && now > watch->after
      && !(decision->kind == DECISION_BLOCKED && decision->known))
    watch->first = MIN (watch->first, now);
}

static const ObserverType watch_type = { .name = "watch", .decided = watch_decided };

/* Of the class there is nobody at this moment for whom there is room. */
static gboolean
nobody_could_go (const Moment *moment, guint task_class)
{
  g_autoptr (GPtrArray) waiting = waiting_find (moment, 0);
  for (guint i = 0; i < waiting->len; i++) {
    const Waiting *it = g_ptr_array_index (waiting, i);
    if (it->task_class->index == task_class)
      return it->has_reason;
  }
  return TRUE;
}

static void
wait_for (const RandomScenario *random, gint64 time, const Waiting *waiting)
{
  Watch watch = { .base = { .type = &watch_type },
                  .task_class = waiting->task_class->index,
                  .after = time,
                  .first = TIME_NEVER };
  g_autoptr (Scenario) scenario = trial_load (random, waiting->next_try, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Replay) replay = replay_new (scenario, TIME_NEVER, NULL, &error);
  test_ok (replay != NULL, error);
  replay_add_observer (replay, &watch.base);
  test_ok (replay_run (replay, &error), error);
  Moment moment = replay_moment (replay);
  ck_assert_int_ge (watch.first, waiting->next_try);
  if (!waiting->has_reason && watch.first > waiting->next_try)
    ck_assert (nobody_could_go (&moment, watch.task_class));
}

START_TEST (test_next_attempts)
{
  guint cases = 0, with_room = 0;
  for (guint64 seed = 1; cases < CASES; seed++) {
    g_autofree RandomScenario *random = random_scenario_new (seed);
    gint64 time = (gint64) (2 + seed % 13) * SECOND;
    if (random->files.options.backoff_first == 0)
      continue;
    random->files.options.gang_packing = ORACLE_UNPACKED;
    g_autoptr (Scenario) scenario = trial_load (random, time, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (Replay) replay = replay_new (scenario, TIME_NEVER, NULL, &error);
    test_ok (replay != NULL, error);
    test_ok (replay_run (replay, &error), error);
    Moment moment = replay_moment (replay);
    g_autoptr (GPtrArray) waiting = waiting_find (&moment, 0);
    for (guint i = 0; i < waiting->len; i++) {
      const Waiting *it = g_ptr_array_index (waiting, i);
      ck_assert (it->has_reason || it->next_try > time);
      if (it->next_try == 0)
        continue;
      ck_assert_uint_gt (it->tries, 0);
      wait_for (random, time, it);
      with_room += it->has_reason ? 0 : 1;
      cases++;
    }
  }
  ck_assert_uint_ge (with_room, 8);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("back-off");
  TCase *random = tcase_create ("random");
  tcase_set_timeout (random, 120);
  tcase_add_test (random, test_next_attempts);
  suite_add_tcase (s, random);
  return s;
}

TEST_MAIN (suite)
