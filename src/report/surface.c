/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cairo would make different from one time to the next, and how it is kept out: the PDF's
 * creation date is fixed; the SVG's ids count all surfaces of the process, and are renumbered. */
#include "report/surface.h"

#include "util/input_error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Draws onto `surface`, finishes and destroys it. */
static cairo_status_t
draw_onto (cairo_surface_t *surface, const Chart *chart, double width, double height)
{
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  chart_draw (chart, cr, width, height);
  status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

static gboolean
report_status (cairo_status_t status, const Chart *chart, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  return input_error (error, chart->title, 0, "enough memory for a chart of this size",
                      "cannot be drawn: %s", cairo_status_to_string (status));
}

static gboolean
render_png (const Chart *chart, double width, double height, GByteArray *bytes, GError **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (
    CAIRO_FORMAT_RGB24, (int) (width * SURFACE_PNG_SCALE), (int) (height * SURFACE_PNG_SCALE));
  cairo_status_t status;

  cairo_surface_set_device_scale (surface, SURFACE_PNG_SCALE, SURFACE_PNG_SCALE);
  status = draw_onto (surface, chart, width, height);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  return report_status (status, chart, error);
}

static gboolean
render_pdf (const Chart *chart, double width, double height, GByteArray *bytes, GError **error)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, width, height);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, chart->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "berth");
  status = draw_onto (surface, chart, width, height);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return report_status (status, chart, error);
}

/* The words that cairo begins counted ids with. */
static const char *const counted[] = { "surface", "image",  "mask",  "source",
                                       "pattern", "linear", "radial" };

/* Length of the counted id at `text` (`image5"`, `mask3)`), and of its word; 0 where there is
 * none. */
static gsize
counted_id (const char *text, const char *end, gsize *ret_word)
{
  for (guint i = 0; i < G_N_ELEMENTS (counted); i++) {
    gsize word = strlen (counted[i]), n = word;

    if ((gsize) (end - text) <= word || memcmp (text, counted[i], word) != 0)
      continue;
    while (text + n < end && g_ascii_isdigit (text[n]))
      n++;
    if (n == word || text + n == end || (text[n] != '"' && text[n] != ')'))
      continue;
    *ret_word = word;
    return n;
  }
  return 0;
}

/* Copies `svg` with every counted id renumbered in order of its first appearance. Ids stand in
 * id="image5", href="#image5" and url(#image5): a quote or # comes before. Text of ours is not
 * in the file (glyphs are outlines), and pictures are base64, which has no quotes. */
static void
renumber_ids (const GByteArray *svg, GByteArray *ret)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *text = (const char *) svg->data, *end = text + svg->len, *copied = text;

  for (const char *at = text; at < end; at++) {
    gsize word, length = *at == '"' || *at == '#' ? counted_id (at + 1, end, &word) : 0;
    g_autofree char *id = NULL;
    g_autofree char *fresh = NULL;

    if (length == 0)
      continue;
    id = g_strndup (at + 1, length);
    if (!g_hash_table_contains (numbers, id))
      g_hash_table_insert (numbers, g_strdup (id),
                           GUINT_TO_POINTER (g_hash_table_size (numbers) + 1));
    fresh = g_strdup_printf ("%u", GPOINTER_TO_UINT (g_hash_table_lookup (numbers, id)));
    g_byte_array_append (ret, (const guint8 *) copied, (guint) (at + 1 + word - copied));
    g_byte_array_append (ret, (const guint8 *) fresh, (guint) strlen (fresh));
    copied = at + 1 + length;
    at += length;
  }
  g_byte_array_append (ret, (const guint8 *) copied, (guint) (end - copied));
}

static gboolean
render_svg (const Chart *chart, double width, double height, GByteArray *bytes, GError **error)
{
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append, raw, width, height);
  cairo_status_t status;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  status = draw_onto (surface, chart, width, height);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (!report_status (status, chart, error))
    return FALSE;
  renumber_ids (raw, bytes);
  return TRUE;
}

static const SurfaceFormat formats[] = {
  { .name = "svg",
    .summary = "vector graphics, for web pages and documents",
    .render = render_svg },
  { .name = "png", .summary = "pixels, two per px", .render = render_png },
  { .name = "pdf", .summary = "vector graphics, for print and slides", .render = render_pdf },
};

const SurfaceFormat *
surface_format_table (guint *ret_count)
{
  *ret_count = G_N_ELEMENTS (formats);
  return formats;
}

const SurfaceFormat *
surface_format_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].name, name) == 0)
      return &formats[i];
  return NULL;
}

GByteArray *
surface_render (const Chart *chart, const SurfaceFormat *format, double width, double height,
                GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (height <= 0)
    height = MIN (chart_default_height (chart, width), SURFACE_MAX_SIZE);
  if (!format->render (chart, width, height, bytes, error))
    return NULL;
  return g_steal_pointer (&bytes);
}
