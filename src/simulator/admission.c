/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/admission.h"

#include "model/task.h"

/* Tasks of one user and tier that wait, through Task.next_waiting. */
typedef struct {
  Task *first, *last;
} Line;

struct Admission {
  const Scenario *scenario;
  Total *charged; /* [(user * N_TIERS + tier) * MAX_RESOURCES]; kept where there is a quota */
  Line *line;     /* [user * N_TIERS + tier] */
  GArray *lines;  /* of guint: those in which somebody waits */
  gboolean due; /* something has been given back for which somebody may wait */
};

Admission *
admission_new (const Scenario *scenario)
{
  if (scenario->quotas == NULL)
    return NULL;
  Admission *admission = g_new0 (Admission, 1);
  gsize places = (gsize) users_count (scenario->users) * N_TIERS;
  admission->scenario = scenario;
  admission->charged = g_new0 (Total, places * MAX_RESOURCES);
  admission->line = g_new0 (Line, places);
  admission->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  return admission;
}

void
admission_free (Admission *admission)
{
  if (admission == NULL)
    return;
  g_free (admission->charged);
  g_free (admission->line);
  g_array_unref (admission->lines);
  g_free (admission);
}

/* Charges -----------------------------------------------------------------------------------------
 */

static const TaskClass *
class_of (const Admission *admission, const Task *task)
{
  return task_classes_get (admission->scenario->classes, task->task_class);
}

static guint
above (const Admission *admission, guint user)
{
  return users_get (admission->scenario->users, user)->parent;
}

static const SomeAmounts *
quota_of (const Admission *admission, guint user, Tier tier)
{
  return &admission->scenario->quotas[user].of[tier];
}

static Total *
charged_to (const Admission *admission, guint user, Tier tier)
{
  return admission->charged + ((gsize) user * N_TIERS + tier) * MAX_RESOURCES;
}

/* The first resource of which some quota leaves less than the task asks for; -1: none. alone: when
 * nothing else is charged. */
static int
short_of (const Admission *admission, const Task *task, gboolean alone)
{
  const TaskClass *task_class = class_of (admission, task);
  for (guint user = task->user; user != USER_NONE; user = above (admission, user)) {
    const SomeAmounts *quota = quota_of (admission, user, task_class->tier);
    const Total *charged = charged_to (admission, user, task_class->tier);
    for (guint r = 0; quota->said >> r != 0; r++)
      if ((quota->said >> r & 1) != 0 && task_class->request.of[r] > 0
          && task_class->request.of[r] > quota->of[r] - (alone ? 0 : charged[r]))
        return (int) r;
  }
  return -1;
}

/* sign: 1, or -1 to give it back. */
static void
charge (Admission *admission, const Task *task, int sign)
{
  const TaskClass *task_class = class_of (admission, task);
  for (guint user = task->user; user != USER_NONE; user = above (admission, user)) {
    guint said = quota_of (admission, user, task_class->tier)->said;
    Total *charged = charged_to (admission, user, task_class->tier);
    for (guint r = 0; said >> r != 0; r++)
      charged[r] += sign * (Total) task_class->request.of[r];
  }
}

/* Lines -------------------------------------------------------------------------------------------
 */

static guint
place_of (const Admission *admission, const Task *task)
{
  return task->user * N_TIERS + class_of (admission, task)->tier;
}

static void
append (Admission *admission, Task *task)
{
  guint place = place_of (admission, task);
  Line *line = &admission->line[place];
  task->next_waiting = NULL;
  if (line->last == NULL) {
    line->first = task;
    g_array_append_val (admission->lines, place);
  } else {
    line->last->next_waiting = task;
  }
  line->last = task;
}

/* The first of the line at an index of `lines`. */
static Task *
take_first (Admission *admission, guint index)
{
  Line *line = &admission->line[g_array_index (admission->lines, guint, index)];
  Task *task = line->first;
  line->first = task->next_waiting;
  task->next_waiting = NULL;
  if (line->first != NULL)
    return task;
  line->last = NULL;
  g_array_remove_index_fast (admission->lines, index);
  return task;
}

Verdict
admission_ask (Admission *admission, Task *task, int *ret_resource)
{
  gboolean holds = admission->scenario->over_quota == OVER_QUOTA_HOLD;
  gboolean behind = admission->line[place_of (admission, task)].first != NULL;
  int resource = short_of (admission, task, FALSE);
  if (resource < 0 && !behind) {
    charge (admission, task, 1);
    return ADMITTED;
  }
  *ret_resource = resource;
  if (!holds || short_of (admission, task, TRUE) >= 0)
    return REFUSED;
  append (admission, task);
  return ADMITTED_LATER;
}

void
admission_give_back (Admission *admission, const Task *task)
{
  charge (admission, task, -1);
  admission->due = admission->lines->len > 0;
}

/* The index in `lines` of who comes in next; the number of lines: nobody. */
static guint
find_next (const Admission *admission)
{
  const Task *next = NULL;
  guint found = admission->lines->len;
  for (guint i = 0; i < admission->lines->len; i++) {
    const Task *first = admission->line[g_array_index (admission->lines, guint, i)].first;
    if ((next == NULL || first->sequence < next->sequence)
        && short_of (admission, first, FALSE) < 0) {
      next = first;
      found = i;
    }
  }
  return found;
}

gboolean
admission_is_due (Admission *admission)
{
  if (admission->due)
    admission->due = find_next (admission) < admission->lines->len;
  return admission->due;
}

Task *
admission_next (Admission *admission)
{
  guint found = find_next (admission);
  g_assert (found < admission->lines->len);
  Task *task = take_first (admission, found);
  charge (admission, task, 1);
  return task;
}
