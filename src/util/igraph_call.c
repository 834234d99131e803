/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/igraph_call.h"

#include "util/input_error.h"

/* igraph may have been built with one handler and one stack of finalizers for all threads: one call
 * at a time. */
static GMutex one_at_a_time;
/* What igraph had to say while it failed. */
static char *complaint;

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
  igraph_error_handler_t *before;
  igraph_error_t status;

  g_mutex_lock (&one_at_a_time);
  before = igraph_set_error_handler (note_complaint);
  status = call (data);
  igraph_set_error_handler (before);
  if (status != IGRAPH_SUCCESS)
    g_set_error (error, INPUT_ERROR, INPUT_ERROR_FILE, "igraph: %s",
                 complaint != NULL ? complaint : igraph_strerror (status));
  g_clear_pointer (&complaint, g_free);
  g_mutex_unlock (&one_at_a_time);
  return status == IGRAPH_SUCCESS;
}
