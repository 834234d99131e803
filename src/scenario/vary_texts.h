/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [vary] of a scenario file as it stands there: sweep/vary.h makes values of it. A scenario that is
 * loaded takes no notice of the group. */
#pragma once

#include <glib.h>

typedef struct {
  char *key;           /* "scheduler.order", "seed" */
  char *values;
  const char *file;    /* interned: where it stands, for messages */
  const char *folder;  /* interned: what paths are relative to; NULL: where we are */
  guint line;
} VaryText;

/* A GArray of VaryText in the file's order, overrides (`vary.KEY=VALUES`) included; nothing else of
 * the scenario is checked. NULL with an INPUT_ERROR where the file cannot be read. */
GArray *vary_texts_load (const char *path, const char *const *overrides, GError **error);
