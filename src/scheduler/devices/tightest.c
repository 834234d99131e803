/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/policy.h"

const DevicePolicy devices_tightest = {
  .head = {
    .name = "tightest",
    .summary = "the device with the least free that still fits",
    .details = "Least free of the devices that fit, the lowest-numbered of equals; whole devices in order of number.\n"
               "Best fit of bin packing (Johnson et al., SIAM J. Comput. 3(4), 1974), device by device.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
};
