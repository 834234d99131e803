/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small random scenarios of several schedulers, for the naive simulation and as the files that the
 * engine reads. Times are few and round, so that much happens at once. */
#pragma once

#include "naive_schedulers.h"

/* The same seed draws the same; it may have no task. */
void random_schedulers_draw (guint seed, NaiveScenario *naive);

/* The texts of the scenario, machines.csv and tasks.csv, which it names; the caller frees. */
char *random_schedulers_text (const NaiveScenario *naive);
char *random_schedulers_machines (const NaiveScenario *naive);
char *random_schedulers_tasks (const NaiveScenario *naive);
