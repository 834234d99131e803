/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/backfill/gains.h"

#define GAINS_MOST 32 /* apart from one a machine */

GArray *
gains_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Gain));
}

static gboolean
meet (const Gain *gain, gint64 from, gint64 to)
{
  return gain->from <= to && from <= gain->to;
}

void
gains_add (GArray *gains, guint machine, gint64 from, gint64 to)
{
  gboolean full = gains->len >= GAINS_MOST;
  if (from >= to)
    return;
  for (guint i = 0; i < gains->len; i++) {
    Gain *gain = &g_array_index (gains, Gain, i);
    if (gain->machine != machine || !(full || meet (gain, from, to)))
      continue;
    gain->from = MIN (gain->from, from);
    gain->to = MAX (gain->to, to);
    return;
  }
  Gain gain = { machine, from, to };
  g_array_append_val (gains, gain);
}
