/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/gang/gang_domains.h"

struct GangDomains {
  const Cell *cell;
  gboolean required; /* one domain must do */
  guint *of;         /* by machine */
  guint count;
  guint entered; /* since the gang's first task */
  guint64 room;  /* left in the domain that was entered last */
  guint8 *allowed; /* by machine, padded: of that domain */
};

guint
gang_domain_label (const Machine *machine, SpreadBy level)
{
  return level == SPREAD_BY_RACK ? machine->rack : level == SPREAD_BY_ZONE ? machine->zone : LABEL_NONE;
}

static void
number_domains (GangDomains *domains, SpreadBy level)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL); /* label -> domain + 1 */
  for (guint m = 0; m < domains->cell->machines; m++) {
    gpointer label
      = GUINT_TO_POINTER (gang_domain_label (inventory_machine (domains->cell->inventory, m), level));
    guint domain = GPOINTER_TO_UINT (g_hash_table_lookup (known, label));
    if (domain == 0)
      domain = ++domains->count;
    if (label != GUINT_TO_POINTER (LABEL_NONE))
      g_hash_table_insert (known, label, GUINT_TO_POINTER (domain));
    domains->of[m] = domain - 1;
  }
}

GangDomains *
gang_domains_new (const SchedulerOptions *options, const Cell *cell)
{
  if (options->gang_packing == GANG_PACKING_NONE)
    return NULL;
  GangDomains *domains = g_new0 (GangDomains, 1);
  domains->cell = cell;
  domains->required = options->gang_packing == GANG_PACKING_REQUIRED;
  domains->of = g_new (guint, MAX (cell->machines, 1));
  domains->allowed = g_new0 (guint8, (gsize) MAX (cell->blocks, 1) * CELL_BLOCK);
  number_domains (domains, options->gang_level);
  return domains;
}

void
gang_domains_free (GangDomains *domains)
{
  if (domains == NULL)
    return;
  g_free (domains->of);
  g_free (domains->allowed);
  g_free (domains);
}

const guint *
gang_domains_of (const GangDomains *domains)
{
  return domains->of;
}

guint
gang_domains_count (const GangDomains *domains)
{
  return domains->count;
}

Slots *
gang_domains_slots (const GangDomains *domains, const Cell *cell, Pipeline *pipeline)
{
  return domains != NULL ? slots_new (cell, pipeline, domains->of, domains->count)
                         : slots_new (cell, pipeline, NULL, 0);
}

/* The tightest one that takes so many; else the one with most room; the first of equals. */
static guint
best_domain (const GangDomains *domains, const guint64 *room, guint left)
{
  guint best = 0;
  for (guint d = 1; d < domains->count; d++)
    if (room[best] >= left ? room[d] >= left && room[d] < room[best] : room[d] > room[best])
      best = d;
  return best;
}

guint64
gang_domains_room (const GangDomains *domains, Slots *slots, const TaskClass *task_class)
{
  if (domains == NULL || !domains->required)
    return slots_count (slots, task_class);
  const guint64 *room = slots_by_domain (slots, task_class);
  return domains->count > 0 ? room[best_domain (domains, room, task_class->need)] : 0;
}

void
gang_domains_begin (GangDomains *domains)
{
  domains->entered = 0;
  domains->room = 0;
}

static void
enter (GangDomains *domains, const guint64 *room, guint domain)
{
  domains->entered++;
  domains->room = room[domain];
  for (guint m = 0; m < domains->cell->machines; m++)
    domains->allowed[m] = domains->of[m] == domain;
}

const guint8 *
gang_domains_next (GangDomains *domains, Slots *slots, const TaskClass *task_class, guint left)
{
  if (domains->room == 0 && domains->count > 0 && !(domains->required && domains->entered > 0)) {
    const guint64 *room = slots_by_domain (slots, task_class);
    enter (domains, room, best_domain (domains, room, left));
  }
  if (domains->room == 0)
    return NULL;
  domains->room--;
  return domains->allowed;
}
