/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/gang/slots.h"

typedef struct {
  guint64 seen; /* of the cell: how many changes are in */
  guint64 sum;
  guint *on; /* by machine; NULL: nobody has asked yet */
  guint64 *in; /* by domain; NULL: there are none */
} Counted;

struct Slots {
  const Cell *cell;
  Pipeline *pipeline;
  const guint *domain_of; /* by machine; NULL: nobody asks */
  guint domains;
  Counted *class; /* by the class whose need is 1: the others ask the same */
};

Slots *
slots_new (const Cell *cell, Pipeline *pipeline, const guint *domain_of, guint domains)
{
  Slots *slots = g_new0 (Slots, 1);
  slots->cell = cell;
  slots->pipeline = pipeline;
  slots->domain_of = domain_of;
  slots->domains = domains;
  slots->class = g_new0 (Counted, MAX (task_classes_count (cell->classes), 1));
  return slots;
}

void
slots_free (Slots *slots)
{
  if (slots == NULL)
    return;
  for (guint c = 0; c < task_classes_count (slots->cell->classes); c++) {
    g_free (slots->class[c].on);
    g_free (slots->class[c].in);
  }
  g_free (slots->class);
  g_free (slots);
}

/* Parts of a device: each device has so many by itself. */
static guint
parts_of_devices (const Cell *cell, guint resource, guint machine, Amount amount)
{
  int slot = cell->resources->item[resource].device_slot;
  const Amount *free = cell->device_free[slot] + (gsize) machine * MAX_DEVICES;
  guint parts = 0;
  for (Amount d = 0; d < cell->capacity[resource][machine] / DEVICE; d++)
    parts += (guint) (free[d] / amount);
  return parts;
}

static guint
room_for (const Cell *cell, const Amounts *request, guint machine)
{
  guint room = G_MAXUINT / 2;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = request->of[r];
    if (amount == 0)
      continue;
    gboolean parts = cell->largest[r] != NULL && amount < DEVICE;
    room = MIN (room, parts ? parts_of_devices (cell, r, machine, amount)
                            : (guint) (cell_room (cell, r, amount)[machine] / amount));
  }
  return room;
}

guint
slots_on (Slots *slots, const TaskClass *task_class, guint machine)
{
  if (!slots->cell->open[machine] || !cell_fits (slots->cell, &task_class->request, machine)
      || !pipeline_eligible (slots->pipeline, task_class, machine))
    return 0;
  return room_for (slots->cell, &task_class->request, machine);
}

static void
count_again (Slots *slots, const TaskClass *task_class, Counted *counted, guint machine)
{
  guint before = counted->on[machine], now = slots_on (slots, task_class, machine);
  counted->on[machine] = now;
  counted->sum = counted->sum - before + now;
  if (counted->in != NULL)
    counted->in[slots->domain_of[machine]] += (guint64) now - before;
}

static void
follow (Slots *slots, const TaskClass *task_class, Counted *counted)
{
  const Cell *cell = slots->cell;
  gboolean all = counted->on == NULL
                 || !pipeline_eligible_by_machine (slots->pipeline, task_class)
                 || cell->changes - counted->seen > MIN (CHANGES_KEPT, cell->machines);
  if (counted->on == NULL) {
    counted->on = g_new0 (guint, MAX (cell->machines, 1));
    counted->in = slots->domains > 0 ? g_new0 (guint64, slots->domains) : NULL;
  }
  for (guint m = 0; all && m < cell->machines; m++)
    count_again (slots, task_class, counted, m);
  for (guint64 change = counted->seen + 1; !all && change <= cell->changes; change++)
    count_again (slots, task_class, counted, cell->changed[change % CHANGES_KEPT]);
  counted->seen = cell->changes;
}

guint64
slots_count (Slots *slots, const TaskClass *task_class)
{
  Counted *counted = &slots->class[task_class->gang_first];
  follow (slots, task_class, counted);
  return counted->sum;
}

const guint64 *
slots_by_domain (Slots *slots, const TaskClass *task_class)
{
  Counted *counted = &slots->class[task_class->gang_first];
  follow (slots, task_class, counted);
  return counted->in;
}
