/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a JSON file, one at a time: memory is that of one object, however many there are.
 * Gunzipped when the name ends in .gz.
 *
 * A file is a sequence of JSON values with nothing but white space between them:
 *
 *   an array    its elements, which are objects;
 *   an object   the elements of the array that is its member of the given name, where it has one
 *               (a *list*, as the API of Kubernetes calls it); otherwise the object itself.
 *
 * So JSON lines, one long array, a list, and any of these one behind the other are all read alike.
 * The extent of an object is found by its quotes and brackets; what is within is json-glib's.
 *
 * Refused with INPUT_ERROR: what a ByteSource refuses, what is no JSON, elements that are no
 * objects, brackets more than JSON_ITEMS_DEPTH deep, NUL bytes and text that is not UTF-8, an object
 * (or the rest of a list without its elements) over JSON_ITEMS_BYTES, a file that ends within a
 * value. An error names the line of the fault, and where the file ends too early that on which the
 * value begins. A UTF-8 byte order mark is accepted. A member's name is compared as it is written:
 * one with escapes in it is another name. */
#pragma once

#include <json-glib/json-glib.h>

#define JSON_ITEMS_BYTES (4 * 1024 * 1024)
#define JSON_ITEMS_DEPTH 64

typedef struct JsonItems JsonItems;

/* display names the file in messages. member: that of lists; NULL: every object is one itself. */
JsonItems *json_items_new (const char *path, const char *display, const char *member,
                           GError **error);
void json_items_free (JsonItems *items);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JsonItems, json_items_free)

/* The next object, which is the reader's and valid until the next call. Returns 1 for an object, 0 at
 * the end, -1 with *error set, and then the reader is good for nothing more. */
int json_items_next (JsonItems *items, JsonObject **ret_item, GError **error);

/* The line on which the object just returned begins, from 1. */
guint json_items_line (const JsonItems *items);
/* The list that it is an element of: what stands before its elements, which are not in it; NULL: it is
 * of no list. */
JsonObject *json_items_list (const JsonItems *items);
const char *json_items_display (const JsonItems *items);

/* How much of the file has been taken in, 0 … 1. */
double json_items_progress (const JsonItems *items);
