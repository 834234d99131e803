/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The set of a machine follows from its kind (its capacities) and, for each resource, from the level
 * of what it has free: the square root of the free part, in LEVELS steps, so that nearly full
 * machines, among which most decisions are made, are told apart best. A table over all kinds and
 * levels says where a set stands; where sets become too many, levels are halved. */
#include "scheduler/choose/lookalikes.h"

#include "scheduler/choose/set_members.h"
#include "scheduler/choose/vector_path.h"

#include <math.h>
#include <string.h>

#define LEVELS            40        /* at first */
#define FINE_LEVELS       56
#define TABLE_MOST        (1 << 20) /* places of all kinds and levels */
#define SETS_LEAST        64        /* so many are few, whatever the number of machines */
#define MACHINES_TO_A_SET 3         /* on average, or sets are too many */
#define NOWHERE           G_MAXUINT

typedef struct {
  guint place; /* in the table */
  SetMembers members;
} Set;

struct Lookalikes {
  const Cell *cell;
  guint64 seen;   /* the last change brought in */
  gboolean built;
  guint levels; /* 0: of no use */
  guint resources[MAX_RESOURCES], n_resources; /* that some machine has */

  guint *kind_of; /* by machine */
  guint kinds;
  float *scale[MAX_RESOURCES]; /* by kind: 1 / capacity, 0 where it has none */

  guint *table;    /* by kind and levels: the set, or NOWHERE */
  guint *place_of; /* by machine: in the table; NOWHERE while it is not open */
  MemberColumns member_columns;

  guint count, most; /* sets */
  Set *set;
  /* By set. */
  guint8 *open; /* 1 */
  double *kinds_had;
  Amount *capacity[MAX_RESOURCES];
  double *part[MAX_RESOURCES];
  float *rough_part[MAX_RESOURCES];
  Amount *least[MAX_RESOURCES];
  Amount *highest[MAX_RESOURCES];
  Amount *largest[MAX_RESOURCES]; /* device resources only, else NULL */
  Amount *whole[MAX_RESOURCES];

  Amount feasible[MAX_RESOURCES][SWEEP_BLOCK]; /* scratch: the least that has room */
};

/* Kinds ----------------------------------------------------------------------------------------- */

typedef struct {
  Amount capacity[MAX_RESOURCES];
} Kind;

static guint
kind_hash (gconstpointer key)
{
  const Kind *kind = key;
  guint hash = 0;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    hash = hash * 31 + (guint) kind->capacity[r];
  return hash;
}

static gboolean
kind_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Kind)) == 0;
}

static void
number_kinds (Lookalikes *the)
{
  const Cell *cell = the->cell;
  g_autoptr (GHashTable) known = g_hash_table_new_full (kind_hash, kind_equal, g_free, NULL);
  for (guint r = 0; r < cell->resources->count; r++)
    the->scale[r] = g_new0 (float, MAX (cell->machines, 1));
  for (guint m = 0; m < cell->machines; m++) {
    Kind kind = { { 0 } };
    gpointer number;
    for (guint r = 0; r < cell->resources->count; r++)
      kind.capacity[r] = cell->capacity[r][m];
    if (!g_hash_table_lookup_extended (known, &kind, NULL, &number)) {
      number = GUINT_TO_POINTER (the->kinds);
      for (guint r = 0; r < cell->resources->count; r++)
        the->scale[r][the->kinds] = kind.capacity[r] > 0 ? 1.0f / (float) kind.capacity[r] : 0;
      g_hash_table_insert (known, g_memdup2 (&kind, sizeof kind), number);
      the->kinds++;
    }
    the->kind_of[m] = GPOINTER_TO_UINT (number);
  }
}

/* Levels ---------------------------------------------------------------------------------------- */

/* How many places a table with so many levels has. */
static double
table_size (const Lookalikes *the, guint levels)
{
  return the->kinds * pow (levels, the->n_resources);
}

