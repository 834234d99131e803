/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/presets.h"

#include <string.h>

/* Default plugins of kube-scheduler 1.36 and their weights, as far as there are policies like them;
 * a queue by priority, then age; nodes sampled where they are scored, but not where pods would be
 * evicted: to look at all of them costs less here. */
static const PresetKey kube_keys[] = {
  { "order", "priority" },
  { "filters", "taints;constraints;topology-spread;affinity" },
  { "scores", "taint-toleration:3;node-affinity:2;topology-spread:2;affinity:2;least-allocated:1;"
              "balanced-change:1" },
  { "sample", "adaptive" },
  { "ties", "random" },
  { "preempt", "kube" },
  { "preempt-within-tier", "true" },
  { NULL, NULL },
};

static const PresetResource kube_resources[]
  = { { "cpu", "100m" }, { "memory", "200MiB" }, { NULL, NULL } };

const Preset presets[] = {
  { "kube", "kube-scheduler 1.36 as it comes: its default plugins and their weights", kube_keys,
    kube_resources },
  { NULL, NULL, NULL, NULL },
};

const char *const preset_names[] = { "none", "kube", NULL };

const Preset *
preset_find (const char *name)
{
  for (const Preset *preset = presets; preset->name != NULL; preset++)
    if (strcmp (preset->name, name) == 0)
      return preset;
  return NULL;
}
