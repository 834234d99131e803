/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/stop_signals.h"

#include <signal.h>

static gint stop_wanted;

static void
on_stop (int signal_number)
{
  (void) signal_number;
  g_atomic_int_set (&stop_wanted, 1);
}

void
stop_signals_catch (void)
{
  struct sigaction action = { .sa_handler = on_stop, .sa_flags = (int) SA_RESETHAND };

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

const gint *
stop_signals_flag (void)
{
  return &stop_wanted;
}
