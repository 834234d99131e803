/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * libberth: the cluster scheduler simulator as a library.
 *
 * This is the whole public interface; every exported symbol begins with `berth_`, and nothing else
 * of the library is visible or stable. The library never prints, never exits and never calls
 * setlocale(); whatever is wrong with its input comes back as a GError.
 *
 * What a run writes depends on the scenario and its seed alone. Runs share no mutable state:
 * several may proceed at once on different threads, each with its own output folder.
 */

#ifndef BERTH_H
#define BERTH_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * The version of the library in use, such as "0.1.0": not of the header compiled against.
 * Static storage; never NULL.
 */
const char *berth_version (void);

/*
 * Simulates one scenario and leaves its results in a folder.
 *
 * `scenario_path` names a scenario file; the paths in it are relative to that file. `out_dir` is
 * created with its parents where it is missing. Every result file is written whole or not at all,
 * and the manifest with everybody's SHA-256 is written last: where there is a manifest, the run is
 * complete. Charts are part of the results.
 *
 * Both strings are in the file system's encoding and stay the caller's; neither may be NULL.
 * `error` may be NULL.
 *
 * Returns TRUE when the run reached its end. On FALSE `error` is set: for bad input its message is
 * the one line `FILE:LINE: what; expected ...`, else (disk full, permission) it names the file and
 * the reason. A run that failed leaves no manifest.
 */
gboolean berth_run (const char *scenario_path, const char *out_dir, GError **error);

G_END_DECLS

#endif
