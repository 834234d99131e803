/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws machines, and what tasks ask of them. */
#include "random_machines.h"

#include <string.h>

static void
set (char name[ORACLE_NAME], const char *text)
{
  g_strlcpy (name, text, ORACLE_NAME);
}

static const char *
one_of (Dice *dice, const char *const *texts)
{
  return texts[between (dice, 0, (int) g_strv_length ((char **) texts) - 1)];
}

/* ---- labels and conditions ---- */

static const char *const zones[] = { "a", "b", "c", NULL };
static const char *const racks[] = { "r0", "r1", "g-a-r0", "g-r1", NULL };
static const char *const drives[] = { "ssd", "hdd", "none", NULL };
static const char *const cores[] = { "2", "4", "8", "many", NULL };
static const char *const names[] = { "m0", "m1", "m2", "g-0", "g-1", NULL };
static const struct { const char *key; const char *const *values; } keys[] = {
  { "zone", zones },   { "rack", racks },    { "machine", names },
  { "drive", drives }, { "cores", cores },   { "old", (const char *const[]){ "yes", NULL } },
};
static const OracleLabel taints[] = { { "dedicated", "web" },
                                      { "dedicated", "ml" },
                                      { "flaky", "" } };
static const OracleLabel tolerations[] = { { "dedicated", "" }, { "dedicated", "ml" },
                                           { "flaky", "" },     { "flaky", "x" },
                                           { "*", "" } };

static OracleCondition
draw_condition (Dice *dice)
{
  static const char ops[] = "===!!ea<l>g";
  OracleCondition condition = { .op = ops[between (dice, 0, (int) sizeof ops - 2)] };
  int key = between (dice, 0, (int) G_N_ELEMENTS (keys) - 1);
  if (strchr ("<l>g", condition.op) != NULL && percent (dice, 90))
    key = 4;
  set (condition.key, keys[key].key);
  if (condition.op == '=' || condition.op == '!') {
    condition.n_values = percent (dice, 60) ? 1 : between (dice, 1, 3);
    for (int v = 0; v < condition.n_values; v++)
      set (condition.values[v], one_of (dice, keys[key].values));
  }
  condition.bound = between (dice, 1, 9);
  condition.weight = between (dice, 1, 9);
  return condition;
}

void
random_draw_conditions (Dice *dice, int chance, OracleConditions *ret)
{
  while (ret->count < 3 && percent (dice, chance))
    ret->item[ret->count++] = draw_condition (dice);
}

static void
draw_labels (Dice *dice, OracleMachine *machine)
{
  static const int some[] = { 3, 4, 5 };
  for (guint i = 0; i < G_N_ELEMENTS (some); i++) {
    if (!percent (dice, 60))
      continue;
    OracleLabel *label = &machine->attributes[machine->n_attributes++];
    set (label->key, keys[some[i]].key);
    set (label->value, one_of (dice, keys[some[i]].values));
  }
  if (percent (dice, 20))
    machine->taints[machine->n_taints++] = taints[between (dice, 0, 2)];
  while (machine->n_soft_taints < 3 && percent (dice, 40))
    machine->soft_taints[machine->n_soft_taints++] = taints[between (dice, 0, 2)];
}

/* ---- machines ---- */

static void
draw_capacity (Dice *dice, const RandomScenario *random, gint64 *capacity)
{
  const OracleScenario *oracle = &random->files;
  for (int r = 0; r < oracle->resources; r++)
    if (oracle->devices[r])
      capacity[r] = percent (dice, 40) ? 0 : between (dice, 1, 4) * 1000;
    else if (random->crowd)
      capacity[r] = between (dice, 8, 16) * (r == 0 ? 1000 : 4);
    else if (r == 0)
      capacity[r] = between (dice, 2, 16) * 500;
    else
      capacity[r] = percent (dice, 10) ? 0 : between (dice, 2, 16);
}

static void
add_event (OracleScenario *oracle, int machine, gint64 time, OracleEventKind kind)
{
  if (oracle->events < ORACLE_EVENTS)
    oracle->event[oracle->events++] = (OracleEvent) { time, machine, kind };
}

void
random_draw_file_machines (Dice *dice, RandomScenario *random, int count)
{
  OracleScenario *oracle = &random->files;
  gboolean alike = percent (dice, 30);
  for (int m = 0; m < count; m++) {
    OracleMachine *machine = &oracle->machine[oracle->machines++];
    g_snprintf (machine->name, ORACLE_NAME, "m%d", m);
    if (percent (dice, 70))
      set (machine->zone, one_of (dice, zones));
    if (percent (dice, 60))
      set (machine->rack, percent (dice, 50) ? "r0" : "r1");
    draw_capacity (dice, random, machine->capacity);
    if (alike && m > 0)
      memcpy (machine->capacity, oracle->machine[0].capacity, sizeof machine->capacity);
    draw_labels (dice, machine);
    add_event (oracle, m, percent (dice, 15) ? some_time (dice, 20) : 0, ORACLE_ADD);
  }
  random->file_machines = count;
  int more = random->fair || percent (dice, 50) ? between (dice, 1, 8) : 0;
  for (int i = 0; i < more && count > 0; i++) {
    static const OracleEventKind kinds[] = { ORACLE_GO_DOWN, ORACLE_GO_DOWN, ORACLE_COME_UP,
                                             ORACLE_COME_UP, ORACLE_DRAIN };
    int m = between (dice, 0, count - 1);
    gint64 time = oracle->event[m].time + some_time (dice, 25);
    add_event (oracle, m, time, kinds[between (dice, 0, 4)]);
  }
  random->file_events = oracle->events;
}

void
random_draw_group (Dice *dice, RandomScenario *random, int count)
{
  OracleScenario *oracle = &random->files;
  OracleMachine model = { 0 };
  draw_capacity (dice, random, model.capacity);
  draw_labels (dice, &model);
  random->group_zones = between (dice, 0, 3);
  random->group_rack_size = between (dice, 0, 2);
  for (int i = 0; i < count; i++) {
    OracleMachine *machine = &oracle->machine[oracle->machines];
    *machine = model;
    g_snprintf (machine->name, ORACLE_NAME, "g-%d", i);
    int in_zone = i;
    if (random->group_zones > 0) {
      set (machine->zone, zones[i % random->group_zones]);
      in_zone = i / random->group_zones;
    }
    if (random->group_rack_size > 0)
      g_snprintf (machine->rack, ORACLE_NAME, "g-%s%sr%d", machine->zone,
                  machine->zone[0] != '\0' ? "-" : "", in_zone / random->group_rack_size);
    add_event (oracle, oracle->machines++, 0, ORACLE_ADD);
  }
}

void
random_draw_tolerations (Dice *dice, OracleTask *task)
{
  while (task->n_tolerations < 2 && percent (dice, 30))
    task->tolerations[task->n_tolerations++] = tolerations[between (dice, 0, 4)];
}
