/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of policies: what `[scheduler]` may name, and what `berth policies` shows. Berth's own
 * come first, then those of plugins (scheduler/plugins.h). */
#pragma once

#include <glib.h>

typedef enum {
  POLICY_ORDER,
  POLICY_FILTER,
  POLICY_SCORE,
  POLICY_PREEMPT,
  POLICY_DEVICES,
  N_POLICY_KINDS
} PolicyKind;

extern const char *const policy_kind_names[N_POLICY_KINDS + 1]; /* "order", …; NULL-terminated */

/* Names of a kind in table order, NULL-terminated, static. From then on its table is closed. */
const char *const *policy_names (PolicyKind kind);
/* One line for the name; NULL when there is no such policy. */
const char *policy_summary (PolicyKind kind, const char *name);
/* Formula and source, a few lines of plain text; NULL when there is none to tell. */
const char *policy_details (PolicyKind kind, const char *name);
/* The plugin's file, as it was given; NULL for one of berth's own, and when there is none. */
const char *policy_origin (PolicyKind kind, const char *name);
