/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the JSON of explanations. Amounts and times are in the units of the result files: cores, MiB,
 * devices; seconds. Objects are the caller's. */
#pragma once

#include "explain/waiting.h"

#include <json-glib/json-glib.h>

void json_set_seconds (JsonObject *object, const char *name, gint64 time);
/* Takes the text. */
void json_set_text (JsonObject *object, const char *name, char *text);
void json_set_amount (JsonObject *object, const char *name, const Moment *moment, guint resource,
                      Total amount);
/* Amounts that are not 0, by resource. */
JsonObject *json_amounts_object (const Moment *moment, const Amounts *amounts);
void json_set_class (JsonObject *object, const Moment *moment, const TaskClass *class);
JsonObject *json_rule_object (const Moment *moment, const TopologyTie *tie);
JsonObject *json_choice_object (const Moment *moment, const Choice *choice);
JsonObject *json_waiting_object (const Moment *moment, const Waiting *waiting);
