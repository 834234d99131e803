/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth plot: charts of a results folder, drawn again from its files alone. */
#include "commands/command.h"

#include "report/report.h"

static struct {
  char **names;
  char *format, *output;
  gint width;
  gboolean list;
} given;

static const GOptionEntry entries[] = {
  { "plot", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.names,
    "Draw this chart only (may be repeated)", "NAME" },
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &given.format, "Format of the charts (default: svg)",
    "svg|png|pdf" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "Folder to write to (default: plots in the results folder)", "DIR" },
  { "width", 'w', 0, G_OPTION_ARG_INT, &given.width,
    "Width in px (default: 960); the height follows", "PX" },
  { "list", 'l', 0, G_OPTION_ARG_NONE, &given.list, "List the charts there are", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static int
list_plots (void)
{
  const char *dir = report_plots_dir ();
  GError *error = NULL;
  g_auto (GStrv) names = report_plot_names (dir, &error);

  if (names == NULL)
    return command_fail (error);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *title = report_plot_title (dir, names[i], &error);

    if (title == NULL)
      return command_fail (error);
    command_printf ("%-16s %s\n", names[i], title);
  }
  return 0;
}

static int
draw (const char *results_dir)
{
  ReportRequest request = { .results_dir = results_dir,
                            .out_dir = given.output,
                            .format = given.format,
                            .names = (const char *const *) given.names,
                            .width = (guint) given.width };
  g_auto (GStrv) files = NULL;
  GError *error = NULL;

  if (!report_draw (&request, &files, &error))
    return command_fail (error);
  for (guint i = 0; files[i] != NULL; i++)
    command_printf ("%s\n", files[i]);
  if (files[0] != NULL)
    return EXIT_DONE;
  command_complain ("%s: no results to draw; expected a folder written by berth run", results_dir);
  return EXIT_FAILED;
}

extern const Command command_plot;

static int
plot (char **operands)
{
  if (given.list && operands[0] != NULL)
    return command_wrong_usage (&command_plot, "--list takes no folder");
  if (given.list)
    return list_plots ();
  if (operands[0] == NULL)
    return command_wrong_usage (&command_plot, "DIR is missing");
  if (given.width < 0)
    return command_wrong_usage (&command_plot, "a negative --width");
  return draw (operands[0]);
}

const Command command_plot = {
  .name = "plot",
  .summary = "draw the charts of a results folder again",
  .operands = "DIR",
  .operand_kind = OPERAND_FOLDER,
  .min_operands = 0,
  .max_operands = 1,
  .details =
    "What is drawn is defined by files (docs/charts.md); it needs nothing but the results.",
  .options = entries,
  .run = plot,
};
