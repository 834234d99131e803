/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All entries that make up a scenario: the file, what it includes, what the command line sets.
 *
 * An included file is a base: its entries come first, and those of the file that includes it take
 * their place where they name the same key of the same group. Overrides take any entry's place.
 * An entry that is replaced keeps its place in the order.
 *
 * Where the file is a trace (and is not called .scenario), it stands for a scenario with nothing but
 * `[workload] trace`: then no scenario file is read. */
#pragma once

#include "scenario/key_lines.h"
#include "scenario/override_place.h"

#define SCENARIO_FILE_MAX 1048576
#define INCLUDE_DEPTH_MAX 8

typedef struct {
  GPtrArray *list;         /* of Entry *, owned */
  GHashTable *index;       /* "group" or "group\nkey" -> Entry */
  char *text;              /* of the scenario file itself */
  GPtrArray *files;        /* paths of the files read, the scenario first; of a trace, none */
  GPtrArray *file_names;   /* the same as they were named */
} Entries;

/* overrides: NULL-terminated `group.key=value`, or NULL; places: as many, or NULL where all are the
 * command line's. NULL with an INPUT_ERROR. */
Entries *entries_load (const char *path, const char *const *overrides,
                       const OverridePlace *places, GError **error);
void entries_free (Entries *entries);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entries, entries_free)

/* key NULL: the group's header. NULL where there is none. */
const Entry *entries_find (const Entries *entries, const char *group, const char *key);

/* Refuses a key for what its entry, or another one, has made of it. FALSE. */
gboolean entries_refuse (const Entries *entries, const char *group, const char *key,
                         GError **error, const char *expected, const char *what);

/* `GROUP.KEY`: the group ends at the first dot; that of machines or of a user at the last, for its
 * name may hold some. FALSE where either is missing. The caller frees both. */
gboolean entry_split_name (const char *name, char **ret_group, char **ret_key);

/* What a path in an entry means from where we are. The caller frees. */
char *entry_resolve_path (const Entry *entry, const char *path);
