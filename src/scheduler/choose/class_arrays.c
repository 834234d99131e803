/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/class_arrays.h"

#define CACHE_LINE 64

typedef struct {
  GList link; /* in ClassArrays.used while it has an array */
  gpointer array;
  guint64 used; /* the number of the last change then */
} ClassArray;

struct ClassArrays {
  ClassArray *class;
  guint classes;
  GQueue used; /* of classes with arrays: the one used last at its head */
  gsize size;
  gsize most; /* so many arrays */
  guint64 lifetime;
};

ClassArrays *
class_arrays_new (guint classes, gsize size, gsize bytes, guint64 lifetime)
{
  ClassArrays *arrays = g_new0 (ClassArrays, 1);
  arrays->classes = MAX (classes, 1);
  arrays->class = g_new0 (ClassArray, arrays->classes);
  arrays->size = size;
  arrays->most = MAX (bytes / size, 1);
  arrays->lifetime = lifetime;
  g_queue_init (&arrays->used);
  return arrays;
}

void
class_arrays_free (ClassArrays *arrays)
{
  if (arrays == NULL)
    return;
  for (guint c = 0; c < arrays->classes; c++)
    g_aligned_free (arrays->class[c].array);
  g_free (arrays->class);
  g_free (arrays);
}

gsize
class_arrays_bytes (const ClassArrays *arrays)
{
  return arrays->used.length * arrays->size;
}

static gpointer
find_array (ClassArrays *arrays, guint64 now)
{
  const GList *last = arrays->used.tail;
  ClassArray *oldest = last != NULL ? last->data : NULL;
  if (oldest == NULL
      || (arrays->used.length < arrays->most && now - oldest->used <= arrays->lifetime))
    return g_aligned_alloc (1, arrays->size, CACHE_LINE);
  g_queue_unlink (&arrays->used, &oldest->link);
  return g_steal_pointer (&oldest->array);
}

gpointer
class_arrays_get (ClassArrays *arrays, guint task_class, guint64 now, gboolean *ret_is_new)
{
  ClassArray *class = &arrays->class[task_class];
  *ret_is_new = class->array == NULL;
  if (*ret_is_new) {
    class->array = find_array (arrays, now);
    class->link.data = class;
  } else {
    g_queue_unlink (&arrays->used, &class->link);
  }
  g_queue_push_head_link (&arrays->used, &class->link);
  class->used = now;
  return class->array;
}
