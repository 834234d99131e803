/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device by which fragmentation falls most. Only one resource is measured: of another, the
 * cell chooses. */
#include "scheduler/policy.h"

static guint64
choose (const PolicyView *view, guint machine, guint resource)
{
  const TypicalTasks *typical = view->options->typical;
  guint64 devices = 0;
  if (typical != NULL && typical_tasks_resource (typical) == resource)
    (void) typical_gradient (typical, view->cell, machine, &view->task_class->request, &devices);
  return devices;
}

const DevicePolicy devices_fgd = {
  .head = {
    .name = "fgd",
    .summary = "the device by which expected fragmentation falls most (FGD)",
    .details = "Fragmentation as under the score fgd; the lowest-numbered of equals; whole devices "
               "in order of number.\n"
               "Weng et al., Beware of Fragmentation, USENIX ATC'23.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .choose = choose,
};
