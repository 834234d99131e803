/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partly used devices first, then free ones of a machine in use, then an idle machine. */
#include "scheduler/score/gpu.h"

/* What the devices in use that the task would get have free: that of the tightest. */
static Amount
tightest (const Amount *free, guint devices, Amount amount)
{
  Amount least = DEVICE;
  for (guint d = 0; d < devices; d++)
    if (free[d] >= amount && free[d] < least)
      least = free[d];
  return least;
}

static gint
packing (const Amount *free, guint devices, Amount whole, Amount amount)
{
  gint n = (gint) devices;
  if (whole == n * DEVICE)
    return MAX (33 - n, 0);
  Amount left = amount < DEVICE ? tightest (free, devices, amount) : DEVICE;
  if (left == DEVICE)
    return MAX (50 - MAX (amount / DEVICE, 1), 33);
  return 100 - left * 100 / DEVICE / 10;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  const Cell *cell = view->cell;
  int resource = gpu_resource (cell);
  for (guint i = 0; i < columns->count; i++) {
    guint m = columns->machine[i], r = (guint) MAX (resource, 0);
    score[i] = 0;
    if (keep[i] && resource >= 0 && view->task_class->request.of[r] > 0)
      score[i] = packing (gpu_free (cell, r, m), (guint) cell->capacity[r][m] / DEVICE,
                          cell->whole[r][m], view->task_class->request.of[r])
                 / 100.0;
  }
}

const ScorePolicy score_gpu_packing = {
  .head = {
    .name = "gpu-packing",
    .summary = "devices in use before free ones, machines in use before idle ones",
    .details = "Of a machine's n devices, all free: max(33 - n, 0) / 100. Some in use, and the task "
               "takes k free ones: max(50 - k, 33) / 100. Else (100 - trunc(p / 10)) / 100, p the "
               "percentage, truncated, that is free of the tightest device that fits. 0 for a task that "
               "asks for none.\n"
               "GpuPacking of Weng et al., Beware of Fragmentation, USENIX ATC'23.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .hundredths = TRUE,
};
