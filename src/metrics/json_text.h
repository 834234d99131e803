/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json-glib trees as text: two columns of indentation, members in the order in which they were set,
 * doubles as short as they can be (json-glib's own writer prints seventeen digits). */
#pragma once

#include <json-glib/json-glib.h>

/* With a newline at the end; the caller frees. */
char *json_text (JsonNode *root);
