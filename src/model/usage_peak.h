/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a task uses more than it usually does. */
#pragma once

#include "model/duration.h"
#include "model/resources.h"

/* From `at` after the start of each of its runs on, for `length`, it uses this. */
typedef struct {
  Amounts used;
  gint64 at;     /* us */
  gint64 length; /* us; DURATION_UNENDING: as long as it runs */
} UsagePeak;
