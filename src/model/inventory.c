/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines as configured. A machine is checked as a whole before anything of it is kept, so
 * that a failed add leaves the columns equally long. */
#include "model/inventory.h"

#include "util/random.h"

#include <string.h>

static void
machine_clear (gpointer data)
{
  Machine *machine = data;

  g_free (machine->name);
  g_free (machine->attributes);
  g_free (machine->taints);
  g_free (machine->soft_taints);
}

Inventory *
inventory_new (const ResourceSet *resources, Labels *labels)
{
  Inventory *inventory = g_new0 (Inventory, 1);

  inventory->resources = resources;
  inventory->labels = labels;
  inventory->machines = g_array_new (FALSE, FALSE, sizeof (Machine));
  g_array_set_clear_func (inventory->machines, machine_clear);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    inventory->capacity[r] = g_array_new (FALSE, FALSE, sizeof (Amount));
  inventory->events = g_array_new (FALSE, FALSE, sizeof (MachineEvent));
  inventory->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return inventory;
}

void
inventory_free (Inventory *inventory)
{
  if (inventory == NULL)
    return;
  g_hash_table_destroy (inventory->by_name);
  g_array_unref (inventory->machines);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    g_array_unref (inventory->capacity[r]);
  g_array_unref (inventory->events);
  g_free (inventory);
}

static gboolean
check_capacity (const ResourceSet *resources, const Amounts *capacity, char **ret_reason)
{
  for (guint r = 0; r < resources->count; r++) {
    const Resource *resource = &resources->item[r];
    g_autoptr (GString) text = NULL;
    Amount amount = capacity->of[r];

    if (amount >= 0 && resource->device_slot < 0)
      continue;
    if (amount >= 0 && amount % DEVICE == 0 && amount / DEVICE <= MAX_DEVICES)
      continue;
    text = g_string_new (NULL);
    unit_append (text, resource->unit, amount);
    if (amount < 0)
      *ret_reason = g_strdup_printf ("%s: %s is negative", resource->name, text->str);
    else if (amount % DEVICE != 0)
      *ret_reason = g_strdup_printf ("%s: %s is not a whole number of devices", resource->name,
                                     text->str);
    else
      *ret_reason = g_strdup_printf ("%s: %s devices are more than the %d a machine may have",
                                     resource->name, text->str, MAX_DEVICES);
    return FALSE;
  }
  return TRUE;
}

static gboolean
parse_list (const char *text, const char *column, gboolean need_value, Labels *labels, GArray **ret,
            char **ret_reason)
{
  g_autofree char *reason = NULL;

  if (attribute_list_parse (text != NULL ? text : "", need_value, labels, ret, &reason))
    return TRUE;
  *ret_reason = g_strdup_printf ("%s: %s", column, reason);
  return FALSE;
}

/* The keys that come from columns, and '*', which tolerations understand as "any", are not free. */
static gboolean
check_keys (const GArray *list, const char *column, const char *const *reserved,
            const Labels *labels, char **ret_reason)
{
  for (guint i = 0; i < list->len; i++) {
    const char *key = labels_text (labels, g_array_index (list, Attribute, i).key);

    if (!g_strv_contains (reserved, key))
      continue;
    *ret_reason = g_strdup_printf ("%s: the key '%s' is reserved", column, key);
    return FALSE;
  }
  return TRUE;
}

/* Of Attribute, each. */
typedef struct {
  GArray *attributes, *taints, *soft_taints;
} Lists;

