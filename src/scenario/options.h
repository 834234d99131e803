/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of what a scenario may say. It drives reading, messages, the manual page,
 * docs/scenarios.md, docs/policies.md and completion. */
#pragma once

#include "scenario/presets.h"
#include "scenario/settings.h"

typedef struct Option Option;

/* One value being read. On failure a hook sets what and, where the option's own words would be too
 * general, expected; the caller frees both. */
typedef struct {
  const Option *option;
  const Entry *entry;     /* the defaults' has neither file nor line */
  Settings *settings;
  char *what;
  char *expected;
} OptionInput;

/* A kind of value. */
typedef struct {
  const char *name;       /* "whole number" */
  /* Writes *field; FALSE with input->what otherwise. */
  gboolean (*parse) (OptionInput *input, const char *text, gpointer field);
  /* What a value must be, for people; the caller frees. */
  char *(*describe) (const Option *option);
} OptionType;

struct Option {
  const char *key;             /* or, with any_key, what the key stands for: "PATH" */
  gboolean any_key;
  const OptionType *type;
  gsize offset;                /* of the field: in Settings, or what a named group's make() makes */
  gint64 min, max;             /* numbers and times */
  const char *const *choices;
  const char *none;            /* this word instead of a value means "none" */
  int kind;                    /* PolicyKind of policies */
  const char *const *read_by;  /* policies that read it, "score spread"; "score": whichever it is */
  const char *fallback;        /* parsed before the file is; NULL: unset */
  const char *fallback_note;   /* said of the default where fallback does not say it */
  const char *help;
};

typedef struct {
  const char *name;            /* "scheduler"; of a named group its first word */
  const char *argument;        /* [machines NAME]: "NAME"; else NULL */
  const char *help;
  const Option *options;       /* up to one whose key is NULL */
  /* The value of this key, where it names a preset, stands for more keys of the group; may be NULL. */
  const char *preset;
  /* Of a named group: which ones; NULL where the value is no preset. */
  const PresetKey *(*preset_keys) (const char *value);
  /* Checks what only the group as a whole can show; may be NULL. */
  gboolean (*finish) (Settings *settings, const Entries *entries, GError **error);
  /* Of a named group: what it names, where Settings list those there are, and how one more is put
   * at the end of that list. */
  const char *what;            /* "machines" */
  gboolean is_path;            /* what names it is no plain name, but a user's path */
  gsize list;
  NamedGroup *(*make) (Settings *settings);
} OptionGroup;

extern const OptionGroup option_groups[];   /* up to one whose name is NULL */

const OptionGroup *option_group_find (const char *group);
/* A key's row, an any_key one last; NULL when the group has neither. */
const Option *option_find (const OptionGroup *group, const char *key);

extern const Option vary_options[];         /* the rows of [vary] */

NamedGroup *machine_group_new (Settings *settings);
NamedGroup *scheduler_group_new (Settings *settings);
NamedGroup *generate_group_new (Settings *settings);

/* Refuses: sets input->what (printf) and input->expected (taken over, may be NULL). FALSE. */
gboolean option_refuse (OptionInput *input, char *expected, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* The reference page of all groups and keys, in Markdown. The caller frees. */
char *options_reference (void);
/* That of berth's own policies: each with its formula, its source, and the options it reads. */
char *policies_reference (void);
