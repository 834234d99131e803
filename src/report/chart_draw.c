/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout: header, rows of panels, axes. Sizes are decided from the outside in (heights of
 * rows, then ticks and so the widths of labels and legends, then what is left for data), and
 * panels that stand in one column get equal margins, so that one time lies beneath itself. Text
 * is cut, data never. */
#include "report/chart_kind.h"

#include <math.h>

#define MARGIN        24.0
#define ROW_GAP       12.0
#define COLUMN_GAP    28.0
#define HEADING       27.0 /* a panel's heading and axis title, above its data */
#define TICK_GAP      7.0  /* between labels and axis */
#define X_TICKS       22.0 /* height of tick labels below */
#define X_TITLE       18.0
#define LEGEND_MARGIN 12.0 /* between data and legend */
#define Y_TITLE_GAP   9.0

typedef struct {
  const ChartPanel *panel;
  const char *note;
  ChartAxis x, y;
  guint row, column, span;
  gboolean x_labels;  /* the x axis is labelled here, not further down */
  double left, right; /* margins for y labels and legend */
  ChartBox box;       /* all of it, heading to x title */
  ChartBox plot;
  gint legend_of; /* index of the slot that draws this one's legend, -1: none */
} Slot;

typedef struct {
  cairo_t *cr;
  ChartText *text;
  Slot *slots;
  guint n, rows;
  double top, width, height; /* below the header; of everything */
} Layout;

/* As many as the chart wants; less where one panel of three columns would be left over. */
static guint
columns_of (const Chart *chart)
{
  guint n = chart->panels->len, columns = MIN (chart->columns, MAX (n, 1));

  while (columns > 2 && n % columns == 1)
    columns--;
  return columns;
}

double
chart_default_height (const Chart *chart, double width)
{
  guint columns = columns_of (chart), rows = (chart->panels->len + columns - 1) / columns;

  return round (width * 9 / 16 + (rows > 3 ? width * 0.14 * (rows - 3) : 0));
}

static void
place_slots (Layout *layout, const Chart *chart)
{
  guint columns = columns_of (chart);

  layout->rows = (layout->n + columns - 1) / columns;
  for (guint i = 0; i < layout->n; i++) {
    Slot *slot = &layout->slots[i];

    slot->panel = g_ptr_array_index (chart->panels, i);
    slot->note = chart_panel_note (slot->panel);
    slot->row = i / columns;
    slot->column = i % columns;
    slot->span = slot->column == 0 && i + 1 == layout->n ? columns : 1;
    slot->panel->kind->init_axes (slot->panel, &slot->x, &slot->y);
  }
}

static gboolean
same_x (const Slot *a, const Slot *b)
{
  return a->panel->kind->shares_x && b->panel->kind->shares_x
         && a->panel->x_unit == b->panel->x_unit;
}

/* Panels that share x show the union of their ranges. */
static void
unite_x_axes (Layout *layout)
{
  for (guint i = 0; i < layout->n; i++) {
    Slot *slot = &layout->slots[i];
    double min = INFINITY, max = -INFINITY;

    if (!slot->panel->kind->shares_x)
      continue;
    for (guint j = 0; j < layout->n; j++) {
      const ChartPanel *other = layout->slots[j].panel;

      if (!same_x (slot, &layout->slots[j]) || other->rows == 0)
        continue;
      min = MIN (min, other->x[0]);
      max = MAX (max, other->x[other->rows - 1]);
    }
    if (!(min < max))
      continue;
    chart_axis_clear (&slot->x);
    chart_axis_init_span (&slot->x, slot->panel->x_unit, min, max, 0, slot->panel->x_title);
  }
}

static void
decide_x_labels (Layout *layout)
{
  for (guint i = 0; i < layout->n; i++) {
    Slot *slot = &layout->slots[i];

    slot->x_labels = TRUE;
    for (guint j = i + 1; j < layout->n; j++) {
      const Slot *below = &layout->slots[j];

      if (below->row == slot->row + 1 && below->column == slot->column && below->span == slot->span
          && same_x (slot, below))
        slot->x_labels = FALSE;
    }
  }
}

