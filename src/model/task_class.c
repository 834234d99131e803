/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of classes. Its keys point at the texts they are made of, so that a look-up hashes what
 * the caller has and allocates nothing; the keys in the table own copies. Classes never move. */
#include "model/task_class.h"

#include <string.h>

typedef struct {
  guint hash;
  Amounts request;
  gint32 priority;
  const char *text[3]; /* constraints, preferences, tolerations; never NULL */
} ClassKey;

struct TaskClasses {
  const ResourceSet *resources;
  const TierBounds *tiers;
  Labels *labels;
  GPtrArray *classes; /* of TaskClass */
  GHashTable *by_key; /* ClassKey -> TaskClass */
};

static guint
class_key_hash (gconstpointer data)
{
  return ((const ClassKey *) data)->hash;
}

static guint64
hash_word (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 32;
}

static guint
hash_key (const ClassKey *key, guint resources)
{
  guint64 hash = (guint64) (guint32) key->priority;

  for (guint r = 0; r < resources; r++)
    hash = hash_word (hash, (guint64) (guint32) key->request.of[r]);
  for (guint i = 0; i < G_N_ELEMENTS (key->text); i++) {
    for (const char *c = key->text[i]; *c != '\0'; c++)
      hash = (hash ^ (guint8) *c) * G_GUINT64_CONSTANT (0x100000001b3);
    hash = hash_word (hash, i);
  }
  return (guint) hash;
}

static gboolean
same_text (const char *a, const char *b)
{
  return a[0] == b[0] && (a[0] == '\0' || strcmp (a, b) == 0);
}

static gboolean
class_key_equal (gconstpointer a, gconstpointer b)
{
  const ClassKey *x = a;
  const ClassKey *y = b;

  if (x->priority != y->priority
      || memcmp (x->request.of, y->request.of, sizeof x->request.of) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (x->text); i++)
    if (!same_text (x->text[i], y->text[i]))
      return FALSE;
  return TRUE;
}

static void
class_key_free (gpointer data)
{
  ClassKey *key = data;

  for (guint i = 0; i < G_N_ELEMENTS (key->text); i++)
    if (key->text[i][0] != '\0')
      g_free ((char *) key->text[i]);
  g_free (key);
}

static void
task_class_free (gpointer data)
{
  TaskClass *class = data;

  constraint_list_clear (&class->constraints);
  constraint_list_clear (&class->preferences);
  g_clear_pointer (&class->tolerations, g_array_unref);
  g_free (class);
}

TaskClasses *
task_classes_new (const ResourceSet *resources, const TierBounds *tiers, Labels *labels)
{
  TaskClasses *classes = g_new0 (TaskClasses, 1);

  classes->resources = resources;
  classes->tiers = tiers;
  classes->labels = labels;
  classes->classes = g_ptr_array_new_with_free_func (task_class_free);
  classes->by_key = g_hash_table_new_full (class_key_hash, class_key_equal, class_key_free, NULL);
  return classes;
}

void
task_classes_free (TaskClasses *classes)
{
  if (classes == NULL)
    return;
  g_hash_table_destroy (classes->by_key);
  g_ptr_array_unref (classes->classes);
  g_free (classes);
}

static gboolean
check_request (const ResourceSet *resources, const Amounts *request, char **ret_reason)
{
  for (guint r = 0; r < resources->count; r++) {
    const Resource *resource = &resources->item[r];
    g_autoptr (GString) text = NULL;
    Amount amount = request->of[r];

    if (amount >= 0 && (resource->device_slot < 0 || amount < DEVICE || amount % DEVICE == 0))
      continue;
    text = g_string_new (NULL);
    unit_append (text, resource->unit, amount);
    *ret_reason = g_strdup_printf (amount < 0
                                     ? "%s: %s is negative"
                                     : "%s: %s is neither less than one device nor a whole number",
                                   resource->name, text->str);
    return FALSE;
  }
  return TRUE;
}

/* The texts in the order of ClassKey.text, with the name of their column. */
static gboolean
parse_texts (const ClassKey *key, Labels *labels, TaskClass *class, char **ret_reason)
{
  g_autofree char *reason = NULL;
  const char *column = NULL;

  if (!constraint_list_parse (key->text[0], FALSE, labels, &class->constraints, &reason))
    column = "constraints";
  else if (!constraint_list_parse (key->text[1], TRUE, labels, &class->preferences, &reason))
    column = "preferences";
  else if (!attribute_list_parse (key->text[2], FALSE, labels, &class->tolerations, &reason))
    column = "tolerations";
  else
    return TRUE;
  *ret_reason = g_strdup_printf ("%s: %s", column, reason);
  return FALSE;
}

static ClassKey
class_key (const TaskClasses *classes, const Amounts *request, gint32 priority,
           const char *constraints, const char *preferences, const char *tolerations)
{
  ClassKey key = { .request = *request,
                   .priority = priority,
                   .text = { constraints != NULL ? constraints : "",
                             preferences != NULL ? preferences : "",
                             tolerations != NULL ? tolerations : "" } };

  key.hash = hash_key (&key, classes->resources->count);
  return key;
}

static void
add_class (TaskClasses *classes, const ClassKey *key, TaskClass *class)
{
  ClassKey *copy = g_new (ClassKey, 1);

  *copy = *key;
  for (guint i = 0; i < G_N_ELEMENTS (copy->text); i++)
    copy->text[i] = key->text[i][0] != '\0' ? g_strdup (key->text[i]) : "";
  class->index = classes->classes->len;
  class->request = key->request;
  class->priority = key->priority;
  class->tier = tier_of_priority (classes->tiers, key->priority);
  g_ptr_array_add (classes->classes, class);
  g_hash_table_insert (classes->by_key, copy, class);
}

guint
task_classes_intern (TaskClasses *classes, const Amounts *request, gint32 priority,
                     const char *constraints, const char *preferences, const char *tolerations,
                     char **ret_reason)
{
  ClassKey key = class_key (classes, request, priority, constraints, preferences, tolerations);
  TaskClass *class = g_hash_table_lookup (classes->by_key, &key);

  if (class != NULL)
    return class->index;
  class = g_new0 (TaskClass, 1);
  if (!check_request (classes->resources, request, ret_reason)
      || !parse_texts (&key, classes->labels, class, ret_reason)) {
    task_class_free (class);
    return G_MAXUINT;
  }
  add_class (classes, &key, class);
  return class->index;
}

guint
task_classes_find (const TaskClasses *classes, const Amounts *request, gint32 priority,
                   const char *constraints, const char *preferences, const char *tolerations)
{
  ClassKey key = class_key (classes, request, priority, constraints, preferences, tolerations);
  const TaskClass *class = g_hash_table_lookup (classes->by_key, &key);

  return class != NULL ? class->index : G_MAXUINT;
}

void
task_classes_count_tasks (TaskClasses *classes, guint index, guint64 tasks)
{
  TaskClass *class;

  g_return_if_fail (index < classes->classes->len);
  class = g_ptr_array_index (classes->classes, index);
  if (!g_uint64_checked_add (&class->tasks, class->tasks, tasks))
    class->tasks = G_MAXUINT64;
}

guint
task_classes_count (const TaskClasses *classes)
{
  return classes->classes->len;
}

const TaskClass *
task_classes_get (const TaskClasses *classes, guint index)
{
  g_assert (index < classes->classes->len);
  return g_ptr_array_index (classes->classes, index);
}
