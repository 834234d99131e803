/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words as numbers: attribute keys and values, zones, racks and taints are interned at load, so
 * that matching compares integers. A Labels table is built while loading and read-only afterwards.
 */
#pragma once

#include <glib.h>

#define LABEL_NONE 0u /* no value; every real label is above */

typedef struct Labels Labels;

Labels *labels_new (void);
void labels_free (Labels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Labels, labels_free)

/* The label of text, made if new. */
guint labels_intern (Labels *labels, const char *text);
/* The label of text, or LABEL_NONE. */
guint labels_find (const Labels *labels, const char *text);
const char *labels_text (const Labels *labels, guint label);
/* TRUE and the value when the label's text is a decimal integer. */
gboolean labels_integer (const Labels *labels, guint label, gint64 *ret);
