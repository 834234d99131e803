/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words and cells are those of the other files of a comparison; here an interval is drawn, too. */
#include "page/comparison_parts.h"

#include "compare/cells.h"
#include "compare/verdict.h"
#include "page/table.h"

#include <math.h>
#include <string.h>

gboolean
comparison_verdicts (Html *html, const ComparisonSource *source, GError **error)
{
  const PairedComparison *comparison = source->comparison;
  g_auto (GStrv) notes = comparison_notes (comparison);

  (void) error;
  for (guint a = 0; a < comparison->arms->len; a++) {
    const ComparisonArm *arm = comparison_arm (comparison, a);

    if (arm->verdict == NULL)
      continue;
    html_elementf (html, "h3", NULL, "%s against %s", arm->name,
                   comparison_arm (comparison, comparison->base)->name);
    html_element (html, "p", NULL, arm->verdict);
  }
  html_element (html, "h3", NULL, "How it was found");
  html_open (html, "ul", NULL);
  for (guint i = 0; notes[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (notes[i], "\t", 2);

    html_elementf (html, "li", NULL, "%s: %s", parts[0], parts[1] != NULL ? parts[1] : "");
  }
  html_close (html);
  return TRUE;
}

/* Half the width of the drawing, which has no difference in the middle and the farther bound of the
 * interval at an end. */
#define HALF 60.0

static char *
px (double value, double most)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (number, sizeof number, "%.1f",
                                    HALF + 4 + HALF * (most > 0 ? value / most : 0)));
}

static void
draw_line (Html *html, const char *x1, const char *y1, const char *x2, const char *y2,
           const char *class_name)
{
  html_open (html, "line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "class", class_name, NULL);
  html_close (html);
}

static void
write_interval (Html *html, const Difference *difference)
{
  const Interval *of = &difference->difference;
  double most = fmax (fabs (of->center),
                      difference->has_interval ? fmax (fabs (of->low), fabs (of->high)) : 0);
  g_autofree char *low = px (of->low, most), *high = px (of->high, most);
  g_autofree char *center = px (of->center, most), *zero = px (0, most);

  html_open (html, "td", NULL);
  if (difference->pairs > 0) {
    html_open (html, "svg", "class", "interval", "width", "128", "height", "14", "aria-hidden",
               "true", NULL);
    draw_line (html, zero, "0", zero, "14", "zero");
    if (difference->has_interval)
      draw_line (html, low, "7", high, "7", NULL);
    html_open (html, "circle", "cx", center, "cy", "7", "r", "3.5", NULL);
    html_close (html);
    html_close (html);
  }
  html_close (html);
}

static void
write_row (Html *html, const ComparisonRow *row, const CellRow *cells, const PairedComparison *comparison,
           guint arm)
{
  const Difference *difference = &row->differences[arm];

  html_open (html, "tr", NULL);
  table_name (html, cells->cell[CELL_METRIC]);
  table_number (html, row->centers[comparison->base], g_strdup (cells->cell[CELL_BASE]));
  table_number (html, row->centers[arm], g_strdup (cells->cell[CELL_ARM]));
  table_number (html, difference->pairs > 0 ? difference->difference.center : NAN,
                g_strdup (cells->cell[CELL_CHANGE]));
  write_interval (html, difference);
  table_number (html, difference->tested ? difference->adjusted : NAN,
                g_strdup (cells->cell[CELL_P]));
  table_text (html, cells->cell[CELL_FINDING]);
  html_close (html);
}

static void
write_arm (Html *html, const PairedComparison *comparison, guint arm)
{
  g_autoptr (GPtrArray) cells = comparison_cells (comparison, arm);
  const CellRow *heading = g_ptr_array_index (cells, 0);
  const char *const heads[] = { "Metric", heading->cell[CELL_BASE], heading->cell[CELL_ARM],
                                "Difference (95 %)", "Interval", "p, Holm", "Finding", NULL };
  g_autofree char *caption = g_strdup_printf (
    "%s against %s. Intervals are drawn each on a scale of its own, from no difference in the middle.",
    heading->cell[CELL_ARM], heading->cell[CELL_BASE]);

  table_begin (html, caption, heads);
  for (guint i = 0; i < comparison->rows->len; i++)
    write_row (html, comparison_row (comparison, i), g_ptr_array_index (cells, i + 1), comparison,
               arm);
  table_end (html);
}

gboolean
comparison_effects (Html *html, const ComparisonSource *source, GError **error)
{
  (void) error;
  for (guint a = 0; a < source->comparison->arms->len; a++)
    if (a != source->comparison->base)
      write_arm (html, source->comparison, a);
  return TRUE;
}

gboolean
comparison_scenarios (Html *html, const ComparisonSource *source, GError **error)
{
  const SweepPlan *plan = source->plan;

  (void) error;
  html_element (html, "p", NULL,
                "The same scenarios, inputs and seeds give the same results, byte for byte. Each "
                "run's own page: berth report points/NAME.");
  for (guint i = 0; i < plan->scenarios->len; i++) {
    html_element (html, "h3", NULL, sweep_plan_scenario (plan, i)->name);
    html_open (html, "pre", "tabindex", "0", NULL);
    html_text (html, sweep_plan_scenario (plan, i)->text);
    html_close (html);
  }
  table_begin_files (html, "What was read");
  for (guint i = 0; i < plan->inputs->len; i++)
    table_file (html, g_ptr_array_index (plan->inputs, i),
                g_ptr_array_index (plan->input_hashes, i));
  table_end (html);
  return TRUE;
}
