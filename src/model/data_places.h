/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the input of tasks is: names joined by `;`, of machines, racks, zones or switches. */
#pragma once

#include "model/labels.h"

/* *ret becomes an array of guint, labels in order of the text; NULL where that is blank. On failure
 * FALSE and *ret_reason, which the caller frees. */
gboolean data_places_parse (const char *text, Labels *labels, GArray **ret, char **ret_reason);