static guint
place_now (const Lookalikes *the, guint machine)
{
  const Cell *cell = the->cell;
  guint kind = the->kind_of[machine], place = kind;
  if (!cell->open[machine])
    return NOWHERE;
  for (guint i = 0; i < the->n_resources; i++) {
    guint r = the->resources[i];
    float part = (float) cell->free[r][machine] * the->scale[r][kind];
    guint level = (guint) (sqrtf (part) * (float) the->levels);
    place = place * the->levels + MIN (level, the->levels - 1);
  }
  return place;
}

/* Sets ------------------------------------------------------------------------------------------ */

static void
copy_set (Lookalikes *the, guint to, guint from)
{
  the->set[to] = the->set[from];
  the->kinds_had[to] = the->kinds_had[from];
  for (guint r = 0; r < the->cell->resources->count; r++) {
    the->capacity[r][to] = the->capacity[r][from];
    the->part[r][to] = the->part[r][from];
    the->rough_part[r][to] = the->rough_part[r][from];
    the->least[r][to] = the->least[r][from];
    the->highest[r][to] = the->highest[r][from];
    if (the->largest[r] != NULL) {
      the->largest[r][to] = the->largest[r][from];
      the->whole[r][to] = the->whole[r][from];
    }
  }
}

/* A set without machines yet, for those like this one. */
static guint
add_set (Lookalikes *the, guint place, guint machine)
{
  const Cell *cell = the->cell;
  guint s = the->count++;
  the->table[place] = s;
  the->set[s].place = place;
  the->set[s].members.count = 0;
  the->kinds_had[s] = cell->kinds[machine];
  for (guint r = 0; r < cell->resources->count; r++) {
    the->capacity[r][s] = cell->capacity[r][machine];
    the->part[r][s] = cell->part[r][machine];
    the->rough_part[r][s] = cell->rough_part[r][machine];
    the->least[r][s] = G_MAXINT32;
    the->highest[r][s] = 0;
    if (the->largest[r] != NULL)
      the->largest[r][s] = the->whole[r][s] = 0;
  }
  return s;
}

/* The last set takes its number. */
static void
remove_set (Lookalikes *the, guint s)
{
  guint last = --the->count;
  Set removed = the->set[s];
  the->table[removed.place] = NOWHERE;
  if (s != last) {
    copy_set (the, s, last);
    the->table[the->set[s].place] = s;
  }
  the->set[last] = removed; /* keeps its memory */
}

/* The extremes of a set only ever widen; they begin anew with the set. */
static void
widen (Lookalikes *the, guint s, guint machine)
{
  const Cell *cell = the->cell;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount free = cell->free[r][machine];
    the->least[r][s] = MIN (the->least[r][s], free);
    the->highest[r][s] = MAX (the->highest[r][s], free);
    if (the->largest[r] != NULL) {
      the->largest[r][s] = MAX (the->largest[r][s], cell->largest[r][machine]);
      the->whole[r][s] = MAX (the->whole[r][s], cell->whole[r][machine]);
    }
  }
}

/* Machines of a set ------------------------------------------------------------------------------ */

static void
join (Lookalikes *the, guint machine, guint place)
{
  guint s = the->table[place] != NOWHERE ? the->table[place] : add_set (the, place, machine);
  widen (the, s, machine);
  the->place_of[machine] = place;
  set_members_add (&the->set[s].members, &the->member_columns, machine);
}

static void
stay (Lookalikes *the, guint s, guint machine)
{
  widen (the, s, machine);
  set_members_renew (&the->set[s].members, &the->member_columns, machine);
}

static void
leave (Lookalikes *the, guint machine)
{
  guint s = the->table[the->place_of[machine]];
  SetMembers *members = &the->set[s].members;
  set_members_remove (members, &the->member_columns, machine);
  the->place_of[machine] = NOWHERE;
  if (members->count == 0)
    remove_set (the, s);
}

/* Following the cell ---------------------------------------------------------------------------- */

static void
clear (Lookalikes *the)
{
  the->count = 0;
  memset (the->place_of, 0xff, the->cell->machines * sizeof *the->place_of);
  memset (the->table, 0xff, (gsize) table_size (the, the->levels) * sizeof *the->table);
}

