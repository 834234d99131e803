/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/table.h"

#include <math.h>

static void
begin (Html *html, const char *class_name, const char *caption, const char *const *heads)
{
  html_open (html, "div", "class", "scroll", "tabindex", "0", NULL);
  html_open (html, "table", "class", class_name, NULL);
  html_element (html, "caption", NULL, caption);
  html_open (html, "thead", NULL);
  html_open (html, "tr", NULL);
  for (guint i = 0; heads[i] != NULL; i++) {
    html_open (html, "th", "scope", "col", NULL);
    html_text (html, heads[i]);
    html_close (html);
  }
  html_close (html);
  html_close (html);
  html_open (html, "tbody", NULL);
}

void
table_begin (Html *html, const char *caption, const char *const *heads)
{
  begin (html, "sortable", caption, heads);
}

void
table_begin_files (Html *html, const char *caption)
{
  static const char *const heads[] = { "File", "SHA-256", NULL };

  begin (html, "hashes", caption, heads);
}

void
table_file (Html *html, const char *name, const char *sha256)
{
  html_open (html, "tr", NULL);
  html_element (html, "td", NULL, name);
  html_element (html, "td", "hash", sha256);
  html_close (html);
}

void
table_end (Html *html)
{
  html_close (html);
  html_close (html);
  html_close (html);
}

void
table_name (Html *html, const char *name)
{
  html_open (html, "th", "scope", "row", NULL);
  html_text (html, name);
  html_close (html);
}

void
table_text (Html *html, const char *text)
{
  html_element (html, "td", "text", text);
}

void
table_number (Html *html, double value, char *words)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  html_open (html, "td", "data-v",
             isnan (value) ? NULL : g_ascii_dtostr (number, sizeof number, value), NULL);
  html_text (html, words);
  html_close (html);
  g_free (words);
}
