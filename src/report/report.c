/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report.h"

#include "report/plot_bind.h"
#include "report/plot_file.h"
#include "report/surface.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_WIDTH 960
#define MIN_WIDTH     320
#define SUFFIX        ".plot"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/berth"
#endif

/* `plots` in a source tree of which this program was built in a folder, as build/ or build/x/: it
 * was never installed. NULL elsewhere. */
static const char *
source_plots_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (program != NULL ? program : "");
  for (guint up = 0; up < 2; up++) {
    g_autofree char *parent = g_path_get_dirname (dir);
    g_autofree char *source = g_build_filename (parent, "src", "berth.h", NULL);
    g_autofree char *plots = g_build_filename (parent, "plots", NULL);
    if (g_file_test (source, G_FILE_TEST_EXISTS))
      return g_intern_string (plots);
    g_free (g_steal_pointer (&dir));
    dir = g_steal_pointer (&parent);
  }
  return NULL;
}

const char *
report_plots_dir (void)
{
  const char *chosen = g_getenv ("BERTH_PLOTS_DIR");
  if (chosen != NULL && *chosen != '\0')
    return chosen;
  const char *source = source_plots_dir ();
  return source != NULL ? source : PKGDATADIR "/plots";
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
report_plot_names (const char *plots_dir, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GDir) dir = g_dir_open (plots_dir, 0, &why);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL) {
    input_error (error, plots_dir, 0, "a folder of chart definitions", "cannot be read: %s",
                 why->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX) && name[0] != '.')
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (SUFFIX)));
  qsort (names->pdata, names->len, sizeof (gpointer), compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

PlotDefinition *
report_plot_read (const char *plots_dir, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (plots_dir, file, NULL);

  return plot_definition_read (path, error);
}

char *
report_plot_title (const char *plots_dir, const char *name, GError **error)
{
  g_autoptr (PlotDefinition) definition = report_plot_read (plots_dir, name, error);

  return definition != NULL ? g_strdup (definition->title) : NULL;
}

/* One call of report_draw(), with defaults filled in. */
typedef struct {
  const char *results_dir, *plots_dir, *out_dir;
  const SurfaceFormat *format;
  guint width;
  gboolean lenient;
  ResultFolder *folder;
  GPtrArray *files;
} Job;

/* A chart that finds nothing of what it shows is left out, unless it was asked for by name. */
static gboolean
draw_one (Job *job, const PlotDefinition *definition, gboolean by_name, GError **error)
{
  g_autoptr (Chart) chart = plot_bind (definition, job->folder, error);
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *file = g_strdup_printf ("%s.%s", definition->name, job->format->name);
  g_autofree char *path = g_build_filename (job->out_dir, file, NULL);

  if (chart == NULL)
    return FALSE;
  if (chart->panels->len == 0)
    return !by_name
           || input_error (error, job->results_dir, 0, "results of a cell that has any",
                           "there is nothing of what chart '%s' shows", definition->name);
  bytes = surface_render (chart, job->format, job->width, 0, error);
  if (bytes == NULL)
    return FALSE;
  if (!folder_make (job->out_dir, error)
      || !result_file_write_whole (path, bytes->data, bytes->len, error))
    return FALSE;
  g_ptr_array_add (job->files, g_steal_pointer (&path));
  return TRUE;
}

static gboolean
unknown_plot (const Job *job, const char *name, const char *const *known, GError **error)
{
  g_autofree char *expected = input_expected_one_of (name, known);

  return input_error (error, job->plots_dir, 0, expected, "no chart '%s'", name);
}

/* names NULL: all whose files are there. */
static gboolean
draw_names (Job *job, const char *const *names, GError **error)
{
  g_auto (GStrv) known = report_plot_names (job->plots_dir, error);
  const char *const *wanted = names != NULL ? names : (const char *const *) known;

  if (known == NULL)
    return FALSE;
  for (guint i = 0; wanted[i] != NULL; i++) {
    g_autoptr (PlotDefinition) definition = NULL;
    g_autofree char *missing = NULL;

    if (!g_strv_contains ((const char *const *) known, wanted[i]))
      return unknown_plot (job, wanted[i], (const char *const *) known, error);
    definition = report_plot_read (job->plots_dir, wanted[i], error);
    if (definition == NULL)
      return FALSE;
    missing = plot_missing_file (definition, job->folder);
    if (missing != NULL && names == NULL)
      continue;
    if (missing != NULL)
      return input_error (error, job->results_dir, 0, "a folder written by berth run",
                          "no %s, which chart '%s' is drawn from", missing, wanted[i]);
    if (!draw_one (job, definition, names != NULL && !job->lenient, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_request (const ReportRequest *request, Job *job, GError **error)
{
  const char *format = request->format != NULL ? request->format : "svg";

  job->format = surface_format_find (format);
  if (job->format == NULL) {
    guint n;
    const SurfaceFormat *formats = surface_format_table (&n);
    g_autofree const char **names = g_new0 (const char *, n + 1);
    g_autofree char *expected = NULL;

    for (guint i = 0; i < n; i++)
      names[i] = formats[i].name;
    expected = input_expected_one_of (format, names);
    return input_error (error, "--format", 0, expected, "'%s'", format);
  }
  if (job->width < MIN_WIDTH || job->width > SURFACE_MAX_SIZE)
    return input_error (error, "--width", 0, "320 to 8000 px", "%u", job->width);
  if (!g_file_test (job->results_dir, G_FILE_TEST_IS_DIR))
    return input_error (error, job->results_dir, 0, "a folder written by berth run",
                        "is no folder");
  return TRUE;
}

gboolean
report_draw (const ReportRequest *request, GStrv *ret_files, GError **error)
{
  g_autofree char *default_out = g_build_filename (request->results_dir, "plots", NULL);
  g_autoptr (ResultFolder) folder = result_folder_new (request->results_dir);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  Job job = { .results_dir = request->results_dir,
              .plots_dir = request->plots_dir != NULL ? request->plots_dir : report_plots_dir (),
              .out_dir = request->out_dir != NULL ? request->out_dir : default_out,
              .width = request->width > 0 ? request->width : DEFAULT_WIDTH,
              .lenient = request->lenient,
              .folder = folder,
              .files = files };

  if (!check_request (request, &job, error) || !draw_names (&job, request->names, error))
    return FALSE;
  if (ret_files != NULL) {
    g_ptr_array_add (files, NULL);
    *ret_files = (GStrv) g_ptr_array_free (g_steal_pointer (&files), FALSE);
  }
  return TRUE;
}

gboolean
report_draw_all (const char *results_dir, const char *plots_dir, const char *format,
                 GStrv *ret_files, GError **error)
{
  ReportRequest request = { .results_dir = results_dir, .plots_dir = plots_dir, .format = format };
  g_auto (GStrv) files = NULL;

  if (!report_draw (&request, &files, error))
    return FALSE;
  for (guint i = 0; files[i] != NULL && ret_files != NULL; i++) {
    g_autofree char *path = files[i];
    g_autofree char *base = g_path_get_basename (path);

    files[i] = g_build_filename ("plots", base, NULL);
  }
  if (ret_files != NULL)
    *ret_files = g_steal_pointer (&files);
  return TRUE;
}
