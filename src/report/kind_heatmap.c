/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heat map: cells of time × machines, the darker the fuller.
 *
 * It is drawn as a picture of two pixels per px: thousands of rectangles would make files of
 * megabytes and show hairlines between neighbours. A pixel that several cells fall into shows
 * their mean. Cells without a value (no machine up) are hatched; where there is no cell at all,
 * the paper shows. */
#include "report/chart_kind.h"

#include <math.h>

#define OVERSAMPLE     2
#define BAR_WIDTH      16.0
#define BAR_MAX_HEIGHT 240.0
#define LEGEND_WIDTH   112.0
#define HATCH_PERIOD   8 /* pixels */

static const double *
values_of (const ChartPanel *panel)
{
  return panel->series->len == 0
           ? NULL
           : ((const ChartSeries *) g_ptr_array_index (panel->series, 0))->values;
}

static void
heatmap_init_axes (const ChartPanel *panel, ChartAxis *x, ChartAxis *y)
{
  double x_max = -INFINITY, y_max = -INFINITY, x_min = INFINITY, y_min = INFINITY;

  for (guint i = 0; i < panel->rows; i++) {
    x_min = MIN (x_min, panel->x[i]);
    x_max = MAX (x_max, panel->x[i] + panel->x_size[i]);
    y_min = MIN (y_min, panel->y[i]);
    y_max = MAX (y_max, panel->y[i] + panel->y_size[i]);
  }
  chart_axis_init_span (x, panel->x_unit, x_min, x_max, 1800, panel->x_title);
  chart_axis_init_span (y, chart_unit_find ("count"), y_min, y_max, 0.5, panel->y_title);
}

/* The value axis of the colour bar: 0 to 100 % for fractions, 0 to a round number otherwise. */
static void
init_value_axis (const ChartPanel *panel, ChartAxis *axis)
{
  double min, max, positive;

  chart_panel_range (panel, &min, &max, &positive);
  if (panel->y_unit == chart_unit_find ("fraction"))
    max = MAX (max, 1);
  chart_axis_init_amount (axis, panel->y_unit, CHART_SCALE_LINEAR, min, max, positive, "");
  chart_axis_choose_ticks (axis, BAR_MAX_HEIGHT, 40);
}

/* Sums per pixel; count 0: no cell; n_up 0: cells without value. */
typedef struct {
  float sum;
  guint16 n_up, n_down;
} Pixel;

static void
add_cell (Pixel *pixels, gint width, gint height, const ChartPanel *panel, const ChartFrame *frame,
          guint row)
{
  double value = values_of (panel)[row];
  double left = chart_axis_place (frame->x, panel->x[row]) * width;
  double right = chart_axis_place (frame->x, panel->x[row] + panel->x_size[row]) * width;
  double bottom = (1 - chart_axis_place (frame->y, panel->y[row])) * height;
  double top = (1 - chart_axis_place (frame->y, panel->y[row] + panel->y_size[row])) * height;
  gint x0 = MIN ((gint) floor (left + 0.5), width - 1), x1 = (gint) floor (right + 0.5);
  gint y0 = MIN ((gint) floor (top + 0.5), height - 1), y1 = (gint) floor (bottom + 0.5);

  for (gint y = y0; y < MAX (y1, y0 + 1); y++)
    for (gint x = x0; x < MAX (x1, x0 + 1); x++) {
      Pixel *pixel = &pixels[y * width + x];

      if (isnan (value)) {
        pixel->n_down = (guint16) MIN (pixel->n_down + 1, G_MAXUINT16);
      } else if (pixel->n_up < G_MAXUINT16) {
        pixel->n_up++;
        pixel->sum += (float) value;
      }
    }
}

static guint32
pack (Colour colour)
{
  return 0xff000000u | (guint32) lround (colour.red * 255) << 16
         | (guint32) lround (colour.green * 255) << 8 | (guint32) lround (colour.blue * 255);
}

static guint32
hatch (gint x, gint y)
{
  return (x + y) % HATCH_PERIOD < 2 ? 0xff9a9a9au : 0xffe4e4e4u;
}

static cairo_surface_t *
paint (const Pixel *pixels, gint width, gint height, const ChartAxis *values)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  guchar *data = cairo_image_surface_get_data (image);
  gint stride = cairo_image_surface_get_stride (image);
  guint32 ramp[256];

  for (guint i = 0; i < G_N_ELEMENTS (ramp); i++)
    ramp[i] = pack (palette_ramp (i / 255.0));
  for (gint y = 0; y < height && data != NULL; y++) {
    guint32 *line = (guint32 *) (void *) (data + (gsize) y * (gsize) stride);

    for (gint x = 0; x < width; x++) {
      const Pixel *pixel = &pixels[y * width + x];

      if (pixel->n_up > 0)
        line[x] = ramp[lround (255 * chart_axis_place (values, (double) pixel->sum / pixel->n_up))];
      else
        line[x] = pixel->n_down > 0 ? hatch (x, y) : 0;
    }
  }
  cairo_surface_mark_dirty (image);
  return image;
}

