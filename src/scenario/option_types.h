/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of values that options take. Comments say what type the field has. */
#pragma once

#include "scenario/options.h"

extern const OptionType option_text;        /* char * */
extern const OptionType option_integer;     /* gint64 */
extern const OptionType option_count;       /* gint64; `none` is 0, `all` G_MAXINT64 */
extern const OptionType option_limit;       /* gint64; `none` is 0 */
extern const OptionType option_number;      /* double; above 0 and at most max */
extern const OptionType option_time;        /* gint64, us; `none` is TIME_NEVER */
extern const OptionType option_back_off;    /* BackOff; `none` is 0 */
extern const OptionType option_amount;      /* Amount of memory, MiB, above 0; `none` is 0 */
extern const OptionType option_flag;        /* gboolean */
extern const OptionType option_choice;      /* guint, index in choices */
extern const OptionType option_names;       /* GStrv; `none` is an empty one */
extern const OptionType option_file;        /* FileName */
extern const OptionType option_format;      /* const char *, a trace format or auto */
extern const OptionType option_policy;      /* const char *, of the option's kind */
extern const OptionType option_filters;     /* GPtrArray * of const char * */
extern const OptionType option_scores;      /* GArray * of WeightedScore */
extern const OptionType option_weights;     /* double[MAX_RESOURCES], by resource */
extern const OptionType option_amounts;     /* Amounts; `none` is 0 each */
extern const OptionType option_some_amounts; /* SomeAmounts */
extern const OptionType option_share;       /* ResourceShare; `none` is resource -1 */
extern const OptionType option_shape;       /* GArray * of ShapePoint */
extern const OptionType option_capacity;    /* Amounts, by the key's resource */
extern const OptionType option_user_weight; /* GArray * of UserWeight, appended */
extern const OptionType option_users;       /* GStrv of paths */
extern const OptionType option_priorities;  /* PriorityRange */
extern const OptionType option_assertion;   /* GArray * of Assertion, appended */

/* Parts of a `;` list, blanks off; empty parts are kept. The caller frees. */
GStrv option_split (const char *text);
/* `NAME` or `NAME:NUMBER`: cuts text at the colon and returns what is behind it, or NULL. */
char *option_split_pair (char *text);
/* A name of a zone, a resource, a group: no blanks, no punctuation that the formats use. */
gboolean option_is_name (const char *text);
