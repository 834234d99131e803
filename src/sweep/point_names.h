/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the points of a sweep are called: names of folders that people can read, each once. */
#pragma once

#include <glib.h>

/* For each key (NULL-terminated) the shortest of its ends that tells it from the others: order for
 * scheduler.order, but cpu.count and gpu.count where both are varied. NULL-terminated; the caller
 * frees. */
GStrv point_names_shorten (const char *const *keys);

/* `order=drf,seed=3`, behind scenario (may be NULL) and a comma. values: by key, NULL: left out. What
 * could be misread in a path is replaced by `-`; of paths, the last part is taken. Names that are in
 * `taken` already get `~2`, `~3` …; the name is added to it. The caller frees. */
char *point_name (const char *scenario, const char *const *short_keys, const char *const *values,
                  GHashTable *taken);
