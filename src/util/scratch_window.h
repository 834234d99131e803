/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at a scratch file for somebody who mostly goes from its beginning to its end: rows that follow
 * those that were read last are read many at a time; elsewhere only those that are asked for. */
#pragma once

#include "util/scratch_file.h"

typedef struct {
  const ScratchFile *file;
  gsize row_size;
  gsize ahead; /* rows that are read at once */
  char *rows;
  gsize first, n, room;
} ScratchWindow;

/* The file is in order or ended, and outlives the window. */
void scratch_window_init (ScratchWindow *window, const ScratchFile *file, gsize row_size);
void scratch_window_clear (ScratchWindow *window);
/* n rows from that one on, which must all be there; valid until the next call. NULL and *error. */
gconstpointer scratch_window_get (ScratchWindow *window, gsize first, gsize n, GError **error);
