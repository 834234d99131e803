/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pai_job_table and pai_group_tag_table say of the jobs of tasks, joined in scratch files. */
#pragma once

#include <glib.h>

#define PAI_JOBS   "pai_job_table.csv"
#define PAI_GROUPS "pai_group_tag_table.csv"

typedef struct {
  gint64 submit;        /* us; -1: it is not said */
  const char *user;
  const char *gpu_type; /* that it asked for; NULL: any */
} PaiJob;

typedef struct PaiJobs PaiJobs;

/* Reads the tables beside a file of tasks of so many cells a row, of which one is the name of the job.
 * *ret is NULL where there is no table of jobs. */
gboolean pai_jobs_open (const char *tasks, const char *display, guint cells, guint job_cell,
                        PaiJobs **ret, GError **error);
void pai_jobs_free (PaiJobs *jobs);
/* The job of the next task of the file. FALSE: the table does not have it. */
gboolean pai_jobs_next (PaiJobs *jobs, PaiJob *ret);
