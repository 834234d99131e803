/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interned words. Whether a word is an integer is found once, when it is interned, for comparisons
 * like `cores>=8` ask for every machine. Entry 0 stands for LABEL_NONE. */
#include "model/labels.h"

#include "util/units.h"

typedef struct {
  char *text;
  gboolean is_integer;
  gint64 integer;
} Label;

struct Labels {
  GArray *labels;       /* of Label, owns the texts */
  GHashTable *by_text;  /* text -> label */
};

Labels *
labels_new (void)
{
  Labels *labels = g_new0 (Labels, 1);
  const Label none = { 0 };

  labels->labels = g_array_new (FALSE, FALSE, sizeof (Label));
  g_array_append_val (labels->labels, none);
  labels->by_text = g_hash_table_new (g_str_hash, g_str_equal);
  return labels;
}

void
labels_free (Labels *labels)
{
  if (labels == NULL)
    return;
  g_hash_table_destroy (labels->by_text);
  for (guint i = 0; i < labels->labels->len; i++)
    g_free (g_array_index (labels->labels, Label, i).text);
  g_array_unref (labels->labels);
  g_free (labels);
}

guint
labels_intern (Labels *labels, const char *text)
{
  guint found = labels_find (labels, text);
  Label label = { 0 };

  if (found != LABEL_NONE)
    return found;
  label.text = g_strdup (text);
  label.is_integer = integer_parse (text, G_MININT64, G_MAXINT64, &label.integer, NULL);
  found = labels->labels->len;
  g_array_append_val (labels->labels, label);
  g_hash_table_insert (labels->by_text, label.text, GUINT_TO_POINTER (found));
  return found;
}

guint
labels_find (const Labels *labels, const char *text)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (labels->by_text, text));
}

static const Label *
label_at (const Labels *labels, guint label)
{
  g_assert (label < labels->labels->len);
  return &g_array_index (labels->labels, Label, label);
}

const char *
labels_text (const Labels *labels, guint label)
{
  return label_at (labels, label)->text;
}

gboolean
labels_integer (const Labels *labels, guint label, gint64 *ret)
{
  const Label *found = label_at (labels, label);

  if (found->is_integer)
    *ret = found->integer;
  return found->is_integer;
}
