/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of JSON objects by name, for readers that take some of what a file has. What is absent or
 * null is as if nothing were said; what is there and of another type is a fault. Faults are kept, not
 * returned: a reader asks for all that it wants of an object, and looks once whether that was sound. */
#pragma once

#include <json-glib/json-glib.h>

/* What is being read, and the first fault in it: one of INPUT_ERROR, with file and line. */
typedef struct {
  const char *display;
  guint line;
  GError *fault; /* NULL: none so far */
} JsonReading;

/* Keeps the fault where it is the first. */
void json_fault (JsonReading *reading, const char *expected, const char *what_format, ...)
  G_GNUC_PRINTF (3, 4);
/* TRUE where there is none; otherwise moves it to *error. */
gboolean json_sound (JsonReading *reading, GError **error);

/* Of an object that is NULL, nothing is said. What is returned belongs to it. */
const char *json_get_text (JsonReading *reading, JsonObject *object, const char *member);
JsonObject *json_get_object (JsonReading *reading, JsonObject *object, const char *member);
JsonArray *json_get_array (JsonReading *reading, JsonObject *object, const char *member);
/* min … max; `missing` where nothing is said. */
gint64 json_get_integer (JsonReading *reading, JsonObject *object, const char *member, gint64 min,
                         gint64 max, gint64 missing);
gboolean json_get_boolean (JsonReading *reading, JsonObject *object, const char *member);

/* 0 of NULL. */
guint json_length (JsonArray *array);
/* An element that must be an object or a text; NULL where it is something else, a fault. `what` names
 * it: "an element of attempts". */
JsonObject *json_get_element (JsonReading *reading, JsonArray *array, guint i, const char *what);
const char *json_get_element_text (JsonReading *reading, JsonArray *array, guint i,
                                   const char *what);
