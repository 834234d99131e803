/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a run: nested objects, built key by key. Keys keep the order in which they were
 * first set, numbers are the shortest that read back as the same double, so equal runs give equal
 * bytes.
 *
 * A key is a dotted path, "utilization.cpu.allocated_mean"; objects on the way are made. */
#pragma once

#include <glib.h>

typedef struct Summary Summary;

Summary *summary_new (void);
void summary_free (Summary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Summary, summary_free)

/* An empty object: fixes the order of groups that are filled later. */
void summary_object (Summary *summary, const char *key_format, ...) G_GNUC_PRINTF (2, 3);
void summary_integer (Summary *summary, gint64 value, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
/* NaN and infinities become null. */
void summary_number (Summary *summary, double value, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
/* Microseconds, written in seconds. */
void summary_seconds (Summary *summary, gint64 microseconds, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
void summary_text (Summary *summary, const char *value, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
void summary_boolean (Summary *summary, gboolean value, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
void summary_null (Summary *summary, const char *key_format, ...) G_GNUC_PRINTF (2, 3);

/* All of it as indented JSON with a newline at the end; the caller frees. */
char *summary_to_json (const Summary *summary);
