/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of classes. A key points at the texts it is made of, so that a look-up hashes what the
 * caller has and allocates nothing; those in the table own copies. Classes never move. */
#include "model/task_class.h"

#include "model/data_places.h"

#include <string.h>

/* The texts of a class, by their columns. */
enum { CONSTRAINTS, PREFERENCES, TOLERATIONS, DATA, GROUP, SPREAD, AFFINITY, N_TEXTS };

static const char *const columns[N_TEXTS]
  = { "constraints", "preferences", "tolerations", "data", "group", "spread", "affinity" };

typedef struct {
  guint hash;
  Amounts request;
  gint32 priority;
  const char *text[N_TEXTS]; /* never NULL */
} ClassKey;

typedef struct {
  TaskClass class; /* first: what is handed out */
  ClassKey key;
  ClassRules *rules; /* NULL: it has none and is of no group */
} Entry;

struct TaskClasses {
  const ResourceSet *resources;
  const TierBounds *tiers;
  Labels *labels;
  GPtrArray *entries; /* of Entry */
  GHashTable *by_key; /* ClassKey -> Entry, both in the entry */
  GHashTable *gangs;  /* GangKey -> itself */
};

/* The classes of gangs of tasks that are alike. */
typedef struct {
  guint like;
  guint least;
  guint first; /* the class whose need is 1 */
} GangKey;

static guint
gang_key_hash (gconstpointer data)
{
  const GangKey *key = data;

  return key->like * 31 + key->least;
}

static gboolean
gang_key_equal (gconstpointer a, gconstpointer b)
{
  const GangKey *x = a;
  const GangKey *y = b;

  return x->like == y->like && x->least == y->least;
}

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
  for (guint i = 0; i < N_TEXTS; i++) {
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
  for (guint i = 0; i < N_TEXTS; i++)
    if (!same_text (x->text[i], y->text[i]))
      return FALSE;
  return TRUE;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  for (guint i = 0; i < N_TEXTS; i++)
    if (entry->key.text[i] != NULL && entry->key.text[i][0] != '\0')
      g_free ((char *) entry->key.text[i]);
  constraint_list_clear (&entry->class.constraints);
  constraint_list_clear (&entry->class.preferences);
  g_clear_pointer (&entry->class.tolerations, g_array_unref);
  g_clear_pointer (&entry->class.data, g_array_unref);
  if (entry->rules != NULL) {
    spread_rules_clear (&entry->rules->spread);
    affinity_rules_clear (&entry->rules->affinity);
  }
  g_free (entry->rules);
  g_free (entry);
}

TaskClasses *
task_classes_new (const ResourceSet *resources, const TierBounds *tiers, Labels *labels)
{
  TaskClasses *classes = g_new0 (TaskClasses, 1);

  classes->resources = resources;
  classes->tiers = tiers;
  classes->labels = labels;
  classes->entries = g_ptr_array_new_with_free_func (entry_free);
  classes->by_key = g_hash_table_new (class_key_hash, class_key_equal);
  classes->gangs = g_hash_table_new_full (gang_key_hash, gang_key_equal, g_free, NULL);
  return classes;
}

