/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/names.h"

char *
name_of_task (const Task *task)
{
  GString *name = g_string_new (task->job->name);
  g_string_append_c (name, '/');
  task_name_append (name, &task->name);
  return g_string_free (name, FALSE);
}

char *
name_of_request (const Cell *cell, const Amounts *amounts)
{
  GString *text = g_string_new (NULL);
  amounts_append (text, cell->resources, amounts);
  return g_string_free (text, FALSE);
}

char *
name_of_amount (const Cell *cell, guint resource, Total amount)
{
  GString *text = g_string_new (NULL);
  unit_append (text, cell->resources->item[resource].unit, amount);
  g_string_append_printf (text, " %s", cell->resources->item[resource].name);
  return g_string_free (text, FALSE);
}

char *
name_of_constraints (const Cell *cell, const ConstraintList *list, guint64 bits)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < list->count; i++) {
    if (i < 64 && !(bits >> i & 1))
      continue;
    if (text->len > 0)
      g_string_append (text, "; ");
    constraint_append (text, cell->inventory->labels, &list->item[i]);
  }
  return g_string_free (text, FALSE);
}

char *
name_of_attributes (const Cell *cell, const GArray *attributes)
{
  const Labels *labels = cell->inventory->labels;
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < attributes->len; i++) {
    const Attribute *attribute = &g_array_index (attributes, Attribute, i);
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", labels_text (labels, attribute->key));
    if (attribute->value != LABEL_NONE)
      g_string_append_printf (text, "=%s", labels_text (labels, attribute->value));
  }
  return g_string_free (text, FALSE);
}