static gboolean
is_used (const char *text)
{
  return text != NULL && *text != '\0';
}

static double
footer_height (const Slot *slot)
{
  if (!slot->x_labels)
    return 4;
  return X_TICKS + (is_used (slot->x.title) ? X_TITLE : 0);
}

/* Every row gets the same height for its data. */
static void
decide_heights (Layout *layout)
{
  g_autofree double *footers = g_new0 (double, MAX (layout->rows, 1));
  double taken = 0, each, y = layout->top;

  for (guint i = 0; i < layout->n; i++)
    footers[layout->slots[i].row] = MAX (footers[layout->slots[i].row],
                                         footer_height (&layout->slots[i]));
  for (guint r = 0; r < layout->rows; r++)
    taken += HEADING + footers[r] + (r > 0 ? ROW_GAP : 0);
  each = MAX ((layout->height - MARGIN * 0.6 - layout->top - taken) / MAX (layout->rows, 1), 30);
  for (guint r = 0; r < layout->rows; r++) {
    for (guint i = 0; i < layout->n; i++)
      if (layout->slots[i].row == r) {
        layout->slots[i].box.y = y;
        layout->slots[i].box.height = HEADING + each + footers[r];
        layout->slots[i].plot.y = y + HEADING;
        layout->slots[i].plot.height = each;
      }
    y += HEADING + each + footers[r] + ROW_GAP;
  }
}

static double
widest_label (const ChartAxis *axis, ChartText *text)
{
  double widest = 0;

  for (guint i = 0; i < axis->ticks->len; i++) {
    const ChartTick *tick = &g_array_index (axis->ticks, ChartTick, i);
    double width;

    if (tick->label == NULL)
      continue;
    chart_text_size (text, TEXT_TICK, tick->label, &width, NULL);
    widest = MAX (widest, width);
  }
  return widest;
}

static void
decide_margins (Layout *layout)
{
  for (guint i = 0; i < layout->n; i++) {
    Slot *slot = &layout->slots[i];
    double legend = slot->note != NULL
                      ? 0
                      : slot->panel->kind->legend_width (slot->panel, layout->text);

    chart_axis_choose_ticks (&slot->y, slot->plot.height, CLAMP (slot->plot.height / 6, 24, 56));
    slot->left = MAX (ceil (widest_label (&slot->y, layout->text)) + TICK_GAP, 16);
    slot->right = legend > 0 ? legend + LEGEND_MARGIN : 0;
  }
  for (guint i = 0; i < layout->n; i++)
    for (guint j = 0; j < layout->n; j++) {
      Slot *a = &layout->slots[i], *b = &layout->slots[j];

      if (a->column == b->column && a->span == b->span) {
        a->left = b->left = MAX (a->left, b->left);
        a->right = b->right = MAX (a->right, b->right);
      }
    }
}

static void
decide_widths (Layout *layout, guint columns)
{
  double column_width = (layout->width - 2 * MARGIN - COLUMN_GAP * (columns - 1)) / columns;

  for (guint i = 0; i < layout->n; i++) {
    Slot *slot = &layout->slots[i];

    slot->box.x = MARGIN + (column_width + COLUMN_GAP) * slot->column;
    slot->box.width = column_width * slot->span + COLUMN_GAP * (slot->span - 1);
    slot->plot.x = slot->box.x + slot->left;
    /* half a label of the x axis may stand over the right end */
    slot->plot.width = MAX (slot->box.width - slot->left - MAX (slot->right, 6), 40);
    chart_axis_choose_ticks (&slot->x, slot->plot.width, 76);
  }
}

