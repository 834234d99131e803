/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What users of a random scenario have of their own: from a stream of its own, so that scenarios
 * without are what they were. */
#include "dice.h"
#include "random_scenario.h"

void
random_scenario_draw_own_order (RandomScenario *random)
{
  Dice dice = dice_of_part (random->seed * 5 + 2);
  OracleOrder order = below (&dice, 2) == 0 ? ORACLE_GUARANTEED_SHARE : ORACLE_BORROWED_SHARE;
  if (!random->backfill && !random->tree && below (&dice, 100) < (random->fair ? 30 : 15))
    random->files.options.order = order;
}

/* Of what all machines have together a quarter or less: enough of it to matter. */
static gint64
some_of (Dice *dice, const OracleScenario *scenario, int resource)
{
  gint64 capacity = 0;
  for (int m = 0; m < scenario->machines; m++)
    capacity += scenario->machine[m].capacity[resource];
  return below (dice, 4) == 0 ? 0 : capacity * below (dice, 9) / 32;
}

static void
draw_user (Dice *dice, const OracleScenario *scenario, OracleOwn *own)
{
  own->weighs = below (dice, 2) == 0;
  own->weight[0] = 1 + below (dice, 3);
  for (int r = 1; r < scenario->resources; r++)
    own->weight[r] = below (dice, 4);
  for (int r = 0; r < scenario->resources; r++) {
    own->says[r] = below (dice, 3) > 0;
    own->guaranteed[r] = own->says[r] ? some_of (dice, scenario, r) : 0;
  }
}

static void
draw_quota (Dice *dice, OracleScenario *scenario, OracleOwn *own)
{
  for (int tier = 1; tier < ORACLE_TIERS; tier++)
    for (int r = 0; r < scenario->resources; r++) {
      own->bounds[tier][r] = below (dice, 2) == 0;
      own->quota[tier][r] = own->bounds[tier][r] ? 2 * some_of (dice, scenario, r) : 0;
      scenario->quotas = scenario->quotas || own->bounds[tier][r];
    }
}

void
random_scenario_draw_own (RandomScenario *random)
{
  OracleScenario *scenario = &random->files;
  Dice dice = dice_of_part (random->seed * 7 + 3);
  OracleOrder order = scenario->options.order;
  gboolean asked = order == ORACLE_GUARANTEED_SHARE || order == ORACLE_BORROWED_SHARE;
  gboolean quotas = !random->gangs && !random->graph && below (&dice, 100) < 25;
  for (int u = 0; u < scenario->users && !random->tree; u++)
    scenario->parent[u] = ORACLE_NONE;
  if (!quotas && (random->tree || below (&dice, 100) >= (asked ? 85 : 25)))
    return;
  random->own_users = 1 + below (&dice, scenario->users);
  for (int u = 0; u < random->own_users && !random->tree; u++)
    draw_user (&dice, scenario, &scenario->own[u]);
  for (int u = 0; u < random->own_users && quotas; u++)
    draw_quota (&dice, scenario, &scenario->own[u]);
  scenario->holds = scenario->options.queue != ORACLE_DROP && below (&dice, 3) > 0;
  if (order == ORACLE_BORROWED_SHARE && random->listed_users > 0 && below (&dice, 3) == 0)
    scenario->weight[below (&dice, random->listed_users)] = 0;
}
