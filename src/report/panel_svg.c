/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cairo writes a whole document; what is wanted of it is what stands in its <svg> element. */
#include "report/panel_svg.h"

#include "report/chart_kind.h"
#include "util/input_error.h"

#include <cairo-svg.h>
#include <string.h>

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw (GByteArray *document, const ChartPanel *panel, const ChartFrame *frame)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append, document,
                                                                  frame->plot.width,
                                                                  frame->plot.height);
  ChartFrame own = *frame;
  cairo_status_t status;

  own.cr = cairo_create (surface);
  panel->kind->draw (panel, &own);
  status = cairo_status (own.cr);
  cairo_destroy (own.cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

/* The number of the id that begins at `text`, as 5 in `image5"`; its word's length in ret_word. The
 * word is 0 long where there is no such id. */
static const char *
id_number (const char *text, const char *end, gsize *ret_word)
{
  const char *at = text;

  while (at < end && (g_ascii_isalpha (*at) || *at == '-' || *at == '_'))
    at++;
  *ret_word = (gsize) (at - text);
  while (at < end && g_ascii_isdigit (*at))
    at++;
  return at;
}

/* Do the bytes before `at` begin an id or point to one? */
static gboolean
at_id (const char *start, const char *at)
{
  static const char *const before[] = { " id=\"", "href=\"#", "url(#" };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++) {
    gsize length = strlen (before[i]);

    if ((gsize) (at - start) >= length && memcmp (at - length, before[i], length) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Copies text with each id behind `prefix` and numbered in order of first appearance: cairo counts
 * all surfaces of the process. */
static void
append_with_ids (GByteArray *out, const char *text, const char *end, const char *prefix)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *copied = text;

  for (const char *at = text; at < end; at++) {
    g_autofree char *id = NULL;
    g_autofree char *fresh = NULL;
    const char *behind;
    gsize word;

    if ((*at != 's' && *at != 'i' && *at != 'm' && *at != 'p' && *at != 'c' && *at != 'l')
        || !at_id (text, at))
      continue;
    behind = id_number (at, end, &word);
    if (behind == at + word)
      continue;
    id = g_strndup (at, (gsize) (behind - at));
    if (!g_hash_table_contains (numbers, id))
      g_hash_table_insert (numbers, g_strdup (id),
                           GUINT_TO_POINTER (g_hash_table_size (numbers) + 1));
    fresh = g_strdup_printf ("%s-%u", prefix, GPOINTER_TO_UINT (g_hash_table_lookup (numbers, id)));
    g_byte_array_append (out, (const guint8 *) copied, (guint) (at - copied));
    g_byte_array_append (out, (const guint8 *) fresh, (guint) strlen (fresh));
    copied = behind;
    at = behind - 1;
  }
  g_byte_array_append (out, (const guint8 *) copied, (guint) (end - copied));
}

/* What stands between <svg …> and </svg>. */
static void
find_content (const GByteArray *document, const char **ret_start, const char **ret_end)
{
  const char *text = (const char *) document->data;
  const char *tag = g_strstr_len (text, (gssize) document->len, "<svg");
  const char *start = tag == NULL ? NULL : memchr (tag, '>', document->len - (gsize) (tag - text));
  const char *end = g_strrstr_len (text, (gssize) document->len, "</svg>");

  *ret_start = start != NULL && end != NULL ? start + 1 : text;
  *ret_end = start != NULL && end != NULL ? end : text;
}

GByteArray *
panel_svg (const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y, double width,
           double height, const char *prefix, GError **error)
{
  g_autoptr (GByteArray) document = g_byte_array_new ();
  GByteArray *svg;
  ChartFrame frame = { .x = x, .y = y, .plot = { 0, 0, width, height } };
  cairo_status_t status = draw (document, panel, &frame);
  g_autofree char *open = NULL;
  const char *start, *end;

  if (status != CAIRO_STATUS_SUCCESS) {
    input_error (error, panel->title, 0, "enough memory for a chart of this size",
                 "cannot be drawn: %s", cairo_status_to_string (status));
    return NULL;
  }
  find_content (document, &start, &end);
  svg = g_byte_array_new ();
  open = g_strdup_printf ("<svg class=\"ink\" viewBox=\"0 0 %.0f %.0f\" "
                          "preserveAspectRatio=\"none\" aria-hidden=\"true\">",
                          width, height);
  g_byte_array_append (svg, (const guint8 *) open, (guint) strlen (open));
  append_with_ids (svg, start, end, prefix);
  g_byte_array_append (svg, (const guint8 *) "</svg>", 6);
  return svg;
}
