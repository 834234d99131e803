/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.css and page.js as text of the program; assets.c is made from them by the makefile. */
#pragma once

extern const char page_css[], page_js[];
