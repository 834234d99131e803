/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth plot: charts of a results folder, drawn again from its files alone. */
#include "report/report.h"

#include <glib.h>

int command_plot (int argc, char **argv);

typedef struct {
  char **names;
  char *format, *output;
  gint width;
  gboolean list;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->names);
  g_free (options->format);
  g_free (options->output);
}

static int
fail (GError *error)
{
  g_printerr ("berth: %s\n", error->message);
  g_error_free (error);
  return 1;
}

static int
list_plots (void)
{
  const char *dir = report_plots_dir ();
  GError *error = NULL;
  g_auto (GStrv) names = report_plot_names (dir, &error);

  if (names == NULL)
    return fail (error);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *title = report_plot_title (dir, names[i], &error);

    if (title == NULL)
      return fail (error);
    g_print ("%-16s %s\n", names[i], title);
  }
  return 0;
}

static int
draw (const Options *options, const char *results_dir)
{
  ReportRequest request = { .results_dir = results_dir,
                            .out_dir = options->output,
                            .format = options->format,
                            .names = (const char *const *) options->names,
                            .width = (guint) options->width };
  g_auto (GStrv) files = NULL;
  GError *error = NULL;

  if (!report_draw (&request, &files, &error))
    return fail (error);
  for (guint i = 0; files[i] != NULL; i++)
    g_print ("%s\n", files[i]);
  if (files[0] != NULL)
    return 0;
  g_printerr ("berth: %s: no results to draw; expected a folder written by berth run\n",
              results_dir);
  return 1;
}

static int
wrong_usage (const char *what)
{
  g_printerr ("berth: plot: %s; expected berth plot DIR (see berth plot --help)\n", what);
  return 2;
}

int
command_plot (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "plot", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options.names,
      "Draw this chart only (may be repeated)", "NAME" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, "svg (default), png or pdf",
      "FORMAT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "Folder to write to (default: DIR/plots)", "DIR2" },
    { "width", 'w', 0, G_OPTION_ARG_INT, &options.width,
      "Width in px (default: 960); the height follows", "PX" },
    { "list", 'l', 0, G_OPTION_ARG_NONE, &options.list, "List the charts there are", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext)
    context = g_option_context_new ("DIR — draw the charts of a results folder");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    status = wrong_usage (error->message);
  else if (options.list)
    status = argc == 1 ? list_plots () : wrong_usage ("--list takes no folder");
  else if (argc != 2)
    status = wrong_usage (argc < 2 ? "no results folder" : "more than one folder");
  else if (options.width < 0)
    status = wrong_usage ("a negative --width");
  else
    status = draw (&options, argv[1]);
  options_clear (&options);
  return status;
}
