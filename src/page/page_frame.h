/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all pages have around their content: the head with style and content policy, and the script. */
#pragma once

#include "page/html.h"

/* Opens <html> and <body>. */
void page_begin (Html *html, const char *title);
/* Closes both. */
void page_end (Html *html);
