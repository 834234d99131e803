/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a task is called within its job. A job's tasks are mostly numbered, so a name is a base and
 * a number, which become text only where somebody reads it: `7` is the number 7 without a base,
 * `map.7` the base `map` and the number 7, `map` a base alone. */
#pragma once

#include <glib.h>

#define TASK_NUMBER_NONE (-1)
#define TASK_NUMBER_MAX  9999999 /* a greater one in text belongs to the base */

typedef struct {
  const char *base; /* not owned; never NULL */
  gint32 number;    /* or TASK_NUMBER_NONE: the base is all */
} TaskName;

/* The name that the text is: base alone, or number alone (`7`, but not `07`). Keeps a pointer to
 * text. */
TaskName task_name_of_text (const char *text);

/* Splits a name that ends in `.7` but is a base alone, as task_name_of_text() gives it, into base
 * and number: ret_length is the length of the base. FALSE: it is no such name. */
gboolean task_name_split (const char *base, gsize *ret_length, gint32 *ret_number);

void task_name_append (GString *out, const TaskName *name);
/* The caller frees. */
char *task_name_text (const TaskName *name);
