/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [generate NAME] groups: what they say, key by key, and the generators made of them. */
#pragma once

#include "generate/generator.h"
#include "scenario/options.h"
#include "scenario/presets.h"

/* Texts of `shape`. */
typedef enum { SHAPE_STEADY, SHAPE_RAMP, SHAPE_SPIKE } ShapeKind;
typedef struct {
  ShapeKind kind;
  double from, to;        /* of a ramp; to alone: a spike's factor */
  gint64 at, length;      /* of a spike, us from the group's start */
} ShapeText;

typedef struct {
  NamedGroup head;
  guint like;
  guint arrivals;
  double rate;            /* a second; 0: not given */
  Law *gap;               /* NULL: not given */
  double amplitude;
  gint64 period, peak;
  double state_rate[2], leaving_rate[2]; /* 0: not given */
  guint lublin;
  ShapeText shape;
  ResourceShare load;
  gint64 jobs;            /* 0: any number */
  gint64 start, until;    /* TIME_NEVER: the horizon */
  Law *tasks, *duration;  /* NULL: for ever */
  Law *request[MAX_RESOURCES];
  double correlation;
  gint64 classes;         /* 0: each job its own */
  double class_skew;
  gint64 users;
  double user_skew;
  char *user;             /* NULL: the group's name */
  guint tier;
  gint64 priority;        /* -1: the tier's lowest */
  char *constraints, *preferences, *tolerations;
  gboolean gang;
  gint64 checkpoint;      /* TIME_NEVER: none */
  gint64 budget;          /* -1: none */
} GenerateGroup;

void generate_group_free (GenerateGroup *group);

/* What [generate NAME] like = … stands for: pairs up to one whose key is NULL; NULL: nothing. */
const PresetKey *generate_preset_keys (const char *name);
extern const char *const generate_preset_names[]; /* `none` first; NULL-terminated */

/* The rows of the option table. */
extern const Option generate_options[];

/* The finish hook: keys that do not go together. */
gboolean generate_groups_check (Settings *settings, const Entries *entries, GError **error);

/* Files that laws of the groups were read from become inputs of the scenario. */
void generate_groups_add_inputs (Scenario *scenario, const GPtrArray *groups);
/* Makes the scenario's generators, of the settings that it takes over. Machines must be there. */
gboolean generate_groups_make (Scenario *scenario, Settings *settings, GError **error);
