/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which machines strand capacity: by resource, then the machines with most of the one of which most is
 * stranded. Their parts of it are parts of the figure of all. */
#include "page/findings.h"

#include "page/table.h"
#include "page/words.h"
#include "report/chart_unit.h"

#include <math.h>

static void
write_resources (Html *html, const PageData *data)
{
  html_open (html, "ul", NULL);
  for (guint i = 0; i < data->resources->len; i++) {
    const char *resource = g_ptr_array_index (data->resources, i);
    g_autofree char *mean = words_percent (
      page_figuref (data, NAN, "fragmentation.%s.stranded_mean", resource));
    g_autofree char *most = words_percent (
      page_figuref (data, NAN, "fragmentation.%s.stranded_max", resource));
    g_autofree char *blocked = words_percent (
      page_figuref (data, NAN, "fragmentation.%s.blocked_mean", resource));

    html_elementf (html, "li", NULL,
                   "%s: on average %s of what was free (at most %s) was on machines where no common "
                   "task fits, and %s on machines short of another resource for a typical one.",
                   chart_resource_title (resource), mean, most, blocked);
  }
  html_close (html);
}

/* Columns of stranded.csv. */
typedef struct {
  const char *resource;
  const double *part, *free, *lacking;
} Columns;

typedef struct {
  guint rows, n; /* n: resources */
  GStrv machine;
  const double *seconds, *times, *since;
  Columns *of;
} Stranded;

static const double *
find_column (const CsvTable *table, const char *resource, const char *what)
{
  g_autofree char *name = g_strconcat (resource, "_", what, NULL);

  return page_column (table, name);
}

/* FALSE where a column is not there. */
static gboolean
find_columns (Stranded *stranded, const CsvTable *table, const GPtrArray *resources)
{
  gboolean whole;

  *stranded = (Stranded){ .rows = csv_table_rows (table),
                          .n = resources->len,
                          .machine = page_texts (table, "machine"),
                          .seconds = page_column (table, "stranded_seconds"),
                          .times = page_column (table, "times"),
                          .since = page_column (table, "since"),
                          .of = g_new0 (Columns, resources->len) };
  whole = stranded->machine != NULL && stranded->seconds != NULL && stranded->times != NULL
          && stranded->since != NULL && stranded->n > 0;
  for (guint i = 0; i < stranded->n; i++) {
    Columns *of = &stranded->of[i];
    of->resource = g_ptr_array_index (resources, i);
    of->part = find_column (table, of->resource, "stranded");
    of->free = find_column (table, of->resource, "free");
    of->lacking = find_column (table, of->resource, "lacking_seconds");
    whole = whole && of->part != NULL && of->free != NULL && of->lacking != NULL;
  }
  return whole;
}

static double
sum (const double *values, guint n)
{
  double all = 0;

  for (guint i = 0; i < n; i++)
    all += values[i];
  return all;
}

/* The resource of which most is stranded (equals: the first). */
static const Columns *
find_worst (const Stranded *stranded)
{
  const Columns *worst = &stranded->of[0];

  for (guint i = 1; i < stranded->n; i++)
    if (sum (stranded->of[i].part, stranded->rows) > sum (worst->part, stranded->rows))
      worst = &stranded->of[i];
  return worst;
}

/* What no common task finds there, each with the part of the time: "CPU 95.0 %, GPU 10.0 %". */
static char *
lacking (const Stranded *stranded, guint row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < stranded->n; i++) {
    const Columns *of = &stranded->of[i];
    g_autofree char *part = words_percent (of->lacking[row] / stranded->seconds[row]);
    if (of->lacking[row] > 0)
      g_string_append_printf (text, "%s%s\u00a0%s", text->len > 0 ? ", " : "",
                              chart_resource_title (of->resource), part);
  }
  return g_strdup (text->len > 0 ? text->str : "differs by task");
}

/* Of one machine of thousands: more digits than words_percent() has. */
static char *
small_percent (double fraction)
{
  g_autofree char *number = words_number (fraction * 100);

  return g_strconcat (number, "\u00a0%", NULL);
}

static void
write_machine (Html *html, const Stranded *stranded, const Columns *worst, guint row)
{
  g_autofree char *short_of = lacking (stranded, row);

  html_open (html, "tr", NULL);
  table_name (html, stranded->machine[row]);
  table_number (html, worst->part[row], small_percent (worst->part[row]));
  table_text (html, short_of);
  for (guint i = 0; i < stranded->n; i++) {
    const Columns *of = &stranded->of[i];
    table_number (html, of->free[row],
                  chart_unit_format_short (chart_unit_of_resource (of->resource), of->free[row]));
  }
  table_number (html, stranded->seconds[row], words_seconds (stranded->seconds[row]));
  table_number (html, stranded->times[row], words_count (stranded->times[row]));
  table_number (html, stranded->since[row], words_seconds (stranded->since[row]));
  html_close (html);
}

static void
begin_table (Html *html, const Stranded *stranded, const Columns *worst)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *title = chart_resource_title (worst->resource);
  g_autofree char *part = g_strdup_printf ("%s stranded", title);
  g_autofree char *caption = g_strdup_printf ("The machines that stranded most: %s", title);
  g_auto (GStrv) heads = NULL;

  g_strv_builder_add_many (builder, "Machine", part, "Short of", NULL);
  for (guint i = 0; i < stranded->n; i++) {
    g_autofree char *head
      = g_strdup_printf ("%s free", chart_resource_title (stranded->of[i].resource));
    g_strv_builder_add (builder, head);
  }
  g_strv_builder_add_many (builder, "Stranding for", "Times", "Still, since", NULL);
  heads = g_strv_builder_end (builder);
  table_begin (html, caption, (const char *const *) heads);
}

static void
write_machines (Html *html, const Stranded *stranded, double machines)
{
  const Columns *worst = find_worst (stranded);
  g_autoptr (GArray) order = findings_largest (worst->part, stranded->rows, FINDING_MACHINES);
  g_autofree char *all = words_percent (sum (worst->part, stranded->rows));
  g_autofree char *some = words_count (stranded->rows), *of = words_count (machines);
  g_autofree char *below = words_things (order->len, "machine", NULL), *part = NULL;
  double listed = 0;

  for (guint i = 0; i < order->len; i++)
    listed += worst->part[g_array_index (order, guint, i)];
  part = words_percent (listed);
  html_elementf (html, "p", NULL,
                 "%s of %s machines stranded something for a time. %s: on average %s of what was free "
                 "was stranded on the %s below, %s on all. They were short of what no common task found "
                 "enough of, in parts of the time in which they stranded something; what was free is a "
                 "mean over that time.",
                 some, of, chart_resource_title (worst->resource), part, below, all);
  begin_table (html, stranded, worst);
  for (guint i = 0; i < order->len; i++)
    write_machine (html, stranded, worst, g_array_index (order, guint, i));
  table_end (html);
}

gboolean
finding_stranded (Html *html, const PageData *data, GError **error)
{
  const CsvTable *table;
  Stranded stranded;

  if (!page_table (data, "stranded.csv", &table, error))
    return FALSE;
  write_resources (html, data);
  if (table == NULL)
    return TRUE;
  if (find_columns (&stranded, table, data->resources))
    write_machines (html, &stranded, page_figure (data, "machines", 0));
  g_strfreev (stranded.machine);
  g_free (stranded.of);
  return TRUE;
}
