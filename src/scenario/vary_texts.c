/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/vary_texts.h"

#include "scenario/options.h"

#include <string.h>

static void
vary_text_clear (gpointer data)
{
  VaryText *vary = data;

  g_free (vary->key);
  g_free (vary->values);
}

GArray *
vary_texts_load (const char *path, const char *const *overrides, GError **error)
{
  g_autoptr (Entries) entries = entries_load (path, overrides, NULL, error);
  GArray *texts;

  if (entries == NULL)
    return NULL;
  texts = g_array_new (FALSE, FALSE, sizeof (VaryText));
  g_array_set_clear_func (texts, vary_text_clear);
  for (guint i = 0; i < entries->list->len; i++) {
    const Entry *entry = g_ptr_array_index (entries->list, i);
    VaryText vary = { .file = entry->file, .folder = entry->folder, .line = entry->line };

    if (strcmp (entry->group, "vary") != 0 || entry->key == NULL)
      continue;
    vary.key = g_strdup (entry->key);
    vary.values = g_strdup (entry->value);
    g_array_append_val (texts, vary);
  }
  return texts;
}

/* The rows of the option table --------------------------------------------------------------- */

static gboolean
parse_vary (OptionInput *input, const char *text, gpointer field)
{
  (void) input, (void) text, (void) field;
  return TRUE;
}

static char *
describe_vary (const Option *option)
{
  (void) option;
  return g_strdup ("values joined by ;, or by | between blanks where they hold ; themselves, and ranges such as "
                   "1..10 or 0.5..1.5 step 0.25");
}

static const OptionType option_vary = { "values", parse_vary, describe_vary };

const Option vary_options[] = {
  { .key = "GROUP.KEY", .any_key = TRUE, .type = &option_vary, .fallback_note = "none",
    .help = "Values that this key takes in turn, such as scheduler.order = fifo;drf; seed is that of "
            "[scenario]." },
  { 0 },
};
