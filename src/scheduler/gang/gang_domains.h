/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gangs that start in as few racks or zones as can be (docs/simulation.md, "Packing gangs"). A domain
 * is all machines of one rack, or zone; one without is a domain by itself. Which comes next goes by the
 * room that domains have for tasks of the gang, which Slots counts. */
#pragma once

#include "scheduler/gang/slots.h"

typedef struct GangDomains GangDomains;

/* Borrows the cell. NULL: gangs are not packed. */
GangDomains *gang_domains_new (const SchedulerOptions *options, const Cell *cell);
void gang_domains_free (GangDomains *domains);

/* By machine, its domain; and how many there are, in order of their first machines. */
const guint *gang_domains_of (const GangDomains *domains);
guint gang_domains_count (const GangDomains *domains);

/* What makes a domain of machines, at the level: equal ones; LABEL_NONE: the machine is one by itself. */
guint gang_domain_label (const Machine *machine, SpreadBy level);

/* Where gangs find room. domains, here and below: NULL where they are not packed. */
Slots *gang_domains_slots (const GangDomains *domains, const Cell *cell, Pipeline *pipeline);

/* How many of the class there is room for: where one domain is required, in that which a gang of them
 * would enter; else on all machines. */
guint64 gang_domains_room (const GangDomains *domains, Slots *slots, const TaskClass *task_class);

/* A gang is placed, or for trial: no domain has been entered yet. */
void gang_domains_begin (GangDomains *domains);
/* By machine: 1 where the next task of the class may go, `left` of the gang being left with it. NULL:
 * there is no room, or not in the one domain that was allowed. Valid until the next call. */
const guint8 *gang_domains_next (GangDomains *domains, Slots *slots, const TaskClass *task_class,
                                 guint left);
