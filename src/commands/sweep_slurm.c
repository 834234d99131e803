/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/sweep_slurm.h"

#include "commands/command.h"

static void
print_scripts (const SlurmSweep *sweep)
{
  g_autofree char *line = slurm_submit_line (sweep);

  command_printf ("%-16s%s/" SLURM_FOLDER ": " SLURM_ARRAY ", " SLURM_MERGE "\n", "scripts",
                  sweep->folder);
  command_printf ("%-16s%s\n", "submit", line);
}

static void
print_jobs (const SlurmSweep *sweep, const SlurmJobs *jobs)
{
  command_printf ("job %-12s%s/" SLURM_FOLDER "/" SLURM_ARRAY ": each shard, to shard-K.txt\n",
                  jobs->array, sweep->folder);
  command_printf ("job %-12s%s/" SLURM_FOLDER "/" SLURM_MERGE ": when %s is over, to merge.txt\n",
                  jobs->merge, sweep->folder, jobs->array);
  command_printf ("%-16ssqueue -j %s,%s\n", "watch", jobs->array, jobs->merge);
}

int
sweep_to_slurm (const SweepPlan *plan, const SlurmSweep *sweep, gboolean submit, gboolean quiet)
{
  g_auto (SlurmJobs) jobs = { 0 };
  GError *error = NULL;

  if (!slurm_write (sweep, &error) || (submit && !slurm_submit (sweep, &jobs, &error)))
    return command_fail (error);
  if (submit && *jobs.warnings != '\0')
    command_complain ("sbatch: %s", jobs.warnings);
  if (quiet)
    return EXIT_DONE;
  command_printf ("%-16s%u, in %u shards\n", "points", plan->points->len, sweep->shards);
  if (submit)
    print_jobs (sweep, &jobs);
  else
    print_scripts (sweep);
  return EXIT_DONE;
}