/* A list legend is drawn once, beside the first panel of the family that has data. */
static void
decide_legends (Layout *layout)
{
  for (guint i = 0; i < layout->n; i++) {
    Slot *slot = &layout->slots[i];

    /* a margin may be there for another panel's sake */
    slot->legend_of = slot->note != NULL || slot->right == 0
                          || chart_panel_legend (slot->panel) == LEGEND_NONE
                        ? -1
                        : (gint) i;
    if (slot->legend_of < 0 || chart_panel_legend (slot->panel) != LEGEND_LIST)
      continue;
    for (guint j = 0; j < i; j++)
      if (layout->slots[j].panel->family == slot->panel->family
          && layout->slots[j].legend_of == (gint) j && layout->slots[j].column == slot->column
          && layout->slots[j].span == slot->span) {
        slot->legend_of = (gint) j;
        break;
      }
  }
}

static void
draw_header (Layout *layout, const Chart *chart)
{
  double room = layout->width - 2 * MARGIN, y = MARGIN * 0.7;

  chart_text_draw (layout->text, TEXT_TITLE, chart->title, MARGIN, y, 0, 0, room, 1);
  y += chart_text_line (layout->text, TEXT_TITLE) + 2;
  if (is_used (chart->subtitle)) {
    chart_text_draw (layout->text, TEXT_SUBTITLE, chart->subtitle, MARGIN, y, 0, 0, room, 1);
    y += chart_text_line (layout->text, TEXT_SUBTITLE);
  }
  layout->top = y + 12;
}

static void
rule (cairo_t *cr, double x0, double y0, double x1, double y1, guint32 rgb, double width)
{
  chart_set_rgb (cr, rgb);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, width);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  cairo_stroke (cr);
}

/* The panel's heading, and behind it (in its place if there is none) the y axis' title: level
 * text over the axis is read at once, turned text is not, and it fits however low the panel is. */
static void
draw_heading (Layout *layout, const Slot *slot)
{
  double y = slot->box.y + HEADING - 10, x = slot->box.x, room = slot->box.width;
  double width = 0;

  if (is_used (slot->panel->title)) {
    chart_text_size (layout->text, TEXT_PANEL, slot->panel->title, &width, NULL);
    width = MIN (width, room);
    chart_text_draw (layout->text, TEXT_PANEL, slot->panel->title, x, y, 0, 1, room, 1);
    width += Y_TITLE_GAP;
  }
  if (is_used (slot->y.title) && room - width > 30)
    chart_text_draw (layout->text, TEXT_AXIS, slot->y.title, x + width, y - 0.5, 0, 1, room - width,
                     1);
}

static void
draw_grid (Layout *layout, const Slot *slot)
{
  const ChartBox *plot = &slot->plot;
  ChartFrame frame = { .x = &slot->x, .y = &slot->y, .plot = *plot };

  for (guint i = 0; i < slot->y.ticks->len; i++) {
    const ChartTick *tick = &g_array_index (slot->y.ticks, ChartTick, i);
    double y = chart_frame_y (&frame, tick->value);

    if (!slot->panel->kind->has_cells && slot->note == NULL)
      rule (layout->cr, plot->x, y, plot->x + plot->width, y, 0xdcdcdc, 0.7);
    if (tick->label != NULL && slot->note == NULL)
      chart_text_draw (layout->text, TEXT_TICK, tick->label, plot->x - TICK_GAP, y, 1, 0.5, 0, 1);
  }
}

