/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring: change number n stands at n % CHANGES_KEPT, as in the cell. */
#include "scheduler/choose/recent_changes.h"

struct RecentChanges {
  const Cell *cell;
  guint64 seen; /* the last change taken in */
  guint machine[CHANGES_KEPT];
  guint8 open[CHANGES_KEPT];
  double kinds[CHANGES_KEPT];
  float rough_part[MAX_RESOURCES][CHANGES_KEPT];
  Amount free[MAX_RESOURCES][CHANGES_KEPT];
  Amount largest[MAX_RESOURCES][CHANGES_KEPT], whole[MAX_RESOURCES][CHANGES_KEPT];
};

RecentChanges *
recent_changes_new (const Cell *cell)
{
  RecentChanges *recent = g_aligned_alloc0 (1, sizeof (RecentChanges), 64);
  recent->cell = cell;
  return recent;
}

void
recent_changes_free (RecentChanges *recent)
{
  g_aligned_free (recent);
}

static void
take_in (RecentChanges *recent, guint at, guint machine)
{
  const Cell *cell = recent->cell;
  recent->machine[at] = machine;
  recent->open[at] = cell->open[machine];
  recent->kinds[at] = cell->kinds[machine];
  for (guint r = 0; r < cell->resources->count; r++) {
    if (!cell_has (cell, r))
      continue;
    recent->rough_part[r][at] = cell->rough_part[r][machine];
    recent->free[r][at] = cell->free[r][machine];
    if (cell->largest[r] == NULL)
      continue;
    recent->largest[r][at] = cell->largest[r][machine];
    recent->whole[r][at] = cell->whole[r][machine];
  }
}

void
recent_changes_follow (RecentChanges *recent)
{
  const Cell *cell = recent->cell;
  if (cell->changes > recent->seen + CHANGES_KEPT)
    recent->seen = cell->changes - CHANGES_KEPT;
  while (recent->seen < cell->changes) {
    guint at = ++recent->seen % CHANGES_KEPT;
    take_in (recent, at, cell->changed[at]);
  }
}

Columns
recent_changes_columns (const RecentChanges *recent, guint64 first, guint64 most)
{
  const Cell *cell = recent->cell;
  guint at = first % CHANGES_KEPT;
  Columns columns = { .count = (guint) MIN (most, MIN (SWEEP_BLOCK, CHANGES_KEPT - at)),
                      .machine = recent->machine + at,
                      .open = recent->open + at,
                      .kinds = recent->kinds + at };
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean devices = cell->largest[r] != NULL;
    columns.rough_part[r] = recent->rough_part[r] + at;
    columns.free[r] = columns.most[r] = recent->free[r] + at;
    columns.largest[r] = devices ? recent->largest[r] + at : NULL;
    columns.whole[r] = devices ? recent->whole[r] + at : NULL;
  }
  return columns;
}
