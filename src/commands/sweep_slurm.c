/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/sweep_slurm.h"

#include "commands/command.h"

static void
print_scripts (const SweepPlan *plan, const SlurmSweep *sweep)
{
  command_printf ("%-16s%u, in %u shards\n", "points", plan->points->len, sweep->shards);
  command_printf ("%-16s%s/" SLURM_FOLDER ": " SLURM_ARRAY ", " SLURM_MERGE "\n", "scripts",
                  sweep->folder);
}

static void
print_jobs (const SlurmSweep *sweep, const SlurmJobs *jobs)
{
  command_printf ("%-16s%s, an array: berth sweep of each shard\n", "job", jobs->array);
  command_printf ("%-16s%s, when that is over: berth merge -o %s\n", "job", jobs->merge,
                  sweep->folder);
  command_printf ("%-16ssqueue -j %s,%s\n", "watch", jobs->array, jobs->merge);
  command_printf ("%-16s%s/" SLURM_FOLDER ": shard-K.txt, merge.txt\n", "they print to",
                  sweep->folder);
}

int
sweep_to_slurm (const SweepPlan *plan, const SlurmSweep *sweep, gboolean submit, gboolean quiet)
{
  g_auto (SlurmJobs) jobs = { 0 };
  g_autofree char *line = slurm_submit_line (sweep);
  GError *error = NULL;

  if (!slurm_write (sweep, &error) || (submit && !slurm_submit (sweep, &jobs, &error)))
    return command_fail (error);
  if (submit && *jobs.warnings != '\0')
    command_complain ("sbatch: %s", jobs.warnings);
  if (quiet)
    return EXIT_DONE;
  print_scripts (plan, sweep);
  if (submit)
    print_jobs (sweep, &jobs);
  else
    command_printf ("%-16s%s\n", "submit", line);
  return EXIT_DONE;
}
