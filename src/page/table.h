/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of figures that the reader can sort, where each cell has its number beside its words; and of
 * files. */
#pragma once

#include "page/html.h"

/* heads: NULL-terminated. Rows follow, each opened and closed as "tr"; then table_end(). */
void table_begin (Html *html, const char *caption, const char *const *heads);
void table_end (Html *html);

/* Of files and their SHA-256: rows of table_file(), then table_end(). */
void table_begin_files (Html *html, const char *caption);
void table_file (Html *html, const char *name, const char *sha256);

/* The first cell of a row: what the row is about. */
void table_name (Html *html, const char *name);
void table_text (Html *html, const char *text);
/* Takes `words`: what is shown of the number. */
void table_number (Html *html, double value, char *words);