static gboolean
bring_in (Lookalikes *the, guint machine)
{
  guint place = place_now (the, machine), before = the->place_of[machine];
  if (place == before && place != NOWHERE)
    stay (the, the->table[place], machine);
  if (place == before)
    return TRUE;
  if (before != NOWHERE)
    leave (the, machine);
  if (place == NOWHERE)
    return TRUE;
  if (the->table[place] == NOWHERE && the->count == the->most)
    return FALSE;
  join (the, machine, place);
  return TRUE;
}

static gboolean
bring_in_changes (Lookalikes *the)
{
  const Cell *cell = the->cell;
  for (guint64 change = the->seen + 1; change <= cell->changes; change++)
    if (!bring_in (the, cell->changed[change % CHANGES_KEPT]))
      return FALSE;
  return TRUE;
}

/* All machines, with fewer levels until the sets are not too many. */
static void
build (Lookalikes *the)
{
  guint machine = 0;
  clear (the);
  while (machine < the->cell->machines && the->levels > 0)
    if (bring_in (the, machine)) {
      machine++;
    } else {
      the->levels /= 2;
      machine = 0;
      clear (the);
    }
  the->built = TRUE;
}

void
lookalikes_refine (Lookalikes *the)
{
  if (the->levels != LEVELS || table_size (the, FINE_LEVELS) > TABLE_MOST
      || 2 * the->count > the->most)
    return;
  the->levels = FINE_LEVELS;
  the->table = g_renew (guint, the->table, (gsize) table_size (the, the->levels));
  the->built = FALSE;
}

gboolean
lookalikes_follow (Lookalikes *the)
{
  guint64 changes = the->cell->changes - the->seen;
  if (the->levels == 0)
    return FALSE;
  if (!the->built || changes > CHANGES_KEPT || !bring_in_changes (the))
    build (the);
  the->seen = the->cell->changes;
  return the->levels > 0;
}

guint64
lookalikes_seen (const Lookalikes *the)
{
  return the->seen;
}

/* Life ------------------------------------------------------------------------------------------ */

#define NEW_COLUMN(the, type)                                                                      \
  ((type *) g_aligned_alloc0 ((the)->most + CELL_BLOCK, sizeof (type), 64))

static void
new_columns (Lookalikes *the)
{
  const Cell *cell = the->cell;
  the->open = NEW_COLUMN (the, guint8);
  memset (the->open, 1, the->most);
  the->kinds_had = NEW_COLUMN (the, double);
  for (guint r = 0; r < cell->resources->count; r++) {
    the->capacity[r] = NEW_COLUMN (the, Amount);
    the->part[r] = NEW_COLUMN (the, double);
    the->rough_part[r] = NEW_COLUMN (the, float);
    the->least[r] = NEW_COLUMN (the, Amount);
    the->highest[r] = NEW_COLUMN (the, Amount);
    if (cell->largest[r] != NULL) {
      the->largest[r] = NEW_COLUMN (the, Amount);
      the->whole[r] = NEW_COLUMN (the, Amount);
    }
  }
}

Lookalikes *
lookalikes_new (const Cell *cell, guint most)
{
  Lookalikes *the = g_new0 (Lookalikes, 1);
  guint machines = MAX (cell->machines, 1);
  the->cell = cell;
  the->kind_of = g_new0 (guint, machines);
  the->place_of = g_new0 (guint, machines);
  member_columns_init (&the->member_columns, cell);
  number_kinds (the);
  for (guint r = 0; r < cell->resources->count; r++)
    if (cell_has (cell, r))
      the->resources[the->n_resources++] = r;
  the->levels = LEVELS;
  while (the->levels > 0 && table_size (the, the->levels) > TABLE_MOST)
    the->levels /= 2;
  the->most = CLAMP (machines / MACHINES_TO_A_SET, SETS_LEAST, most);
  the->table = g_new (guint, (gsize) table_size (the, the->levels));
  the->set = g_new0 (Set, the->most);
  new_columns (the);
  return the;
}

