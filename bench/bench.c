/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"

#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Columns are as wide as their name and first cell, and at least so wide. */
#define MIN_NUMBER 8
#define MIN_TEXT   18

typedef struct {
  char *name;
  char *shown;
  gboolean is_text;
} Cell;

static struct {
  gboolean json, full;
  JsonObject *document;
  JsonArray *rows; /* of the table being filled */
  JsonObject *row;
  GArray *cells;   /* of Cell: the row being filled */
  GArray *widths;  /* of guint: of the table's columns; empty before its first row */
  char *folder;
} bench;

static const GOptionEntry common[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &bench.json, "Print one JSON document", NULL },
  { "full", 0, 0, G_OPTION_ARG_NONE, &bench.full, "Also the cases that take long", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

void
bench_fail (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fflush (stdout);
  g_printerr ("%s: %s\n", g_get_prgname (), text);
  exit (1);
}

void
bench_must (GError *error)
{
  if (error != NULL)
    bench_fail ("%s", error->message);
}

static void
clear_cell (gpointer data)
{
  Cell *cell = data;
  g_free (cell->name);
  g_free (cell->shown);
}

void
bench_begin (int argc, char **argv, const char *what, const GOptionEntry *entries)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_option_context_set_summary (context, what);
  g_option_context_add_main_entries (context, common, NULL);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1)
    bench_fail ("%s", error != NULL ? error->message : "takes options only, see --help");
  bench.document = json_object_new ();
  bench.cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (bench.cells, clear_cell);
  bench.widths = g_array_new (FALSE, FALSE, sizeof (guint));
  json_object_set_string_member (bench.document, "benchmark", g_get_prgname ());
  json_object_set_string_member (bench.document, "what", what);
  json_object_set_array_member (bench.document, "tables", json_array_new ());
  json_object_set_array_member (bench.document, "notes", json_array_new ());
  if (!bench.json)
    printf ("%s\n", what);
}

int
bench_end (void)
{
  if (bench.json) {
    JsonNode *root = json_node_init_object (json_node_alloc (), bench.document);
    g_autofree char *text = json_to_string (root, FALSE);
    printf ("%s\n", text);
    json_node_unref (root);
  }
  json_object_unref (bench.document);
  g_array_unref (bench.cells);
  g_array_unref (bench.widths);
  return fflush (stdout) == 0 ? 0 : 1;
}

gboolean
bench_full (void)
{
  return bench.full;
}

/* Tables ---------------------------------------------------------------------------------------- */

void
bench_table (const char *title)
{
  JsonObject *table = json_object_new ();
  bench.rows = json_array_new ();
  json_object_set_string_member (table, "title", title);
  json_object_set_array_member (table, "rows", bench.rows);
  json_array_add_object_element (json_object_get_array_member (bench.document, "tables"), table);
  g_array_set_size (bench.widths, 0);
  if (!bench.json)
    printf ("\n%s\n", title);
}

static void
add_cell (const char *name, char *shown, gboolean is_text)
{
  Cell cell = { g_strdup (name), shown, is_text };
  g_array_append_val (bench.cells, cell);
  if (bench.row == NULL)
    bench.row = json_object_new ();
}

void
bench_text (const char *name, const char *value)
{
  add_cell (name, g_strdup (value), TRUE);
  json_object_set_string_member (bench.row, name, value);
}

void
bench_number (const char *name, double value, guint decimals)
{
  gboolean known = isfinite (value);
  add_cell (name, known ? g_strdup_printf ("%.*f", (int) decimals, value) : g_strdup ("-"), FALSE);
  if (!known)
    json_object_set_null_member (bench.row, name);
  else if (decimals == 0)
    json_object_set_int_member (bench.row, name, llround (value));
  else
    json_object_set_double_member (bench.row, name, value);
}

static void
print_cells (gboolean names)
{
  for (guint i = 0; i < bench.cells->len; i++) {
    const Cell *cell = &g_array_index (bench.cells, Cell, i);
    int width = (int) g_array_index (bench.widths, guint, i);
    printf ("%s%*s", i > 0 ? "  " : "", cell->is_text ? -width : width,
            names ? cell->name : cell->shown);
  }
  putchar ('\n');
}

void
bench_row (void)
{
  gboolean first = bench.widths->len == 0;
  for (guint i = 0; first && i < bench.cells->len; i++) {
    const Cell *cell = &g_array_index (bench.cells, Cell, i);
    guint width = (guint) MAX (strlen (cell->name), strlen (cell->shown));
    width = MAX (width, cell->is_text ? MIN_TEXT : MIN_NUMBER);
    g_array_append_val (bench.widths, width);
  }
  if (!bench.json && first)
    print_cells (TRUE);
  if (!bench.json)
    print_cells (FALSE);
  fflush (stdout);
  json_array_add_object_element (bench.rows, g_steal_pointer (&bench.row));
  g_array_set_size (bench.cells, 0);
}