static void
show_image (cairo_t *cr, cairo_surface_t *image, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / cairo_image_surface_get_width (image),
               height / cairo_image_surface_get_height (image));
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
heatmap_draw (const ChartPanel *panel, const ChartFrame *frame)
{
  gint width = (gint) ceil (frame->plot.width * OVERSAMPLE);
  gint height = (gint) ceil (frame->plot.height * OVERSAMPLE);
  g_autofree Pixel *pixels = g_new0 (Pixel, (gsize) width * (gsize) height);
  cairo_surface_t *image;
  ChartAxis values;

  init_value_axis (panel, &values);
  for (guint i = 0; i < panel->rows; i++)
    add_cell (pixels, width, height, panel, frame, i);
  image = paint (pixels, width, height, &values);
  show_image (frame->cr, image, frame->plot.x, frame->plot.y, frame->plot.width,
              frame->plot.height);
  cairo_surface_destroy (image);
  chart_axis_clear (&values);
}

static double
heatmap_legend_width (const ChartPanel *panel, G_GNUC_UNUSED ChartText *text)
{
  return panel->legend == LEGEND_NONE ? 0 : LEGEND_WIDTH;
}

static gboolean
has_empty (const ChartPanel *panel)
{
  for (guint i = 0; i < panel->rows; i++)
    if (isnan (values_of (panel)[i]))
      return TRUE;
  return FALSE;
}

static void
draw_empty_sample (const ChartFrame *frame, double x, double y)
{
  gint side = (gint) (BAR_WIDTH * OVERSAMPLE);
  g_autofree Pixel *pixels = g_new0 (Pixel, (gsize) side * (gsize) side);
  cairo_surface_t *image;

  for (gint i = 0; i < side * side; i++)
    pixels[i].n_down = 1;
  image = paint (pixels, side, side, frame->y);
  show_image (frame->cr, image, x, y, BAR_WIDTH, BAR_WIDTH);
  cairo_surface_destroy (image);
  chart_text_draw (frame->text, TEXT_TICK, "no machine up", x + BAR_WIDTH + 7, y + BAR_WIDTH / 2, 0,
                   0.5, LEGEND_WIDTH - BAR_WIDTH - 7, 1);
}

static void
draw_bar (const ChartAxis *values, const ChartFrame *frame, double x, double y, double height)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 256);
  guchar *data = cairo_image_surface_get_data (image);
  cairo_t *cr = frame->cr;

  for (gint i = 0; i < 256 && data != NULL; i++)
    *(guint32 *) (void *) (data + i * cairo_image_surface_get_stride (image)) = pack (
      palette_ramp (1 - i / 255.0));
  cairo_surface_mark_dirty (image);
  show_image (cr, image, x, y, BAR_WIDTH, height);
  cairo_surface_destroy (image);
  chart_set_rgb (cr, 0x666666);
  cairo_set_line_width (cr, 0.6);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_rectangle (cr, x, y, BAR_WIDTH, height);
  cairo_stroke (cr);
  for (guint i = 0; i < values->ticks->len; i++) {
    const ChartTick *tick = &g_array_index (values->ticks, ChartTick, i);
    double at = y + height * (1 - chart_axis_place (values, tick->value));
    g_autofree char *label = g_strconcat (tick->label != NULL ? tick->label : "", " ",
                                          values->multiple->name, NULL);

    cairo_move_to (cr, x + BAR_WIDTH, at);
    cairo_line_to (cr, x + BAR_WIDTH + 4, at);
    cairo_stroke (cr);
    chart_text_draw (frame->text, TEXT_TICK, label, x + BAR_WIDTH + 7, at, 0, 0.5,
                     LEGEND_WIDTH - BAR_WIDTH - 7, 1);
    chart_set_rgb (cr, 0x666666);
  }
}

static void
heatmap_draw_legend (const ChartPanel *const *family, G_GNUC_UNUSED guint n,
                     const ChartFrame *frame)
{
  const ChartPanel *panel = family[0];
  const ChartSeries *series = g_ptr_array_index (panel->series, 0);
  double line = chart_text_line (frame->text, TEXT_AXIS);
  double y = frame->legend.y + 2 * line + 12;
  double room = frame->plot.y + frame->plot.height - y - (has_empty (panel) ? BAR_WIDTH + 16 : 0)
                - 8;
  double height = CLAMP (room, 24, BAR_MAX_HEIGHT);
  ChartAxis values;

  init_value_axis (panel, &values);
  chart_text_draw (frame->text, TEXT_AXIS, series->label, frame->legend.x, frame->legend.y, 0, 0,
                   LEGEND_WIDTH, 2);
  draw_bar (&values, frame, frame->legend.x, y, height);
  if (has_empty (panel))
    draw_empty_sample (frame, frame->legend.x, y + height + 16);
  chart_axis_clear (&values);
}

const ChartKind chart_kind_heatmap = {
  .name = "heatmap",
  .summary = "cells coloured by value, time across, machines up",
  .has_cells = TRUE,
  .init_axes = heatmap_init_axes,
  .legend_width = heatmap_legend_width,
  .draw = heatmap_draw,
  .draw_legend = heatmap_draw_legend,
};
