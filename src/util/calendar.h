/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as logs write them: local times without a zone. They are taken as they stand, every day having
 * 24 hours: what a clock that was changed repeated or left out is not known. */
#pragma once

#include <glib.h>

/* All of text, as `2020-06-09 18:41:01`, with T for the blank, without a time (midnight), or as seconds
 * since 1970: in microseconds since the beginning of 1970. FALSE: it is no such date. */
gboolean calendar_parse (const char *text, gint64 *ret);
