/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: what the files of a run say, in sentences. Each is one function and one row of the table in
 * findings.c; a threshold that decides what is worth a sentence stands here, and in the sentence. */
#pragma once

#include "page/html.h"
#include "page/page_data.h"

/* Rows of a finding's table at most. */
#define FINDING_ROWS 8
/* Of the machines that strand most. */
#define FINDING_MACHINES 10
/* A user is said to be below its fair share when its mean share is less than this part of the mean of
 * all, by weight, ... */
#define FINDING_SHARE 0.8
/* ... and a hundredth of its tasks waited longer than this, in seconds, or was never placed. */
#define FINDING_WAIT 60

typedef struct {
  const char *title;
  /* FALSE with an INPUT_ERROR where a file is faulty. */
  gboolean (*tell) (Html *html, const PageData *data, GError **error);
} PageFinding;

gboolean finding_utilization (Html *html, const PageData *data, GError **error);
gboolean finding_unschedulable (Html *html, const PageData *data, GError **error);
gboolean finding_waits (Html *html, const PageData *data, GError **error);
gboolean finding_loops (Html *html, const PageData *data, GError **error);
gboolean finding_shares (Html *html, const PageData *data, GError **error);
gboolean finding_stranded (Html *html, const PageData *data, GError **error);
gboolean finding_machines (Html *html, const PageData *data, GError **error);

/* Indices of the rows with the largest values, largest first (equals: the first row first), at most
 * `most`; NaN is left out. guint; the caller frees. */
GArray *findings_largest (const double *values, guint rows, guint most);