void
bench_note (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  json_array_add_string_element (json_object_get_array_member (bench.document, "notes"), text);
  if (!bench.json)
    printf ("%s\n", text);
  fflush (stdout);
}

/* Clocks ---------------------------------------------------------------------------------------- */

static gint64
nanoseconds (clockid_t clock)
{
  struct timespec time;
  clock_gettime (clock, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

gint64
bench_cpu (void)
{
  return nanoseconds (CLOCK_PROCESS_CPUTIME_ID);
}

gint64
bench_clock (void)
{
  return nanoseconds (CLOCK_MONOTONIC);
}

gint64
bench_clock_cost (void)
{
  gint64 least = G_MAXINT64;
  for (guint i = 0; i < 1000; i++) {
    gint64 start = bench_clock ();
    least = MIN (least, bench_clock () - start);
  }
  return least;
}

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;
  return (left > right) - (left < right);
}

double
bench_median (double *values, guint count)
{
  qsort (values, count, sizeof *values, compare_doubles);
  return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Files ----------------------------------------------------------------------------------------- */

/* May be called in a signal handler. */
static void
become_rm (void)
{
  execlp ("rm", "rm", "-rf", bench.folder, (char *) NULL);
  _exit (1);
}

static void
on_signal (int number)
{
  (void) number;
  become_rm ();
}

static void
remove_folder (void)
{
  pid_t child = fork ();
  if (child == 0)
    become_rm ();
  while (child > 0 && waitpid (child, NULL, 0) < 0)
    ;
}

const char *
bench_folder (void)
{
  if (bench.folder == NULL) {
    g_autoptr (GError) error = NULL;
    bench.folder = g_dir_make_tmp ("berth-bench-XXXXXX", &error);
    bench_must (error);
    signal (SIGINT, on_signal);
    signal (SIGTERM, on_signal);
    atexit (remove_folder);
  }
  return bench.folder;
}

char *
bench_path (const char *name)
{
  return g_build_filename (bench_folder (), name, NULL);
}

char *
bench_shared (const char *name)
{
  const char *source = g_getenv ("top_srcdir"), *shared = g_getenv ("BERTH_SHARED");
  g_autofree char *beside = g_build_filename (source != NULL ? source : "..", "../shared", NULL);
  char *path = g_canonicalize_filename (name, shared != NULL ? shared : beside);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_clear_pointer (&path, g_free);
  return path;
}

void
bench_write (const char *path, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_file_set_contents (path, text, -1, &error);
  bench_must (error);
}

/* Child processes ------------------------------------------------------------------------------- */

static G_GNUC_NORETURN void
become (const char *program, const char *const *arguments, gboolean silent)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  int nothing = open ("/dev/null", O_WRONLY);
  g_ptr_array_add (all, (gpointer) program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) arguments[i]);
  g_ptr_array_add (all, NULL);
  dup2 (nothing, STDOUT_FILENO);
  if (silent)
    dup2 (nothing, STDERR_FILENO);
  execv (program, (char **) all->pdata);
  _exit (127);
}

static double
seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

static Child
run (const char *const *arguments, gboolean silent)
{
  const char *program = g_getenv ("BERTH");
  struct rusage usage;
  int status = 0;
  if (program == NULL)
    bench_fail ("BERTH, the program to measure, is not set: use `make bench` or ./dev bench");
  fflush (stdout);
  gint64 start = bench_clock ();
  pid_t child = fork ();
  if (child == 0)
    become (program, arguments, silent);
  if (child < 0 || wait4 (child, &status, 0, &usage) < 0)
    bench_fail ("cannot run %s", program);
  return (Child){ .cpu = seconds (usage.ru_utime) + seconds (usage.ru_stime),
                  .wall = (double) (bench_clock () - start) / 1e9,
                  .peak = (double) usage.ru_maxrss / 1024,
                  .status = WIFEXITED (status) ? WEXITSTATUS (status) : -1 };
}

gboolean
bench_berth_takes (const char *scenario)
{
  return run ((const char *const[]){ "check", scenario, NULL }, TRUE).status == 0;
}

Child
bench_berth (const char *const *arguments)
{
  Child child = run (arguments, FALSE);
  if (child.status != 0)
    bench_fail ("berth %s %s: exit status %d", arguments[0],
                arguments[1] != NULL ? arguments[1] : "", child.status);
  return child;
}

double
bench_peak (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss / 1024;
}
