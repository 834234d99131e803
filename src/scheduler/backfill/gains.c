/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/backfill/gains.h"

#define GAINS_MOST 32 /* of one round, apart from one a machine */

typedef struct {
  guint64 version; /* of the gains of which this was so */
  gint64 length, start;
} Vain;

struct Gains {
  GArray *recent, *former; /* of Gain: of this round, and of the one before */
  gint64 end;              /* of all of this pass */
  guint64 version;         /* changes with each that is added */
  Vain *vain;              /* by class: the shortest of whom it is known */
};

Gains *
gains_new (guint classes)
{
  Gains *gains = g_new0 (Gains, 1);
  gains->recent = g_array_new (FALSE, FALSE, sizeof (Gain));
  gains->former = g_array_new (FALSE, FALSE, sizeof (Gain));
  gains->vain = g_new0 (Vain, MAX (classes, 1));
  return gains;
}

void
gains_free (Gains *gains)
{
  g_array_unref (gains->recent);
  g_array_unref (gains->former);
  g_free (gains->vain);
  g_free (gains);
}

void
gains_begin_pass (Gains *gains)
{
  g_array_set_size (gains->recent, 0);
  g_array_set_size (gains->former, 0);
  gains->end = 0;
  gains->version++;
}

void
gains_begin_round (Gains *gains)
{
  GArray *recent = gains->recent;
  gains->recent = gains->former;
  gains->former = recent;
  g_array_set_size (gains->recent, 0);
}

static gboolean
meets (const Gain *gain, gint64 from, gint64 to)
{
  return gain->from <= to && from <= gain->to;
}

void
gains_add (Gains *gains, guint machine, gint64 from, gint64 to)
{
  gboolean full = gains->recent->len >= GAINS_MOST;
  Gain gain = { machine, from, to };
  if (from >= to)
    return;
  gains->version++;
  gains->end = MAX (gains->end, to);
  for (guint i = 0; i < gains->recent->len; i++) {
    Gain *other = &g_array_index (gains->recent, Gain, i);
    if (other->machine != machine || !(full || meets (other, from, to)))
      continue;
    other->from = MIN (other->from, from);
    other->to = MAX (other->to, to);
    return;
  }
  g_array_append_val (gains->recent, gain);
}

const Gain *
gains_get (const Gains *gains, guint i)
{
  if (i < gains->former->len)
    return &g_array_index (gains->former, Gain, i);
  i -= gains->former->len;
  return i < gains->recent->len ? &g_array_index (gains->recent, Gain, i) : NULL;
}

gboolean
gains_are_vain (const Gains *gains, guint task_class, gint64 length, gint64 start)
{
  const Vain *vain = &gains->vain[task_class];
  return vain->version == gains->version && length >= vain->length && start >= vain->start
         && start - gains->end >= vain->length;
}

void
gains_note_vain (Gains *gains, guint task_class, gint64 length, gint64 start)
{
  Vain *vain = &gains->vain[task_class];
  if (start >= gains->end && (vain->version != gains->version || length < vain->length))
    *vain = (Vain){ gains->version, length, start };
}
