/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder that a run leaves: files that are open but have no names yet, then all of them at
 * once, and last the manifest, so that a folder with a manifest is complete.
 *
 * Life: results_new(), results_open()…, results_commit(), results_note()… for files that others
 * wrote into the folder, results_write_manifest(), results_free(). Freed before the manifest is
 * written it takes everything back: files that it named are removed, and folders that it made,
 * where they are empty. What an earlier run left is replaced only from results_commit() on. */
#pragma once

#include "scenario/scenario.h"
#include "util/result_file.h"

typedef struct Results Results;

/* Makes the folder, with parents, where it is missing. NULL and INPUT_ERROR on failure. */
Results *results_new (const char *folder, GError **error);
void results_free (Results *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Results, results_free)

const char *results_folder (const Results *results);

/* Of files opened from here on, and of the manifest: see result_file_set_unsynced(). */
void results_set_unsynced (Results *results);

/* Opens a file, owned by the results and without a name until results_commit(). */
ResultFile *results_open (Results *results, const char *name, GError **error);

/* Removes an earlier run's manifest and every file that it names, then names all files opened. On
 * failure nothing new is left; where the disk is full for them, what was there before is. */
gboolean results_commit (Results *results, GError **error);

/* Takes in a file that somebody else wrote below the folder: it will stand in the manifest, and
 * goes when the results are taken back. */
gboolean results_note (Results *results, const char *name, GError **error);

/* Removes such a file again, if it is there. */
void results_discard (const Results *results, const char *name);

/* What results_write_manifest() would write now, for a file that shows it: that file itself, noted
 * later, is not in it. NULL with an INPUT_ERROR; the caller frees. */
char *results_manifest (Results *results, const Scenario *scenario, gboolean interrupted,
                        GError **error);

/* manifest.json: berth's version, the scenario, its inputs, the plugins and all results with their
 * SHA-256. No path of this machine and no time of day is in it. */
gboolean results_write_manifest (Results *results, const Scenario *scenario, gboolean interrupted,
                                 GError **error);

/* Names of all files in the folder, relative to it, sorted, manifest.json included once written;
 * the caller frees. */
GStrv results_names (const Results *results);
