/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/igraph_call.h"

#include "util/input_error.h"

/* What igraph had to say while it failed; it has one handler a thread, or one for all. */
static _Thread_local char *complaint;

static void
note_complaint (const char *reason, const char *file, int line, igraph_error_t code)
{
  (void) file, (void) line, (void) code;
  g_free (complaint);
  complaint = g_strdup (reason); /* which may stand on the stack itself */
  IGRAPH_FINALLY_FREE ();
}

gboolean
igraph_call (igraph_error_t (*call) (gpointer data), gpointer data, GError **error)
{
  igraph_error_handler_t *before = igraph_set_error_handler (note_complaint);
  igraph_error_t status = call (data);
  igraph_set_error_handler (before);
  if (status == IGRAPH_SUCCESS)
    return TRUE;
  g_set_error (error, INPUT_ERROR, INPUT_ERROR_FILE, "igraph: %s",
               complaint != NULL ? complaint : igraph_strerror (status));
  g_clear_pointer (&complaint, g_free);
  return FALSE;
}
