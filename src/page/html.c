/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/html.h"

#include <string.h>

struct Html {
  GString *out;
  GPtrArray *open; /* of const char *: tags, the innermost last */
};

Html *
html_new (void)
{
  Html *html = g_new0 (Html, 1);

  html->out = g_string_new (NULL);
  html->open = g_ptr_array_new ();
  return html;
}

void
html_free (Html *html)
{
  if (html == NULL)
    return;
  g_string_free (html->out, TRUE);
  g_ptr_array_unref (html->open);
  g_free (html);
}

static const char *
escape_of (gunichar c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return NULL;
  }
}

/* What HTML has no character for: all controls but those that are white space. */
static gboolean
is_forbidden (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);
}

static void
append_escaped (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *copied = valid;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    const char *instead = is_forbidden (c) ? "\xef\xbf\xbd" : escape_of (c);

    if (instead == NULL)
      continue;
    g_string_append_len (out, copied, at - copied);
    g_string_append (out, instead);
    copied = g_utf8_next_char (at);
  }
  g_string_append (out, copied);
}

static void
append_tag (Html *html, const char *tag, va_list attributes)
{
  const char *name;

  g_string_append_printf (html->out, "<%s", tag);
  while ((name = va_arg (attributes, const char *)) != NULL) {
    const char *value = va_arg (attributes, const char *);

    if (value == NULL)
      continue;
    g_string_append_printf (html->out, " %s", name);
    if (*value == '\0')
      continue;
    g_string_append (html->out, "=\"");
    append_escaped (html->out, value);
    g_string_append_c (html->out, '"');
  }
  g_string_append_c (html->out, '>');
}

void
html_open (Html *html, const char *tag, ...)
{
  va_list attributes;

  va_start (attributes, tag);
  append_tag (html, tag, attributes);
  va_end (attributes);
  g_ptr_array_add (html->open, (gpointer) tag);
}

void
html_void (Html *html, const char *tag, ...)
{
  va_list attributes;

  va_start (attributes, tag);
  append_tag (html, tag, attributes);
  va_end (attributes);
}

/* Cells and rows are many, and end where the next begins. */
static gboolean
closes_itself (const char *tag)
{
  return strcmp (tag, "td") == 0 || strcmp (tag, "th") == 0 || strcmp (tag, "tr") == 0;
}

void
html_close (Html *html)
{
  const char *tag;

  g_assert (html->open->len > 0);
  tag = g_ptr_array_remove_index (html->open, html->open->len - 1);
  if (closes_itself (tag))
    return;
  g_string_append_printf (html->out, "</%s>", tag);
}

void
html_text (Html *html, const char *text)
{
  if (text != NULL)
    append_escaped (html->out, text);
}

void
html_textf (Html *html, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  append_escaped (html->out, text);
}

void
html_element (Html *html, const char *tag, const char *class_name, const char *text)
{
  html_open (html, tag, "class", class_name, NULL);
  html_text (html, text);
  html_close (html);
}

void
html_elementf (Html *html, const char *tag, const char *class_name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  html_element (html, tag, class_name, text);
}

void
html_embed (Html *html, const char *bytes, gsize length)
{
  g_string_append_len (html->out, bytes, (gssize) length);
}

char *
html_steal (Html *html, gsize *ret_length)
{
  GString *out = g_steal_pointer (&html->out);

  g_assert (html->open->len == 0);
  html->out = g_string_new (NULL);
  if (ret_length != NULL)
    *ret_length = out->len;
  return g_string_free (out, FALSE);
}
