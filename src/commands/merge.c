/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth merge: the shards of a sweep joined into one folder. */
#include "commands/command.h"

#include "sweep/merge.h"
#include "sweep/results_table.h"

#define MISSING_SHOWN 5

static struct {
  char *output, *sqlite;
  gboolean quiet;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output, "Folder of the whole (required)",
    "DIR" },
  { "sqlite", 0, 0, G_OPTION_ARG_FILENAME, &given.sqlite,
    "Write all figures to an SQLite database, too", "FILE" },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &given.quiet, "Print nothing but what goes wrong", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

extern const Command command_merge;

/* The first few names, and how many more. */
static void
complain_of_missing (const SweepMerge *merge)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint missing = merge->plan->points->len - merge->found, shown = 0;

  for (guint i = 0; i < merge->plan->points->len && shown < MISSING_SHOWN; i++)
    if (!sweep_point_is_there (merge->states[i]))
      g_string_append_printf (names, "%s%s", shown++ > 0 ? " " : "",
                              sweep_plan_point (merge->plan, i)->name);
  if (missing > shown)
    g_string_append_printf (names, " and %u more", missing - shown);
  command_complain ("%u of %u points are missing: %s; berth sweep -o %s runs them", missing,
                    merge->plan->points->len, names->str, given.output);
}

static int
merge_folders (char **operands)
{
  g_auto (SweepMerge) merge = { 0 };
  GError *error = NULL;

  if (given.output == NULL)
    return command_wrong_usage (&command_merge, "-o DIR is missing");
  if (!sweep_merge ((const char *const *) operands, given.output, &merge, &error)
      || (given.sqlite != NULL
          && !results_sqlite_write (merge.plan, given.output, merge.states, given.sqlite,
                                    &error)))
    return command_fail (error);
  if (!given.quiet) {
    command_printf ("%-16s%u of %u\n", "points", merge.found, merge.plan->points->len);
    command_printf ("%-16s%s: %s, and points/NAME of each\n", "results", given.output,
                    RESULTS_TABLE);
  }
  if (merge.found == merge.plan->points->len)
    return EXIT_DONE;
  complain_of_missing (&merge);
  return EXIT_FAILED;
}

const Command command_merge = {
  .name = "merge",
  .summary = "join the folders of a sweep's shards",
  .operands = "DIR…",
  .operand_kind = OPERAND_FOLDER,
  .min_operands = 1,
  .max_operands = G_MAXUINT,
  .details =
    "Points are held against their manifests; those that are not whole are missing, and are "
    "named.",
  .options = entries,
  .run = merge_folders,
};
