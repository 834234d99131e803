/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told what: for each hook the observers that have it, so that a fact costs nothing to those
 * who do not ask for it. */
#pragma once

#include "simulator/observer.h"

#define LISTENERS_HOOKS(X)                                                                         \
  X (submitted) X (over_quota) X (admitted) X (decided) X (placed) X (finished) X (evicted) X (dropped) X (blocked) X (woken)   \
  X (held) X (regrouped) X (attempt) X (machine) X (passed) X (sample)

typedef struct {
#define LISTENERS_FIELD(hook) GPtrArray *hook; /* of Observer, not owned */
  LISTENERS_HOOKS (LISTENERS_FIELD)
#undef LISTENERS_FIELD
} Listeners;

static inline void
listeners_init (Listeners *listeners)
{
#define LISTENERS_NEW(hook) listeners->hook = g_ptr_array_new ();
  LISTENERS_HOOKS (LISTENERS_NEW)
#undef LISTENERS_NEW
}

static inline void
listeners_clear (Listeners *listeners)
{
#define LISTENERS_UNREF(hook) g_ptr_array_unref (listeners->hook);
  LISTENERS_HOOKS (LISTENERS_UNREF)
#undef LISTENERS_UNREF
}

static inline void
listeners_add (Listeners *listeners, Observer *observer)
{
#define LISTENERS_ADD(hook)                                                                        \
  if (observer->type->hook != NULL)                                                                \
    g_ptr_array_add (listeners->hook, observer);
  LISTENERS_HOOKS (LISTENERS_ADD)
#undef LISTENERS_ADD
}

/* Tells the fact `hook` (listeners, hook, now, arguments…), in the order of listeners_add(). */
#define listeners_tell(listeners, hook, ...)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const GPtrArray *told_ = (listeners)->hook;                                                    \
    for (guint o_ = 0; o_ < told_->len; o_++) {                                                    \
      Observer *observer_ = g_ptr_array_index (told_, o_);                                         \
      observer_->type->hook (observer_, __VA_ARGS__);                                              \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END
