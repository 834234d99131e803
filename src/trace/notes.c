/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/notes.h"

char *
trace_note_text (const TraceNote *note)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s: %" G_GUINT64_FORMAT " (first: ", note->what, note->count);
  if (note->file != NULL)
    g_string_append_printf (text, "%s:%u)", note->file, note->line);
  else
    g_string_append_printf (text, "line %u)", note->line);
  return g_string_free (text, FALSE);
}

void
trace_notes_collect (const TraceNote *notes, GArray *to)
{
  for (; to != NULL && notes->what != NULL; notes++)
    if (notes->count > 0)
      g_array_append_vals (to, notes, 1);
}
