/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/set_members.h"

#include <string.h>

#define SPACE_AT_FIRST 16

void
member_columns_init (MemberColumns *the, const Cell *cell)
{
  *the = (MemberColumns){ .at = g_new0 (guint, MAX (cell->machines, 1)) };
  for (guint r = 0; r < cell->resources->count; r++) {
    if (!cell_has (cell, r))
      continue;
    the->source[the->columns++] = cell->free[r];
    if (cell->largest[r] == NULL)
      continue;
    the->source[the->columns++] = cell->largest[r];
    the->source[the->columns++] = cell->whole[r];
  }
}

void
member_columns_clear (MemberColumns *the)
{
  g_free (the->at);
}

static void
put (const SetMembers *members, const MemberColumns *the, guint at, guint machine)
{
  members->machine[at] = machine;
  the->at[machine] = at;
  for (guint c = 0; c < the->columns; c++)
    members->values[(gsize) c * members->space + at] = the->source[c][machine];
}

static void
rise (const SetMembers *members, const MemberColumns *the, guint at, guint machine)
{
  for (; at > 0 && members->machine[(at - 1) / 2] > machine; at = (at - 1) / 2)
    put (members, the, at, members->machine[(at - 1) / 2]);
  put (members, the, at, machine);
}

static void
sink (const SetMembers *members, const MemberColumns *the, guint at, guint machine)
{
  for (guint child; (child = 2 * at + 1) < members->count; at = child) {
    if (child + 1 < members->count && members->machine[child + 1] < members->machine[child])
      child++;
    if (members->machine[child] > machine)
      break;
    put (members, the, at, members->machine[child]);
  }
  put (members, the, at, machine);
}

static void
grow (SetMembers *members, const MemberColumns *the)
{
  guint space = MAX (SPACE_AT_FIRST, 2 * members->space);
  Amount *values = g_new (Amount, (gsize) space * MAX (the->columns, 1));
  for (guint c = 0; c < the->columns && members->count > 0; c++)
    memcpy (values + (gsize) c * space, set_members_column (members, c),
            members->count * sizeof *values);
  g_free (members->values);
  members->values = values;
  members->machine = g_renew (guint, members->machine, space);
  members->space = space;
}

void
set_members_add (SetMembers *members, const MemberColumns *the, guint machine)
{
  if (members->count == members->space)
    grow (members, the);
  rise (members, the, members->count++, machine);
}

void
set_members_remove (SetMembers *members, const MemberColumns *the, guint machine)
{
  guint at = the->at[machine], last = members->machine[--members->count];
  if (last > machine)
    sink (members, the, at, last);
  else if (last < machine)
    rise (members, the, at, last);
}

void
set_members_renew (const SetMembers *members, const MemberColumns *the, guint machine)
{
  put (members, the, the->at[machine], machine);
}

void
set_members_clear (SetMembers *members)
{
  g_free (members->machine);
  g_free (members->values);
}
