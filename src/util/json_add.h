/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members added to the object that a JsonBuilder is at. */
#pragma once

#include <json-glib/json-glib.h>

/* NULL: null. */
void json_add_text (JsonBuilder *builder, const char *name, const char *text);
/* As an array; NULL-terminated. */
void json_add_texts (JsonBuilder *builder, const char *name, char *const *texts);
void json_add_count (JsonBuilder *builder, const char *name, guint64 count);
void json_add_flag (JsonBuilder *builder, const char *name, gboolean flag);
/* What is not finite: null. */
void json_add_number (JsonBuilder *builder, const char *name, double value);
/* The same as an element of an array. */
void json_add_value (JsonBuilder *builder, double value);
/* The caller ends it. */
void json_add_array (JsonBuilder *builder, const char *name);