void
task_classes_free (TaskClasses *classes)
{
  if (classes == NULL)
    return;
  g_hash_table_destroy (classes->by_key);
  g_hash_table_destroy (classes->gangs);
  g_ptr_array_unref (classes->entries);
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

static gboolean
parse_text (guint which, const char *text, Labels *labels, Entry *entry, char **ret_reason)
{
  TaskClass *class = &entry->class;
  ClassRules *rules = entry->rules;

  switch (which) {
  case CONSTRAINTS:
    return constraint_list_parse (text, FALSE, labels, &class->constraints, ret_reason);
  case PREFERENCES:
    return constraint_list_parse (text, TRUE, labels, &class->preferences, ret_reason);
  case TOLERATIONS:
    return attribute_list_parse (text, FALSE, labels, &class->tolerations, ret_reason);
  case DATA:
    return data_places_parse (text, labels, &class->data, ret_reason);
  case GROUP:
    rules->group = text[0] != '\0' ? labels_intern (labels, text) : LABEL_NONE;
    return TRUE;
  case SPREAD:
    return spread_rules_parse (text, labels, &rules->spread, ret_reason);
  default:
    return affinity_rules_parse (text, rules->group, labels, &rules->affinity, ret_reason);
  }
}

static gboolean
parse_texts (const ClassKey *key, Labels *labels, Entry *entry, char **ret_reason)
{
  guint texts = GROUP; /* whoever has rules is of a group */

  if (key->text[GROUP][0] != '\0') {
    entry->rules = g_new0 (ClassRules, 1);
    texts = N_TEXTS;
  }
  for (guint i = 0; i < texts; i++) {
    g_autofree char *reason = NULL;

    if (parse_text (i, key->text[i], labels, entry, &reason))
      continue;
    *ret_reason = g_strdup_printf ("%s: %s", columns[i], reason);
    return FALSE;
  }
  return TRUE;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static ClassKey
class_key (const Amounts *request, gint32 priority, const ClassTexts *texts)
{
  static const ClassTexts none;

  if (texts == NULL)
    texts = &none;
  return (ClassKey){ .request = *request,
                     .priority = priority,
                     .text = { [CONSTRAINTS] = or_empty (texts->constraints),
                               [PREFERENCES] = or_empty (texts->preferences),
                               [TOLERATIONS] = or_empty (texts->tolerations),
                               [DATA] = or_empty (texts->data),
                               [GROUP] = or_empty (texts->group),
                               [SPREAD] = or_empty (texts->spread),
                               [AFFINITY] = or_empty (texts->affinity) } };
}

static Entry *
get_entry (const TaskClasses *classes, guint index)
{
  g_assert (index < classes->entries->len);
  return g_ptr_array_index (classes->entries, index);
}

/* The key's entry, or NULL. Sets its hash. */
static Entry *
find_entry (const TaskClasses *classes, ClassKey *key)
{
  key->hash = hash_key (key, classes->resources->count);
  return g_hash_table_lookup (classes->by_key, key);
}

/* Gives the entry its number; it cannot be looked up by that. */
static void
append_entry (TaskClasses *classes, const ClassKey *key, Entry *entry)
{
  entry->key = *key;
  for (guint i = 0; i < N_TEXTS; i++)
    entry->key.text[i] = key->text[i][0] != '\0' ? g_strdup (key->text[i]) : "";
  entry->class.index = classes->entries->len;
  entry->class.request = key->request;
  entry->class.priority = key->priority;
  entry->class.tier = tier_of_priority (classes->tiers, key->priority);
  entry->class.need = 1;
  g_ptr_array_add (classes->entries, entry);
}

guint
task_classes_intern (TaskClasses *classes, const Amounts *request, gint32 priority,
                     const ClassTexts *texts, char **ret_reason)
{
  ClassKey key = class_key (request, priority, texts);
  Entry *entry = find_entry (classes, &key);

  if (entry != NULL)
    return entry->class.index;
  entry = g_new0 (Entry, 1);
  if (!check_request (classes->resources, request, ret_reason)
      || !parse_texts (&key, classes->labels, entry, ret_reason)) {
    entry_free (entry);
    return G_MAXUINT;
  }
  append_entry (classes, &key, entry);
  g_hash_table_insert (classes->by_key, &entry->key, entry);
  return entry->class.index;
}

guint
task_classes_find (const TaskClasses *classes, const Amounts *request, gint32 priority,
                   const ClassTexts *texts)
{
  ClassKey key = class_key (request, priority, texts);
  const Entry *entry = find_entry (classes, &key);

  return entry != NULL ? entry->class.index : G_MAXUINT;
}

gboolean
task_classes_is (const TaskClasses *classes, guint index, const Amounts *request, gint32 priority,
                 const ClassTexts *texts)
{
  ClassKey key = class_key (request, priority, texts);

  return class_key_equal (&get_entry (classes, index)->key, &key);
}

guint
task_classes_find_gang (const TaskClasses *classes, guint like, guint least)
{
  const GangKey sought = { .like = like, .least = least };
  const GangKey *found = g_hash_table_lookup (classes->gangs, &sought);

  return found != NULL ? found->first + least - 1 : G_MAXUINT;
}

guint
task_classes_intern_gang (TaskClasses *classes, guint like, guint least)
{
  guint found = task_classes_find_gang (classes, like, least);
  GangKey *key;

  if (found != G_MAXUINT)
    return found;
  key = g_new (GangKey, 1);
  *key = (GangKey){ .like = like, .least = least, .first = classes->entries->len };
  for (guint need = 1; need <= least; need++) {
    const Entry *model = get_entry (classes, like);
    Entry *entry = g_new0 (Entry, 1);
    char *reason = NULL;
    gboolean parsed = parse_texts (&model->key, classes->labels, entry, &reason);

    g_assert (parsed); /* it was before */
    append_entry (classes, &model->key, entry);
    entry->class.gang = least;
    entry->class.need = need;
    entry->class.gang_first = key->first;
  }
  g_hash_table_add (classes->gangs, key);
  return key->first + least - 1;
}

void
task_classes_count_tasks (TaskClasses *classes, guint index, guint64 tasks)
{
  TaskClass *class = &get_entry (classes, index)->class;

  if (!g_uint64_checked_add (&class->tasks, class->tasks, tasks))
    class->tasks = G_MAXUINT64;
}

guint
task_classes_count (const TaskClasses *classes)
{
  return classes->entries->len;
}

guint
task_classes_count_used (const TaskClasses *classes)
{
  guint used = 0;

  for (guint c = 0; c < classes->entries->len; c++)
    used += get_entry (classes, c)->class.tasks > 0;
  return used;
}

const TaskClass *
task_classes_get (const TaskClasses *classes, guint index)
{
  return &get_entry (classes, index)->class;
}

void
task_class_texts (const TaskClass *task_class, ClassTexts *ret)
{
  const char *const *text = ((const Entry *) (const void *) task_class)->key.text;

  *ret = (ClassTexts){ .constraints = text[CONSTRAINTS],
                       .preferences = text[PREFERENCES],
                       .tolerations = text[TOLERATIONS],
                       .group = text[GROUP],
                       .spread = text[SPREAD],
                       .affinity = text[AFFINITY],
                       .data = text[DATA] };
}

const ClassRules *
task_class_rules (const TaskClass *task_class)
{
  static const ClassRules none;
  const Entry *entry = (const Entry *) task_class;

  return entry->rules != NULL ? entry->rules : &none;
}

gboolean
task_classes_have_rules (const TaskClasses *classes)
{
  for (guint c = 0; c < task_classes_count (classes); c++) {
    const ClassRules *rules = task_class_rules (task_classes_get (classes, c));

    if (rules->spread.count > 0 || rules->affinity.count > 0)
      return TRUE;
  }
  return FALSE;
}

const char *
task_classes_missing_group (const TaskClasses *classes)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL);

  for (guint c = 0; c < task_classes_count (classes); c++)
    g_hash_table_add (groups, GUINT_TO_POINTER (task_class_rules (task_classes_get (classes, c))->group));
  for (guint c = 0; c < task_classes_count (classes); c++) {
    const AffinityRules *affinity = &task_class_rules (task_classes_get (classes, c))->affinity;

    for (guint i = 0; i < affinity->count; i++)
      if (!g_hash_table_contains (groups, GUINT_TO_POINTER (affinity->item[i].group)))
        return labels_text (classes->labels, affinity->item[i].group);
  }
  return NULL;
}

gboolean
task_classes_have_data (const TaskClasses *classes)
{
  for (guint c = 0; c < task_classes_count (classes); c++)
    if (task_classes_get (classes, c)->data != NULL)
      return TRUE;
  return FALSE;
}
