/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hinting and the locale's language are switched off: both would make the bytes of a chart
 * depend on where it is drawn. */
#include "report/chart_text.h"

#include <pango/pangocairo.h>

#define FAMILY "Inter, sans-serif"

static const struct {
  double size; /* px */
  PangoWeight weight;
  guint32 rgb;
  gboolean halo; /* stands among data: a white rim keeps grid lines off the glyphs */
} styles[] = {
  [TEXT_TITLE] = { 21, PANGO_WEIGHT_SEMIBOLD, 0x111111, FALSE },
  [TEXT_SUBTITLE] = { 13.5, PANGO_WEIGHT_NORMAL, 0x555555, FALSE },
  [TEXT_PANEL] = { 13.5, PANGO_WEIGHT_SEMIBOLD, 0x222222, FALSE },
  [TEXT_AXIS] = { 12, PANGO_WEIGHT_NORMAL, 0x444444, FALSE },
  [TEXT_TICK] = { 12, PANGO_WEIGHT_NORMAL, 0x333333, FALSE },
  [TEXT_LEGEND] = { 12, PANGO_WEIGHT_NORMAL, 0x222222, FALSE },
  [TEXT_VALUE] = { 11, PANGO_WEIGHT_MEDIUM, 0x222222, TRUE },
  [TEXT_NOTE] = { 14, PANGO_WEIGHT_NORMAL, 0x666666, FALSE },
};

struct ChartText {
  cairo_t *cr;
  PangoContext *context;
  PangoLayout *layout;
  PangoFontDescription *fonts[G_N_ELEMENTS (styles)];
};

ChartText *
chart_text_new (cairo_t *cr)
{
  ChartText *text = g_new0 (ChartText, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  text->cr = cr;
  text->context = pango_cairo_create_context (cr);
  pango_cairo_context_set_font_options (text->context, options);
  pango_cairo_context_set_resolution (text->context, 96);
  pango_context_set_language (text->context, pango_language_from_string ("en"));
  pango_context_set_base_dir (text->context, PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions (text->context, FALSE);
  text->layout = pango_layout_new (text->context);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    text->fonts[i] = pango_font_description_new ();
    pango_font_description_set_family_static (text->fonts[i], FAMILY);
    pango_font_description_set_weight (text->fonts[i], styles[i].weight);
    pango_font_description_set_absolute_size (text->fonts[i], styles[i].size * PANGO_SCALE);
  }
  cairo_font_options_destroy (options);
  return text;
}

void
chart_text_free (ChartText *text)
{
  if (text == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    pango_font_description_free (text->fonts[i]);
  g_object_unref (text->layout);
  g_object_unref (text->context);
  g_free (text);
}

static void
prepare (ChartText *text, TextRole role, const char *string, double max_width, gint max_lines)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);

  pango_layout_set_font_description (text->layout, text->fonts[role]);
  pango_layout_set_single_paragraph_mode (text->layout, TRUE);
  pango_layout_set_width (text->layout, max_width > 0 ? (int) (max_width * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (text->layout,
                              max_width > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_wrap (text->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (text->layout, -MAX (max_lines, 1));
  pango_layout_set_text (text->layout, valid, -1);
}

static void
draw_halo (ChartText *text, double left, double top)
{
  cairo_save (text->cr);
  cairo_move_to (text->cr, left, top);
  pango_cairo_layout_path (text->cr, text->layout);
  cairo_set_source_rgb (text->cr, 1, 1, 1);
  cairo_set_line_width (text->cr, 4);
  cairo_set_line_join (text->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (text->cr);
  cairo_restore (text->cr);
}

void
chart_text_draw (ChartText *text, TextRole role, const char *string, double x, double y,
                 double across, double down, double max_width, gint max_lines)
{
  Colour colour = colour_from_rgb (styles[role].rgb);
  PangoRectangle box;

  prepare (text, role, string, max_width, max_lines);
  pango_layout_get_extents (text->layout, NULL, &box);
  double left = x - (box.x + across * box.width) / PANGO_SCALE;
  double top = y - (box.y + down * box.height) / PANGO_SCALE;
  if (styles[role].halo)
    draw_halo (text, left, top);
  cairo_set_source_rgb (text->cr, colour.red, colour.green, colour.blue);
  cairo_move_to (text->cr, left, top);
  pango_cairo_show_layout (text->cr, text->layout);
}

void
chart_text_size (ChartText *text, TextRole role, const char *string, double *ret_width,
                 double *ret_height)
{
  PangoRectangle box;

  prepare (text, role, string, 0, 1);
  pango_layout_get_extents (text->layout, NULL, &box);
  if (ret_width != NULL)
    *ret_width = (double) box.width / PANGO_SCALE;
  if (ret_height != NULL)
    *ret_height = (double) box.height / PANGO_SCALE;
}

double
chart_text_line (ChartText *text, TextRole role)
{
  double height;

  chart_text_size (text, role, "Ag", NULL, &height);
  return height;
}