static void
draw_x_axis (Layout *layout, const Slot *slot)
{
  const ChartBox *plot = &slot->plot;
  ChartFrame frame = { .x = &slot->x, .y = &slot->y, .plot = *plot };
  double base = plot->y + plot->height;
  double room = slot->x.names != NULL ? plot->width / MAX (slot->x.ticks->len, 1) - 4 : 0;

  rule (layout->cr, plot->x, base, plot->x + plot->width, base, 0x555555, 1);
  if (!slot->x_labels && slot->note != NULL)
    return;
  for (guint i = 0; i < slot->x.ticks->len; i++) {
    const ChartTick *tick = &g_array_index (slot->x.ticks, ChartTick, i);
    double x = chart_frame_x (&frame, tick->value);

    if (slot->x.names == NULL)
      rule (layout->cr, x, base, x, base + (tick->label != NULL ? 5 : 3), 0x555555, 0.8);
    if (tick->label != NULL && slot->x_labels)
      chart_text_draw (layout->text, TEXT_TICK, tick->label, x, base + 6, 0.5, 0, MAX (room, 0), 1);
  }
  if (slot->x_labels && !slot->x.empty && is_used (slot->x.title))
    chart_text_draw (layout->text, TEXT_AXIS, slot->x.title, plot->x + plot->width / 2,
                     base + X_TICKS, 0.5, 0, plot->width, 1);
}

static void
draw_legend (Layout *layout, guint index)
{
  const Slot *slot = &layout->slots[index];
  g_autoptr (GPtrArray) family = g_ptr_array_new ();
  ChartFrame frame = {
    .cr = layout->cr, .text = layout->text, .x = &slot->x, .y = &slot->y, .plot = slot->plot
  };

  for (guint i = index; i < layout->n; i++)
    if (layout->slots[i].legend_of == (gint) index) {
      g_ptr_array_add (family, (gpointer) layout->slots[i].panel);
      frame.legend_bottom = layout->slots[i].box.y + layout->slots[i].box.height;
    }
  frame.legend = (ChartBox){ slot->plot.x + slot->plot.width + LEGEND_MARGIN, slot->plot.y,
                             slot->right - LEGEND_MARGIN, slot->plot.height };
  slot->panel->kind->draw_legend ((const ChartPanel *const *) (void *) family->pdata, family->len,
                                  &frame);
}

static void
draw_slot (Layout *layout, guint index)
{
  const Slot *slot = &layout->slots[index];
  ChartFrame frame = {
    .cr = layout->cr, .text = layout->text, .x = &slot->x, .y = &slot->y, .plot = slot->plot
  };

  draw_heading (layout, slot);
  draw_grid (layout, slot);
  if (slot->note == NULL) {
    cairo_save (layout->cr);
    /* a line on the edge keeps its whole width */
    cairo_rectangle (layout->cr, slot->plot.x - 3, slot->plot.y - HEADING, slot->plot.width + 6,
                     slot->plot.height + HEADING + 3);
    cairo_clip (layout->cr);
    slot->panel->kind->draw (slot->panel, &frame);
    cairo_restore (layout->cr);
  } else {
    chart_text_draw (layout->text, TEXT_NOTE, slot->note, slot->plot.x + slot->plot.width / 2,
                     slot->plot.y + slot->plot.height / 2, 0.5, 0.5, slot->plot.width, 1);
  }
  draw_x_axis (layout, slot);
  if (slot->legend_of == (gint) index)
    draw_legend (layout, index);
}

void
chart_draw (const Chart *chart, cairo_t *cr, double width, double height)
{
  g_autoptr (ChartText) text = chart_text_new (cr);
  Layout layout = {
    .cr = cr, .text = text, .n = chart->panels->len, .width = width, .height = height
  };

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  layout.slots = g_new0 (Slot, MAX (layout.n, 1));
  draw_header (&layout, chart);
  if (layout.n == 0)
    chart_text_draw (text, TEXT_NOTE, "no data", width / 2, height / 2, 0.5, 0.5,
                     width - 2 * MARGIN, 1);
  place_slots (&layout, chart);
  unite_x_axes (&layout);
  decide_x_labels (&layout);
  decide_heights (&layout);
  decide_margins (&layout);
  decide_widths (&layout, columns_of (chart));
  decide_legends (&layout);
  for (guint i = 0; i < layout.n; i++)
    draw_slot (&layout, i);
  for (guint i = 0; i < layout.n; i++) {
    chart_axis_clear (&layout.slots[i].x);
    chart_axis_clear (&layout.slots[i].y);
  }
  g_free (layout.slots);
}
