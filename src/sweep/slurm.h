/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sweep as a job array of Slurm: two batch scripts in DIR/slurm/.
 *
 *   array.sh   task K runs shard K of N; requeued, it goes on where it was ended
 *   merge.sh   joins the shards in DIR once the array is over, whatever became of it, and says what is
 *              missing
 *
 * They are submitted in that folder, where they leave what berth prints: shard-K.txt and merge.txt. So
 * no path stands behind #SBATCH, where blanks and `#` have meanings of their own. */
#pragma once

#include <glib.h>

#define SLURM_FOLDER "slurm"
#define SLURM_ARRAY "array.sh"
#define SLURM_MERGE "merge.sh"

typedef struct {
  const char *folder;               /* DIR: of the sweep, as the working folder sees it */
  const char *name;                 /* of the jobs; what would be misread becomes '-' */
  guint shards;                     /* N */
  guint jobs;                       /* points at a time and processors, of each task */
  const char *const *sweep_words;   /* of `berth sweep`, but for the folder, the shard and jobs */
  const char *const *merge_words;   /* of `berth merge`, but for folders */
  const char *const *options;       /* of sbatch, as they are written behind #SBATCH; NULL: none */
} SlurmSweep;

/* What sbatch says. */
typedef struct {
  char *array, *merge;              /* ids of the jobs */
  char *warnings;                   /* one line, or "" */
} SlurmJobs;

void slurm_jobs_clear (SlurmJobs *jobs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlurmJobs, slurm_jobs_clear)

/* Writes the scripts; words of theirs that are paths are taken from the working folder, to which they
 * go first. FALSE and *error. */
gboolean slurm_write (const SlurmSweep *sweep, GError **error);

/* Submits the scripts that are there. FALSE and *error: there is no sbatch, or it refuses; where that is so
 * for merge.sh alone, the error names the job of the array. */
gboolean slurm_submit (const SlurmSweep *sweep, SlurmJobs *ret, GError **error);

/* The same for a shell, in one line. The caller frees. */
char *slurm_submit_line (const SlurmSweep *sweep);
