/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `[scheduler] preset`: keys of [scheduler] that together make another scheduler of this one. Each is
 * still replaced by the scenario's own. */
#pragma once

#include <glib.h>

typedef struct {
  const char *key, *value;
} PresetKey;

typedef struct {
  const char *name;
  const char *assumed;
} PresetResource;

typedef struct {
  const char *name;
  const char *summary;
  const PresetKey *keys; /* up to one whose key is NULL */
  /* The resources of the scheduler, and what it assumes of a task that asks for none: they count 1 in
   * resource-weights, all others 0. Of a cell that has none of them, all count. Up to one whose name
   * is NULL. */
  const PresetResource *resources;
} Preset;

extern const Preset presets[];           /* up to one whose name is NULL */
extern const char *const preset_names[]; /* `none` first; NULL-terminated */

/* NULL when there is none of that name. */
const Preset *preset_find (const char *name);
