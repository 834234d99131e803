/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines of a set, with copies of what they have free, so that what a sweep over the set reads
 * stands in one piece. They are a heap by number: the lowest is at hand, all are listed, and a
 * machine comes and goes in logarithmic time. */
#pragma once

#include "scheduler/choose/columns.h"

typedef struct {
  guint count, space;
  guint *machine;
  Amount *values; /* column after column, `space` apart */
} SetMembers;

/* What all sets of a cell share. */
typedef struct {
  guint columns;
  const Amount *source[3 * MAX_RESOURCES]; /* the cell's */
  guint *at; /* by machine: where it is in its set */
} MemberColumns;

/* Copies of `free` of the resources that some machine has, and of `largest` and `whole` where they
 * are of devices, in this order, resource by resource. */
void member_columns_init (MemberColumns *the, const Cell *cell);
void member_columns_clear (MemberColumns *the);

void set_members_add (SetMembers *members, const MemberColumns *the, guint machine);
void set_members_remove (SetMembers *members, const MemberColumns *the, guint machine);
/* What the machine has free has changed. */
void set_members_renew (const SetMembers *members, const MemberColumns *the, guint machine);
void set_members_clear (SetMembers *members);

static inline const Amount *
set_members_column (const SetMembers *members, guint column)
{
  return members->values + (gsize) column * members->space;
}
