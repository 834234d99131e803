/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/fragments.h"

#include "metrics/changed_machines.h"

static void
find_least (Fragments *fragments)
{
  for (guint r = 0; r < fragments->cell->resources->count && fragments->mix.count > 0; r++) {
    fragments->least.of[r] = G_MAXINT32;
    for (guint i = 0; i < fragments->mix.count; i++)
      fragments->least.of[r] = MIN (fragments->least.of[r], fragments->mix.request[i].of[r]);
  }
}

void
fragments_init (Fragments *fragments, const Cell *cell, double reference_share,
                const TypicalTasks *typical)
{
  guint resources = cell->resources->count;
  *fragments = (Fragments){ .cell = cell, .typical = typical };
  reference_mix (cell->classes, resources, reference_share, &fragments->mix);
  reference_task (cell->classes, resources, &fragments->reference);
  fragments->reach = reference_reach (cell);
  find_least (fragments);
  for (guint r = 0; r < resources; r++) {
    fragments->devices = fragments->devices
                         || (cell->largest[r] != NULL && cell->configured_capacity[r] > 0);
    fragments->free[r] = g_new0 (Amount, cell->blocks * CELL_BLOCK);
    fragments->most_free[r] = g_new0 (Amount, cell->blocks);
    fragments->yielding[r] = g_new0 (Amount, cell->machines);
  }
  fragments->useful = g_new0 (guint8, cell->machines);
  fragments->fit = g_new0 (gint64, cell->machines);
  fragments->fit_evicting = g_new0 (gint64, cell->machines);
  fragments->short_of = g_new0 (guint8, cell->machines);
  if (typical != NULL)
    fragments->causes = g_malloc0_n (cell->machines, sizeof *fragments->causes);
  fragments->is_stale = g_new0 (guint8, cell->blocks);
}

void
fragments_clear (Fragments *fragments)
{
  for (guint r = 0; r < MAX_RESOURCES; r++) {
    g_clear_pointer (&fragments->free[r], g_free);
    g_clear_pointer (&fragments->most_free[r], g_free);
    g_clear_pointer (&fragments->yielding[r], g_free);
  }
  g_clear_pointer (&fragments->useful, g_free);
  g_clear_pointer (&fragments->fit, g_free);
  g_clear_pointer (&fragments->fit_evicting, g_free);
  g_clear_pointer (&fragments->short_of, g_free);
  g_clear_pointer (&fragments->causes, g_free);
  g_clear_pointer (&fragments->is_stale, g_free);
}

static Amount
yielding_now (const Fragments *fragments, guint resource, guint machine, gboolean up)
{
  Amount sum = 0;
  for (guint l = 0; up && l < fragments->reach; l++)
    sum += fragments->cell->held_by[l][resource][machine];
  return sum;
}

/* Does what is in the sums already say it all? */
static gboolean
is_counted (const Fragments *fragments, guint machine, gboolean up)
{
  const Cell *cell = fragments->cell;
  if (fragments->devices || cell->reservations != NULL)
    return FALSE;
  for (guint r = 0; r < cell->resources->count; r++)
    if (fragments->free[r][machine] != (up ? cell->free[r][machine] : 0)
        || fragments->yielding[r][machine] != yielding_now (fragments, r, machine, up))
      return FALSE;
  return TRUE;
}

static gboolean
is_useful (const Fragments *fragments, guint machine)
{
  return cell_fits (fragments->cell, &fragments->least, machine)
         && fragmentation_any_fits (fragments->cell, &fragments->mix, machine);
}

/* A bit for each resource of which the machine has less than that. */
static guint8
short_of_now (const Cell *cell, const Amounts *least, guint machine)
{
  guint8 bits = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount request = least->of[r];
    if (request > 0 && cell_room (cell, r, request)[machine] < request)
      bits |= (guint8) (1 << r);
  }
  return bits;
}

static gboolean
is_blocked (guint8 short_of, guint resource)
{
  return (short_of & ~(1 << resource)) != 0;
}

/* What the reference task makes of the machine. Before its free amounts are brought in. */
static void
recount_reference (Fragments *fragments, guint machine, gboolean up)
{
  const Cell *cell = fragments->cell;
  const Amounts *reference = &fragments->reference;
  guint8 before = fragments->short_of[machine], now = up ? short_of_now (cell, reference, machine) : 0;
  gint64 fit = up ? fragmentation_machine_fit (cell, reference, machine) : 0, evicting = fit;
  if (up && fragments->reach > 0)
    evicting = fragmentation_machine_fit_without (cell, reference, fragments->reach, machine);
  for (guint r = 0; r < cell->resources->count; r++) {
    fragments->blocked[r] += is_blocked (now, r) ? cell->free[r][machine] : 0;
    fragments->blocked[r] -= is_blocked (before, r) ? fragments->free[r][machine] : 0;
    fragments->yielding[r][machine] = yielding_now (fragments, r, machine, up);
  }
  fragments->short_of[machine] = now;
  fragments->fit_count += fit - fragments->fit[machine];
  fragments->fit[machine] = fit;
  fragments->fit_count_evicting += evicting - fragments->fit_evicting[machine];
  fragments->fit_evicting[machine] = evicting;
}

