/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where expected fragmentation falls most (model/typical_tasks.h), in the whole hundredths of the
 * paper's scheduler. */
#include "scheduler/policy.h"

#include <math.h>

/* The published score: 100 / (1 + e^(-decrease / 1000)), truncated. */
static double
score_of (gint64 decrease, gint64 tasks)
{
  double mean = (double) decrease / (double) tasks;
  return floor (100 / (1 + exp (-mean / DEVICE))) / 100;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  const TypicalTasks *typical = view->options->typical;
  gint64 tasks = typical != NULL ? typical_tasks_count (typical) : 1;
  for (guint i = 0; i < columns->count; i++)
    if (keep[i])
      score[i] = score_of (typical == NULL ? 0
                                           : typical_gradient (typical, view->cell,
                                                               columns->machine[i],
                                                               &view->task_class->request, NULL),
                           tasks);
}

const ScorePolicy score_fgd = {
  .head = {
    .name = "fgd",
    .summary = "expected fragmentation of devices falls most (FGD); goes with devices = fgd",
    .details = "trunc(100 / (1 + exp(-D / 1000))) / 100, D the fall of F in thousandths of a device "
               "with the task on the devices where it falls most.\n"
               "F = sum over the typical tasks ([workload] typical-share) of p x free amount on "
               "devices that a task of that kind cannot use: all when it does not fit, may not run "
               "there or asks for no device, else that on devices with too little; p is the kind's "
               "part of the typical tasks.\n"
               "Weng et al., Beware of Fragmentation: Scheduling GPU-Sharing Workloads with "
               "Fragmentation Gradient Descent, USENIX ATC'23.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .hundredths = TRUE,
};
