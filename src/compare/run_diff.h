/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed between two runs: what they were given, what came of it, and the first decision that
 * differs, with the reasons of both. */
#pragma once

#include "compare/decision_story.h"
#include "compare/run_settings.h"

typedef struct {
  char *key;
  double values[2]; /* NaN: there is none */
} FigureChange;

typedef enum {
  PARTING_NONE,     /* all decisions are the same */
  PARTING_DECISION,
  PARTING_UNKNOWN,  /* the runs cannot be simulated again: `unknown` says why */
} PartingKind;

typedef struct {
  char *folders[2];
  GPtrArray *settings;     /* of SettingChange */
  GPtrArray *figures;      /* of FigureChange: those that differ, in the order of summary.json */
  guint figures_in_all;
  PartingKind parting;
  char *unknown;
  guint64 decision;        /* the first that differs, from 1 */
  guint64 submission;      /* the first task that was not submitted alike, from 1; 0: none */
  guint64 decisions[2];    /* in all */
  DecisionStory stories[2];
} RunDiff;

/* scenario: the file of both, where it is not found by itself; may be NULL. NULL and an INPUT_ERROR: a
 * folder is none that a run has left to its end. Both are simulated twice; a decision takes 8 bytes. */
RunDiff *run_diff_new (const char *const folders[2], const char *scenario, GError **error);
void run_diff_free (RunDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunDiff, run_diff_free)

/* The caller frees. */
char *run_diff_text (const RunDiff *diff);
char *run_diff_json (const RunDiff *diff);
