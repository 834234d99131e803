/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for what is remembered about classes: an array of one size for each class that is asked
 * about. It is bounded, and what has been of no use for long is used again: the array of the class
 * that has gone longest without use is taken for one that needs one when there are as many as may
 * be, or when it has not been used for so many changes of the cell. */
#pragma once

#include <glib.h>

typedef struct ClassArrays ClassArrays;

/* size: of an array; bytes: of all of them at most, but there is room for one; lifetime: in changes
 * of the cell. */
ClassArrays *class_arrays_new (guint classes, gsize size, gsize bytes, guint64 lifetime);
void class_arrays_free (ClassArrays *arrays);

/* What all arrays take now. */
gsize class_arrays_bytes (const ClassArrays *arrays);

/* The array of the class, aligned to a cache line, which may take that of another class.
 * *ret_is_new: what is in it means nothing. now: the number of the cell's last change. */
gpointer class_arrays_get (ClassArrays *arrays, guint task_class, guint64 now,
                           gboolean *ret_is_new);
