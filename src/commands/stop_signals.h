/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl-C: the first one asks the work to end in good order, the second ends the process. */
#pragma once

#include <glib.h>

/* From here on SIGINT and SIGTERM set *stop_signals_flag() to 1 (atomically), once each. */
void stop_signals_catch (void);
const gint *stop_signals_flag (void);

static inline gboolean
stop_signals_came (void)
{
  return g_atomic_int_get (stop_signals_flag ()) != 0;
}
