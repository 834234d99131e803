/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in what people give us: one line that says where, what, and what was expected.
 *
 * Every error that a file, an option or the environment can cause is a GError of INPUT_ERROR
 * whose message reads `FILE:LINE: what; expected …` (no line: `FILE: …`). Commands print it behind
 * "berth: ". */
#pragma once

#include <glib.h>

#define INPUT_ERROR (input_error_quark ())
GQuark input_error_quark (void);

typedef enum {
  INPUT_ERROR_SYNTAX, /* what was read makes no sense */
  INPUT_ERROR_FILE,   /* it cannot be read or written at all */
  INPUT_ERROR_FULL,   /* there is no room to write it: what is written next fails as well */
} InputErrorCode;

/* Sets *error, with INPUT_ERROR_SYNTAX. file is shown as given; line 0 means "no line". what and
 * expected are printed as they are, after control characters and overlong text (over 200 bytes,
 * expected over 600: the middle goes) are made harmless; expected may be NULL. Always returns
 * FALSE, so that a reader can `return input_error (…)`. */
gboolean input_error (GError **error, const char *file, guint line, const char *expected,
                      const char *what_format, ...) G_GNUC_PRINTF (5, 6);

/* The same for a file that cannot be read or written at all: `FILE: what`, INPUT_ERROR_FILE. */
gboolean input_error_file (GError **error, const char *file, const char *what_format, ...)
  G_GNUC_PRINTF (3, 4);

/* The same for a file that cannot be written, by errno: INPUT_ERROR_FULL where the disk, a quota or a
 * limit is exhausted. */
gboolean input_error_write (GError **error, const char *file, int code);

/* "expected" texts with the nearest known name: `one of a, b, c` and, where given is close to one
 * of them, `; did you mean 'b'?`. names is NULL-terminated. The caller frees. */
char *input_expected_one_of (const char *given, const char *const *names);

/* The member of names nearest to given by edit distance (at most a third of given's length, at
 * least 1; case does not count; the first of equals), or NULL. */
const char *input_nearest (const char *given, const char *const *names);
