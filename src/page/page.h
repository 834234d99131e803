/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.html: one page that says what a run came to, and needs nothing but itself.
 *
 * Made from the files of a results folder alone, and from what the manifest says beside them, so that
 * the page of a run and that of `berth report` on its folder later are the same bytes. */
#pragma once

#include "report/run.h"

#define PAGE_NAME REPORT_PAGE

/* The page of the run in results_dir. manifest: the text of its manifest.json; NULL: read from the
 * folder. NULL with an INPUT_ERROR where there is no summary.json or a file is faulty; the caller
 * frees. */
char *page_of_run (const char *results_dir, const char *manifest, gsize *ret_length,
                   GError **error);

/* Writes it to path, whole or not at all. */
gboolean page_write (const char *results_dir, const char *manifest, const char *path,
                     GError **error);

/* The same to results_dir/report.html: what run_scenario() is given (RunPage). */
gboolean page_write_of_run (const char *results_dir, const char *manifest, GError **error);
