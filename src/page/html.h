/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes HTML in which nothing is unescaped by accident.
 *
 * Names of elements and attributes are literals of the program; every text and every value of an
 * attribute is escaped here and nowhere else. What traces and scenarios say may be any bytes: what is
 * no UTF-8, and control characters, become U+FFFD. The one way around is html_embed(), for what this
 * program made itself.
 *
 * Elements close in the order in which they were opened: a writer that is freed or finished with open
 * elements is a fault of the program. */
#pragma once

#include <glib.h>

typedef struct Html Html;

Html *html_new (void);
void html_free (Html *html);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Html, html_free)

/* <tag name="value" …>; attributes are pairs of const char *, NULL at the end. A value of NULL leaves
 * its attribute out, "" writes the name alone. The tag must stay as long as the element is open. */
void html_open (Html *html, const char *tag, ...) G_GNUC_NULL_TERMINATED;
void html_close (Html *html);
/* An element that has no content and is never closed, such as <meta>. */
void html_void (Html *html, const char *tag, ...) G_GNUC_NULL_TERMINATED;

/* Text, escaped. NULL is no text. */
void html_text (Html *html, const char *text);
void html_textf (Html *html, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* An element with nothing but text in it. */
void html_element (Html *html, const char *tag, const char *class_name, const char *text);
void html_elementf (Html *html, const char *tag, const char *class_name, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

/* Bytes as they are: style, script and drawings of this program, never anything that was read. */
void html_embed (Html *html, const char *bytes, gsize length);

/* All that was written; the caller frees. The writer is empty then. */
char *html_steal (Html *html, gsize *ret_length);
