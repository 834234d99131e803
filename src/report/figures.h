/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a summary by dotted key, such as `utilization.cpu.allocated_mean`. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* The node, or NULL when there is none. A key may itself hold dots in no part. */
JsonNode *figures_find (JsonNode *root, const char *key);
/* A number by key; FALSE, without touching *ret, when there is none or it is null. */
gboolean figures_number (JsonNode *root, const char *key, double *ret);
/* The object by key, or NULL. */
JsonObject *figures_object (JsonNode *root, const char *key);
/* Every dotted key that leads to a number or null, in order; NULL-terminated, the caller frees. */
GStrv figures_keys (JsonNode *root);
