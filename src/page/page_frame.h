/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all pages have around their content: the head with style and content policy, the script, and
 * sections with links to them. */
#pragma once

#include "page/html.h"

/* Opens <html> and <body>. */
void page_begin (Html *html, const char *title);
/* Closes both. */
void page_end (Html *html);

/* A link to a section, and the section itself with its heading: the caller closes it. */
void page_link_section (Html *html, const char *id, const char *title);
void page_open_section (Html *html, const char *id, const char *title);