void
lookalikes_free (Lookalikes *the)
{
  if (the == NULL)
    return;
  for (guint r = 0; r < the->cell->resources->count; r++) {
    g_free (the->scale[r]);
    g_aligned_free (the->capacity[r]);
    g_aligned_free (the->part[r]);
    g_aligned_free (the->rough_part[r]);
    g_aligned_free (the->least[r]);
    g_aligned_free (the->highest[r]);
    g_aligned_free (the->largest[r]);
    g_aligned_free (the->whole[r]);
  }
  for (guint s = 0; s < the->most; s++)
    set_members_clear (&the->set[s].members);
  g_free (the->set);
  g_free (the->table);
  g_free (the->kind_of);
  g_free (the->place_of);
  member_columns_clear (&the->member_columns);
  g_aligned_free (the->open);
  g_aligned_free (the->kinds_had);
  g_free (the);
}

/* Looking at sets ------------------------------------------------------------------------------- */

guint
lookalikes_count (const Lookalikes *the)
{
  return the->count;
}

static VECTOR_BODY void
at_least (guint count, const Amount *restrict least, Amount amount, Amount *restrict feasible)
{
  for (guint i = 0; i < count; i++)
    feasible[i] = least[i] > amount ? least[i] : amount;
}
VECTOR_PATHS (at_least, void,
              (guint count, const Amount *restrict least, Amount amount, Amount *restrict feasible),
              (count, least, amount, feasible))

Columns
lookalikes_columns (Lookalikes *the, const Amounts *request, guint first, guint count)
{
  Columns columns = { .count = count,
                      .open = the->open + first,
                      .kinds = the->kinds_had + first };
  for (guint r = 0; r < the->cell->resources->count; r++) {
    at_least_paths[vector_path ()](count, the->least[r] + first, request->of[r],
                                   the->feasible[r]);
    columns.capacity[r] = the->capacity[r] + first;
    columns.part[r] = the->part[r] + first;
    columns.rough_part[r] = the->rough_part[r] + first;
    columns.free[r] = the->feasible[r];
    columns.most[r] = the->highest[r] + first;
    columns.largest[r] = the->largest[r] != NULL ? the->largest[r] + first : NULL;
    columns.whole[r] = the->whole[r] != NULL ? the->whole[r] + first : NULL;
  }
  return columns;
}

const guint *
lookalikes_machines (const Lookalikes *the, guint set, guint *ret_count)
{
  *ret_count = the->set[set].members.count;
  return the->set[set].members.machine;
}

void
lookalikes_fetch (const Lookalikes *the, guint set)
{
  const SetMembers *members = &the->set[set].members;
  __builtin_prefetch (members->machine);
  for (guint c = 0; c < the->member_columns.columns; c++)
    __builtin_prefetch (set_members_column (members, c));
}

void
lookalikes_gather (const Lookalikes *the, guint set, guint first, guint count, Gathered *to)
{
  const SetMembers *members = &the->set[set].members;
  guint at = to->count, c = 0;
  for (guint i = 0; i < count; i++) {
    to->machine[at + i] = members->machine[first + i];
    to->kinds[at + i] = the->kinds_had[set];
  }
  for (guint k = 0; k < the->n_resources; k++) {
    guint r = the->resources[k];
    const Amount *free = set_members_column (members, c++) + first;
    const float part = the->rough_part[r][set];
    for (guint i = 0; i < count; i++) {
      to->free[r][at + i] = free[i];
      to->rough_part[r][at + i] = part;
    }
    if (the->largest[r] == NULL)
      continue;
    memcpy (to->largest[r] + at, set_members_column (members, c++) + first, count * sizeof *free);
    memcpy (to->whole[r] + at, set_members_column (members, c++) + first, count * sizeof *free);
  }
  to->count += count;
}

gboolean
lookalikes_equal (const Lookalikes *the, guint set)
{
  for (guint i = 0; i < the->n_resources; i++) {
    guint r = the->resources[i];
    if (the->least[r][set] != the->highest[r][set]
        || (the->largest[r] != NULL && the->capacity[r][set] > 0))
      return FALSE;
  }
  return TRUE;
}
