/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dice.h"
#include "random_scenario.h"

/* Machines of the file, with their events. */
void random_draw_file_machines (Dice *dice, RandomScenario *random, int count);
/* [machines g]: zones dealt round-robin, racks filled in order within their zone. */
void random_draw_group (Dice *dice, RandomScenario *random, int count);

/* chance: in percent, of each one more. */
void random_draw_conditions (Dice *dice, int chance, OracleConditions *ret);
void random_draw_tolerations (Dice *dice, OracleTask *task);
