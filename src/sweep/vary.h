/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row of [vary] means: a key of scenario files, and the values that it takes in turn.
 *
 * Values are joined by `;`. Where values hold `;` themselves (lists), they are joined by `|` between
 * blanks instead: `scheduler.scores = best-fit | best-fit:2;spread:1`. A value may be a range of
 * numbers (sweep/decimal_range.h), and that of a key that names a file a pattern such as *.csv, which
 * stands for the files that there are, by name. */
#pragma once

#include "scenario/vary_texts.h"

#define VARY_VALUES_MAX 1000000

typedef struct {
  char *text;    /* as the scenario writes it */
  char *value;   /* the same from where we are: paths are resolved */
} VaryValue;

typedef struct {
  char *key;     /* what people call it: scheduler.order, seed */
  char *name;    /* GROUP.KEY */
  GArray *values; /* of VaryValue, one at least */
  const char *file;
  guint line;    /* where it stands, for messages */
} Vary;

/* Does an override (NULL-terminated `GROUP.KEY=VALUE`; may be NULL) give GROUP.KEY a value of its own?
 * Then it does not vary. */
gboolean vary_is_set (const char *name, const char *const *overrides);

/* GROUP.KEY of a row: without a group it is of [scenario]. The caller frees. */
char *vary_name (const VaryText *text);

/* NULL with an INPUT_ERROR at the row's place. Whether the key takes such values is not looked at. */
Vary *vary_new (const VaryText *text, GError **error);
void vary_free (Vary *vary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Vary, vary_free)
