/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/cells.h"
#include "compare/verdict.h"
#include "compare/writers.h"

#include <string.h>

/* What Markdown would read as something else. */
static void
append_escaped (GString *out, const char *text)
{
  for (; *text != '\0'; text++) {
    if (strchr ("\\|*_`<>#~[]", *text) != NULL)
      g_string_append_c (out, '\\');
    g_string_append_c (out, *text);
  }
}

static void
append_row (GString *out, const CellRow *row)
{
  for (guint c = 0; c < N_CELLS; c++) {
    g_string_append (out, c == 0 ? "| " : " | ");
    append_escaped (out, row->cell[c]);
  }
  g_string_append (out, " |\n");
}

static void
append_arm (GString *out, const PairedComparison *comparison, guint arm)
{
  g_autoptr (GPtrArray) rows = comparison_cells (comparison, arm);

  g_string_append (out, "\n## ");
  append_escaped (out, comparison_arm (comparison, arm)->name);
  g_string_append (out, " against ");
  append_escaped (out, comparison_arm (comparison, comparison->base)->name);
  g_string_append (out, "\n\n");
  append_escaped (out, comparison_arm (comparison, arm)->verdict);
  g_string_append (out, "\n\n");
  for (guint i = 0; i < rows->len; i++) {
    append_row (out, g_ptr_array_index (rows, i));
    if (i == 0)
      g_string_append (out, "|---|--:|--:|--:|--:|---|\n");
  }
}

char *
comparison_markdown (const PairedComparison *comparison)
{
  g_auto (GStrv) notes = comparison_notes (comparison);
  GString *out = g_string_new ("# Comparison\n\n");

  for (guint i = 0; notes[i] != NULL; i++) {
    char *text = strchr (notes[i], '\t');

    *text = '\0';
    g_string_append_printf (out, "- %s: ", notes[i]);
    append_escaped (out, text + 1);
    g_string_append_c (out, '\n');
  }
  for (guint a = 0; a < comparison->arms->len; a++)
    if (a != comparison->base)
      append_arm (out, comparison, a);
  return g_string_free (out, FALSE);
}
