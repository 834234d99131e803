/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of a trace say of jobs, in scratch files, to be read back in any order. */
#pragma once

#include "model/job_graph.h"

typedef struct JobRows JobRows;

JobRows *job_rows_new (GError **error);
void job_rows_free (JobRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobRows, job_rows_free)

/* The next row; rows are numbered as they come. */
gboolean job_rows_add (JobRows *rows, const JobRow *row, GError **error);
/* All are in. */
gboolean job_rows_end (JobRows *rows, GError **error);

/* Begins with another group of rows: the texts of those that were read before are gone. */
void job_rows_begin_group (JobRows *rows);
/* A row, with its texts. */
gboolean job_rows_read (JobRows *rows, guint row, JobRow *ret, GError **error);
