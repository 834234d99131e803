/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions on machines: hard constraints, soft preferences, taints and tolerations, in the syntax
 * of docs/formats.md and docs/simulation.md ("Filters"). */
#pragma once

#include "model/labels.h"

/* One attribute or taint of a machine; value LABEL_NONE means "key alone". */
typedef struct {
  guint key;
  guint value;
} Attribute;

typedef enum {
  CONSTRAINT_IN,     /* key=a|b */
  CONSTRAINT_NOT_IN, /* key!=a|b */
  CONSTRAINT_EXISTS, /* key */
  CONSTRAINT_ABSENT, /* !key */
  CONSTRAINT_LT,     /* key<n … */
  CONSTRAINT_LE,
  CONSTRAINT_GT,
  CONSTRAINT_GE,
} ConstraintOp;

typedef struct {
  ConstraintOp op;
  guint key;
  guint n_values;
  guint *values; /* IN, NOT_IN */
  gint64 bound;  /* LT … GE */
  gint32 weight; /* preferences only, 1 … 1000 */
} Constraint;

/* A list of constraints, owned. */
typedef struct {
  guint count;
  Constraint *item;
} ConstraintList;

void constraint_list_clear (ConstraintList *list);
/* The same conditions in the same order? Weights are not compared. */
gboolean constraint_list_equal (const ConstraintList *a, const ConstraintList *b);

/* Parse a `;`-joined list. *ret is set only on success; on failure FALSE and *ret_reason holds a
 * text like "'disk=' lacks a value" that the caller frees. An empty text is an empty list. */
gboolean constraint_list_parse (const char *text, gboolean with_weights, Labels *labels,
                                ConstraintList *ret, char **ret_reason);
/* `key=value;key` lists: attributes (key=value only when need_value), taints, tolerations (`*`
 * gives key = the label of "*"). *ret is a GArray of Attribute. Same contract. */
gboolean attribute_list_parse (const char *text, gboolean need_value, Labels *labels, GArray **ret,
                               char **ret_reason);

/* Does the condition hold for a machine with these attributes? */
gboolean constraint_holds (const Constraint *constraint, const Labels *labels,
                           const Attribute *attributes, guint n_attributes);
/* Is the taint covered by one of the tolerations? any is the label of "*", or LABEL_NONE. */
gboolean taint_tolerated (Attribute taint, const Attribute *tolerations, guint n_tolerations,
                          guint any);
/* Appends it as a file would say it, `disk=ssd|nvme`; without its weight. */
void constraint_append (GString *out, const Labels *labels, const Constraint *constraint);