static void
lists_clear (Lists *lists)
{
  g_clear_pointer (&lists->attributes, g_array_unref);
  g_clear_pointer (&lists->taints, g_array_unref);
  g_clear_pointer (&lists->soft_taints, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lists, lists_clear)

static gboolean
parse_taints (const char *text, const char *column, Labels *labels, GArray **ret, char **ret_reason)
{
  static const char *const any[] = { "*", NULL };

  return parse_list (text, column, FALSE, labels, ret, ret_reason)
         && check_keys (*ret, column, any, labels, ret_reason);
}

static gboolean
parse_lists (const MachineSpec *spec, Labels *labels, Lists *ret, char **ret_reason)
{
  static const char *const implicit[] = { "machine", "zone", "rack", "*", NULL };

  return parse_list (spec->attributes, "attributes", TRUE, labels, &ret->attributes, ret_reason)
         && check_keys (ret->attributes, "attributes", implicit, labels, ret_reason)
         && parse_taints (spec->taints, "taints", labels, &ret->taints, ret_reason)
         && parse_taints (spec->soft_taints, "soft-taints", labels, &ret->soft_taints, ret_reason);
}

/* Adds the attribute that a column stands for; returns the label of its value. */
static guint
add_implicit (GArray *attributes, Labels *labels, const char *key, const char *value)
{
  Attribute attribute;

  if (value == NULL || value[0] == '\0')
    return LABEL_NONE;
  attribute.key = labels_intern (labels, key);
  attribute.value = labels_intern (labels, value);
  g_array_append_val (attributes, attribute);
  return attribute.value;
}

static void
append_machine (Inventory *inventory, const MachineSpec *spec, Lists *lists)
{
  GArray *attributes = lists->attributes;
  Machine machine = { .name = g_strdup (spec->name), .added = spec->time };
  guint index = inventory_count (inventory);
  MachineEvent event = { .time = spec->time, .machine = index, .kind = MACHINE_ADD };

  add_implicit (attributes, inventory->labels, "machine", spec->name);
  machine.zone = add_implicit (attributes, inventory->labels, "zone", spec->zone);
  machine.rack = add_implicit (attributes, inventory->labels, "rack", spec->rack);
  machine.n_attributes = attributes->len;
  machine.attributes = (Attribute *) (void *) g_array_steal (attributes, NULL);
  machine.n_taints = lists->taints->len;
  machine.taints = (Attribute *) (void *) g_array_steal (lists->taints, NULL);
  machine.n_soft_taints = lists->soft_taints->len;
  machine.soft_taints = (Attribute *) (void *) g_array_steal (lists->soft_taints, NULL);
  g_array_append_val (inventory->machines, machine);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    g_array_append_val (inventory->capacity[r], spec->capacity.of[r]);
  g_array_append_val (inventory->events, event);
  g_hash_table_insert (inventory->by_name, machine.name, GUINT_TO_POINTER (index));
}

gboolean
inventory_add (Inventory *inventory, const MachineSpec *spec, char **ret_reason)
{
  g_auto (Lists) lists = { NULL, NULL, NULL };

  if (spec->name == NULL || spec->name[0] == '\0') {
    *ret_reason = g_strdup ("the machine has no name");
    return FALSE;
  }
  if (g_hash_table_contains (inventory->by_name, spec->name)) {
    *ret_reason = g_strdup_printf ("machine '%s' is there already", spec->name);
    return FALSE;
  }
  if (!check_capacity (inventory->resources, &spec->capacity, ret_reason))
    return FALSE;
  if (!parse_lists (spec, inventory->labels, &lists, ret_reason))
    return FALSE;
  append_machine (inventory, spec, &lists);
  return TRUE;
}

gboolean
inventory_add_event (Inventory *inventory, const char *name, gint64 time, MachineEventKind kind,
                     char **ret_reason)
{
  MachineEvent event = { .time = time, .kind = kind };
  gpointer index;

  g_return_val_if_fail (kind != MACHINE_ADD, FALSE);
  if (!g_hash_table_lookup_extended (inventory->by_name, name, NULL, &index)) {
    *ret_reason = g_strdup_printf ("no machine '%s' was added before", name);
    return FALSE;
  }
  event.machine = GPOINTER_TO_UINT (index);
  if (time < inventory_machine (inventory, event.machine)->added) {
    *ret_reason = g_strdup_printf ("machine '%s' is added after this time", name);
    return FALSE;
  }
  g_array_append_val (inventory->events, event);
  return TRUE;
}

/* number[i] becomes the new number of machine i (Fisher and Yates). */
static void
draw_numbers (guint *number, guint machines, guint64 seed)
{
  for (guint i = 0; i < machines; i++) {
    guint other = random_below (seed, RANDOM_MACHINE_ORDER, i, i + 1);
    number[i] = number[other];
    number[other] = i;
  }
}

/* Puts each element of the array at its new place. */
static void
renumber (GArray *array, const guint *number, guint machines)
{
  gsize size = g_array_get_element_size (array);
  g_autofree char *copy = g_memdup2 (array->data, machines * size);
  for (guint i = 0; i < machines; i++)
    memcpy (array->data + number[i] * size, copy + i * size, size);
}

void
inventory_shuffle (Inventory *inventory, guint64 seed)
{
  guint machines = inventory_count (inventory);
  g_autofree guint *number = g_new (guint, machines);
  draw_numbers (number, machines, seed);
  renumber (inventory->machines, number, machines);
  for (guint r = 0; r < MAX_RESOURCES; r++)
    renumber (inventory->capacity[r], number, machines);
  for (guint e = 0; e < inventory->events->len; e++) {
    MachineEvent *event = &g_array_index (inventory->events, MachineEvent, e);
    event->machine = number[event->machine];
  }
  for (guint m = 0; m < machines; m++)
    g_hash_table_insert (inventory->by_name, inventory_machine (inventory, m)->name,
                         GUINT_TO_POINTER (m));
}

static gint
compare_events (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const MachineEvent *) a)->time;
  gint64 y = ((const MachineEvent *) b)->time;

  return (x > y) - (x < y);
}

void
inventory_finish (Inventory *inventory)
{
  /* g_array_sort() is documented to be stable: events of one instant keep the order of the file. */
  g_array_sort (inventory->events, compare_events);
}

void
inventory_visit_spans (const Inventory *inventory, InventorySpan visit, gpointer data)
{
  guint n = inventory_count (inventory);
  g_autofree gint64 *since = g_new (gint64, n + 1); /* -1: it is not there */

  for (guint m = 0; m < n; m++)
    since[m] = -1;
  for (guint e = 0; e < inventory->events->len; e++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, e);
    guint m = event->machine;
    if (event->kind != MACHINE_DOWN && since[m] < 0)
      since[m] = event->time;
    if (event->kind != MACHINE_DOWN || since[m] < 0)
      continue;
    visit (data, m, since[m], event->time);
    since[m] = -1;
  }
  for (guint m = 0; m < n; m++)
    if (since[m] >= 0)
      visit (data, m, since[m], G_MAXINT64);
}
