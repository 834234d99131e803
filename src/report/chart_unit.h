/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of chart axes: what a column's numbers mean, and in which multiple people read them.
 *
 * One table of units; each has multiples from small to large (MiB, GiB, TiB), and the axis takes
 * the largest whose threshold its values reach. Ticks are chosen in the multiple, so that an
 * axis in TiB has 0, 1, 2 and not 0, 1.024, 2.048. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double size;      /* one of the multiple, in the column's unit; a percent is 0.01 of a fraction */
  double threshold; /* the axis' largest value (column's unit) from which on it is used */
  const char *name; /* in the axis title, "" for none: "GiB", "thousands" */
} ChartMultiple;

typedef struct {
  const char *name; /* in plot files */
  const char *summary;
  const char *noun;               /* title of an axis that has none of its own; "" for none */
  const ChartMultiple *multiples; /* ends with size 0; ascending; the first has threshold 0 */
  gboolean whole;                 /* counts of things: no ticks between whole numbers */
  gboolean duration;              /* seconds: ticks at minutes, hours, days */
  gboolean binary;                /* log axes have ticks at powers of two, not of ten */
} ChartUnit;

/* NULL when there is no such unit. */
const ChartUnit *chart_unit_find (const char *name);

/* All units, and their number. */
const ChartUnit *chart_unit_table (guint *ret_count);

/* The unit of a resource's amounts in result files: cores, MiB or devices for cpu, memory and
 * gpu, and a plain number for others. */
const ChartUnit *chart_unit_of_resource (const char *resource);

/* A resource's name as a heading: "CPU", "Memory", "GPU"; others as they are. */
const char *chart_resource_title (const char *resource);

/* The multiple that suits an axis reaching `largest` (column's unit). Never NULL. */
const ChartMultiple *chart_unit_multiple (const ChartUnit *unit, double largest);

/* A number as short as a label on a chart must be: "1,234", "0.25", "12.3k", "4.1M"; seconds of
 * a duration unit: "45 s", "12 min", "3.4 h". The caller frees it. */
char *chart_unit_format_short (const ChartUnit *unit, double value);

/* `value` with exactly `decimals` digits after the point, thousands apart by a comma, a true
 * minus. */
char *chart_unit_format_decimals (double value, guint decimals);

G_END_DECLS
