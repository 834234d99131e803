/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as others write it. json-glib makes the tree; what would hurt it is refused before: arrays and
 * objects nested without end, into which it descends by recursion, and more than one value, of which
 * it keeps the last and loses the others. So are comments, strings in single quotes and escapes that JSON
 * has not. */
#pragma once

#include <json-glib/json-glib.h>

#define JSON_DEPTH_MAX 100

/* Parses an object or an array. display names the file in messages. FALSE with an INPUT_ERROR. */
gboolean json_parse_text (JsonParser *parser, const char *display, const char *text, gsize length,
                          GError **error);
/* What json-glib makes of it, which the caller has looked through; the text begins on that line of the
 * file. */
gboolean json_parse_checked (JsonParser *parser, const char *display, guint line, const char *text,
                             gsize length, GError **error);
/* The first, of a file. */
gboolean json_parse_file (JsonParser *parser, const char *path, GError **error);

/* What was parsed, where that is an object; NULL: it is none. It belongs to the parser. */
JsonObject *json_parsed_object (JsonParser *parser);
