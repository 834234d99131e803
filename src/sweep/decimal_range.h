/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `FROM..TO [step STEP]`: decimal numbers at equal distances, in exact arithmetic. Each is written
 * with as many decimals as it needs, and no fewer than FROM has: 0.5..1.5 step 0.25 is 0.5, 0.75,
 * 1.0, 1.25, 1.5. TO is among them where a step reaches it. */
#pragma once

#include <glib.h>

/* Are there two numbers with `..` between them, and perhaps a step? Other texts are no ranges. */
gboolean decimal_range_is (const char *text);

/* Appends the numbers (char *, owned by ret) of a text that is one. FALSE, with *ret_reason (static
 * text) and nothing appended: it runs backwards, the step is not above 0, they are more than `most`,
 * or have more digits than fit. */
gboolean decimal_range_expand (const char *text, guint most, GPtrArray *ret,
                               const char **ret_reason);
