/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in sentences and tables of a page. The caller frees all that is returned. */
#pragma once

#include <glib.h>

/* "1,234". */
char *words_count (double value);
/* "1,234 tasks", "1 task", "no task"; plural NULL: the word and an s. */
char *words_things (double value, const char *singular, const char *plural);
/* 0.123 is "12.3 %", which no line breaks. NaN is "–", as everywhere here. */
char *words_percent (double fraction);
/* "3h 5m", of seconds. */
char *words_seconds (double seconds);
/* As short as %.4g, thousands apart. */
char *words_number (double value);