static void
recount_causes (Fragments *fragments, guint machine, gboolean up)
{
  gint64 *before = fragments->causes[machine], now[N_FRAGMENTS] = { 0 };
  Room room;
  if (up) {
    cell_room_init (fragments->cell, machine, &room);
    typical_fragments (fragments->typical, machine, &room, now);
  }
  for (guint i = 0; i < N_FRAGMENTS; i++) {
    fragments->fragmented[i] += now[i] - before[i];
    before[i] = now[i];
  }
}

static void
tell_stranded (const Fragments *fragments, guint machine, gboolean stranded)
{
  const Cell *cell = fragments->cell;
  Amounts free = { { 0 } };
  for (guint r = 0; r < cell->resources->count && stranded; r++)
    free.of[r] = cell->free[r][machine];
  stranded_set (fragments->by_machine, machine, &free,
                stranded ? short_of_now (cell, &fragments->least, machine) : 0);
}

static void
recount (gpointer data, guint machine)
{
  Fragments *fragments = data;
  const Cell *cell = fragments->cell;
  gboolean up = cell->state[machine] == MACHINE_IS_UP;
  if (is_counted (fragments, machine, up))
    return;
  guint8 was_useful = fragments->useful[machine];
  guint8 useful = up && is_useful (fragments, machine);
  recount_reference (fragments, machine, up);
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount before = fragments->free[r][machine], free = up ? cell->free[r][machine] : 0;
    fragments->free[r][machine] = free;
    fragments->all[r] += free - before;
    fragments->stranded[r] += (useful ? 0 : free) - (was_useful ? 0 : before);
  }
  fragments->useful[machine] = useful;
  fragments->is_stale[machine / CELL_BLOCK] = 1;
  if (fragments->typical != NULL)
    recount_causes (fragments, machine, up);
  if (fragments->by_machine != NULL)
    tell_stranded (fragments, machine, up && !useful);
}

static void
find_most (Fragments *fragments, guint block)
{
  for (guint r = 0; r < fragments->cell->resources->count; r++) {
    const Amount *free = fragments->free[r] + block * CELL_BLOCK;
    Amount most = 0;
    for (guint i = 0; i < CELL_BLOCK; i++)
      most = MAX (most, free[i]);
    fragments->most_free[r][block] = most;
  }
}

gboolean
fragments_update (Fragments *fragments)
{
  const Cell *cell = fragments->cell;
  if (fragments->seen == cell->changes)
    return FALSE;
  changed_machines_visit (cell, &fragments->seen, recount, fragments);
  for (guint block = 0; block < cell->blocks; block++) {
    if (!fragments->is_stale[block])
      continue;
    fragments->is_stale[block] = 0;
    find_most (fragments, block);
  }
  return TRUE;
}

static double
part_of_free (const Fragments *fragments, guint resource, Total amount)
{
  Total all = fragments->all[resource];
  return all == 0 ? 0 : (double) amount / (double) all;
}

double
fragments_stranded (const Fragments *fragments, guint resource)
{
  return part_of_free (fragments, resource, fragments->stranded[resource]);
}

double
fragments_unusable (const Fragments *fragments, guint resource)
{
  Total usable = (Total) fragments->fit_count * fragments->reference.of[resource];
  return part_of_free (fragments, resource, fragments->all[resource] - usable);
}

double
fragments_blocked (const Fragments *fragments, guint resource)
{
  return part_of_free (fragments, resource, fragments->blocked[resource]);
}

double
fragments_external (const Fragments *fragments, guint resource)
{
  Total all = fragments->all[resource];
  Amount most = 0;
  for (guint block = 0; block < fragments->cell->blocks; block++)
    most = MAX (most, fragments->most_free[resource][block]);
  return part_of_free (fragments, resource, all - most);
}

double
fragments_fluid_bound (const Fragments *fragments)
{
  double bound = -1;
  for (guint r = 0; r < fragments->cell->resources->count; r++) {
    Amount request = fragments->reference.of[r];
    double here = request > 0 ? (double) fragments->all[r] / (double) request : bound;
    bound = bound < 0 ? here : MIN (bound, here);
  }
  return MAX (bound, 0);
}

static double
per_task (const Fragments *fragments, gint64 sum)
{
  return fragments->typical == NULL
           ? 0
           : (double) sum / (double) typical_tasks_count (fragments->typical);
}

double
fragments_fragmented_by (const Fragments *fragments, Fragment cause)
{
  return per_task (fragments, fragments->fragmented[cause]);
}

double
fragments_fragmented (const Fragments *fragments)
{
  gint64 sum = 0;
  for (guint i = 0; i < N_FRAGMENTS; i++)
    sum += fragments->fragmented[i];
  return per_task (fragments, sum);
}

double
fragments_rate (const Fragments *fragments)
{
  if (fragments->typical == NULL)
    return 0;
  Total all = fragments->all[typical_tasks_resource (fragments->typical)];
  return all == 0 ? 0 : fragments_fragmented (fragments) / (double) all;
}
