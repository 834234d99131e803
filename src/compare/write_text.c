/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/cells.h"
#include "compare/verdict.h"
#include "compare/writers.h"

#include <string.h>

#define LABEL_WIDTH 16
#define LINE_WIDTH  100

/* Words up to a line's width, further lines below the first word. */
static void
append_wrapped (GString *out, const char *label, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gsize column = LABEL_WIDTH;

  g_string_append_printf (out, "%-*s", LABEL_WIDTH, label);
  for (guint i = 0; words[i] != NULL; i++) {
    gsize length = (gsize) g_utf8_strlen (words[i], -1);

    if (column > LABEL_WIDTH && column + 1 + length > LINE_WIDTH) {
      g_string_append_printf (out, "\n%*s", LABEL_WIDTH, "");
      column = LABEL_WIDTH;
    } else if (column > LABEL_WIDTH) {
      g_string_append_c (out, ' ');
      column++;
    }
    g_string_append (out, words[i]);
    column += length;
  }
  g_string_append_c (out, '\n');
}

static void
append_notes (GString *out, const PairedComparison *comparison)
{
  g_auto (GStrv) notes = comparison_notes (comparison);

  for (guint i = 0; notes[i] != NULL; i++) {
    char *text = strchr (notes[i], '\t');

    *text = '\0';
    append_wrapped (out, notes[i], text + 1);
  }
}

static gsize
width_of (const GPtrArray *rows, guint column)
{
  gsize width = 0;

  for (guint i = 0; i < rows->len; i++) {
    const CellRow *row = g_ptr_array_index (rows, i);

    width = MAX (width, (gsize) g_utf8_strlen (row->cell[column], -1));
  }
  return width;
}

/* The first and the last column stand to the left, numbers to the right. */
static void
append_cell (GString *out, const char *text, gsize width, guint column)
{
  int blanks = (int) (width - (gsize) g_utf8_strlen (text, -1));

  if (column == CELL_METRIC)
    g_string_append_printf (out, "%s%*s", text, blanks, "");
  else if (column == CELL_FINDING)
    g_string_append_printf (out, "  %s", text);
  else
    g_string_append_printf (out, "  %*s%s", blanks, "", text);
}

static void
append_table (GString *out, const PairedComparison *comparison, guint arm)
{
  g_autoptr (GPtrArray) rows = comparison_cells (comparison, arm);
  gsize widths[N_CELLS];

  for (guint c = 0; c < N_CELLS; c++)
    widths[c] = width_of (rows, c);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < rows->len; i++) {
    const CellRow *row = g_ptr_array_index (rows, i);

    for (guint c = 0; c < N_CELLS; c++)
      append_cell (out, row->cell[c], widths[c], c);
    g_string_append_c (out, '\n');
  }
}

char *
comparison_text (const PairedComparison *comparison)
{
  GString *out = g_string_new (NULL);

  append_notes (out, comparison);
  for (guint a = 0; a < comparison->arms->len; a++)
    if (a != comparison->base)
      append_table (out, comparison, a);
  g_string_append_c (out, '\n');
  for (guint a = 0; a < comparison->arms->len; a++)
    if (a != comparison->base) {
      const ComparisonArm *arm = comparison_arm (comparison, a);

      if (g_utf8_strlen (arm->name, -1) >= LABEL_WIDTH)
        g_string_append_printf (out, "%s\n", arm->name);
      append_wrapped (out, g_utf8_strlen (arm->name, -1) >= LABEL_WIDTH ? "" : arm->name,
                      arm->verdict);
    }
  return g_string_free (out, FALSE);
}
