/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/scratch_window.h"

#define WINDOW_SIZE (1 << 14) /* bytes */

void
scratch_window_init (ScratchWindow *window, const ScratchFile *file, gsize row_size)
{
  *window = (ScratchWindow){ .file = file, .row_size = row_size, .ahead = WINDOW_SIZE / row_size };
}

void
scratch_window_clear (ScratchWindow *window)
{
  g_clear_pointer (&window->rows, g_free);
}

static gboolean
fill (ScratchWindow *window, gsize first, gsize n, GError **error)
{
  gsize end = window->first + window->n;
  if (first >= window->first && first < end + window->ahead)
    n = MAX (n, MIN (window->ahead, scratch_file_rows (window->file) - first));
  if (n > window->room) {
    window->room = n;
    window->rows = g_realloc (window->rows, n * window->row_size);
  }
  window->n = 0;
  if (!scratch_file_read (window->file, first, n, window->rows, error))
    return FALSE;
  window->first = first;
  window->n = n;
  return TRUE;
}

gconstpointer
scratch_window_get (ScratchWindow *window, gsize first, gsize n, GError **error)
{
  if ((first < window->first || first + n > window->first + window->n)
      && !fill (window, first, n, error))
    return NULL;
  return window->rows + (first - window->first) * window->row_size;
}
