/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as bytes of SVG, PNG or PDF files.
 *
 * The bytes depend on the chart and the size alone: not on the time, the locale, or what else
 * was drawn in this process. (They do depend on the versions of cairo, Pango and the font.) */
#pragma once

#include "report/chart.h"

typedef struct {
  const char *name; /* also the file name's extension */
  const char *summary;
  /* Appends the file to `bytes`. FALSE and an INPUT_ERROR where cairo fails (no memory, too
   * large). */
  gboolean (*render) (const Chart *chart, double width, double height, GByteArray *bytes,
                      GError **error);
} SurfaceFormat;

/* Pixels per px in PNG files. */
#define SURFACE_PNG_SCALE 2

/* Largest width or height in px that render() accepts. */
#define SURFACE_MAX_SIZE 8000

/* NULL when there is no such format. */
const SurfaceFormat *surface_format_find (const char *name);
const SurfaceFormat *surface_format_table (guint *ret_count);

/* Renders `chart`; width and height in px, height 0 takes chart_default_height(). Returns new
 * bytes, NULL on failure. */
GByteArray *surface_render (const Chart *chart, const SurfaceFormat *format, double width,
                            double height, GError **error);
