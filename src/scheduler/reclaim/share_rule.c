/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/reclaim/share_rule.h"

#include "scheduler/order/shares.h"

const char *const reclaim_names[N_RECLAIM_RULES + 1] = { "none", "volcano", "kueue", NULL };

#define MILLION 1000000

gboolean
share_rule_allows (ReclaimRule rule, const OrderKey *taker, const OrderKey *before,
                   const OrderKey *after)
{
  Wide whole = (Wide) after->capacity * (guint32) after->weight;
  switch (rule) {
  case RECLAIM_VOLCANO: /* at most a millionth above */
    if (taker->weight == 0 || after->weight == 0)
      return compare_shares (taker, after) <= 0;
    return fraction_compare ((Wide) taker->amount,
                             (Wide) taker->capacity * (guint32) taker->weight,
                             (Wide) after->amount * MILLION * WEIGHT_ONE + whole,
                             whole * MILLION * WEIGHT_ONE)
           <= 0;
  case RECLAIM_KUEUE:
    return compare_shares (taker, before) < 0;
  case RECLAIM_NONE:
  case N_RECLAIM_RULES:
    break;
  }
  return FALSE;
}
