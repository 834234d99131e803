/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A summary as a short table for people. */
#pragma once

#include <glib.h>

/* From the text of summary.json. The caller frees; NULL and *error when it is no JSON. */
char *closing_table (const char *summary_json, GError **error);
