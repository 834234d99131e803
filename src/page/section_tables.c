/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result files as tables of the page. A column is a row of `columns`: which file's column, its head,
 * and how its numbers are put in words. */
#include "page/sections.h"

#include "page/findings.h"
#include "page/table.h"
#include "page/words.h"

#include <math.h>

/* Rows of a table at most: of more, those with the most of the column that ranks them. */
#define MOST_ROWS 200

typedef struct {
  const char *column, *head;
  char *(*words) (double value); /* NULL: text */
} TableColumn;

typedef struct {
  const char *file, *caption;
  const char *ranked_by; /* NULL: all rows, as they are in the file */
  const char *nothing;   /* what to say where there is no row */
  const TableColumn *columns; /* the first is text: what a row is about; .column NULL at the end */
} TableSection;

static const TableColumn tier_columns[] = {
  { "tier", "Tier", NULL },
  { "submitted", "Submitted", words_count },
  { "placed", "Placed", words_count },
  { "finished", "Finished", words_count },
  { "preempted", "Evicted for others", words_count },
  { "failed", "Evicted by failures", words_count },
  { "wait_mean", "Mean wait", words_seconds },
  { "wait_p50", "Wait, median", words_seconds },
  { "wait_p90", "Wait, 90th percentile", words_seconds },
  { "wait_p99", "Wait, 99th percentile", words_seconds },
  { "wait_max", "Longest wait", words_seconds },
  { "slowdown_p50", "Slowdown, median", words_number },
  { "slowdown_p99", "Slowdown, 99th percentile", words_number },
  { NULL, NULL, NULL },
};

static const TableColumn user_columns[] = {
  { "user", "User", NULL },
  { "weight", "Weight", words_number },
  { "share_mean", "Mean share", words_percent },
  { "share_max", "Largest share", words_percent },
  { "submitted", "Submitted", words_count },
  { "placed", "Placed", words_count },
  { "finished", "Finished", words_count },
  { "preempted", "Evicted", words_count },
  { "wait_mean", "Mean wait", words_seconds },
  { "wait_p99", "Wait, 99th percentile", words_seconds },
  { "goodput_seconds", "Goodput", words_seconds },
  { "badput_seconds", "Badput", words_seconds },
  { NULL, NULL, NULL },
};

static const TableColumn class_columns[] = {
  { "class", "Class", NULL },
  { "tier", "Tier", NULL },
  { "request", "Request", NULL },
  { "reason", "Reason", NULL },
  { "resource", "Resource", NULL },
  { "tasks", "Tasks", words_count },
  { "first_seen", "First seen", words_seconds },
  { "task_seconds", "Tasks × time", words_seconds },
  { NULL, NULL, NULL },
};

static const TableSection tiers = {
  .file = "tiers.csv",
  .caption = "Tasks, evictions, waits and slowdowns by tier",
  .nothing = "No tier has tasks.",
  .columns = tier_columns,
};
static const TableSection users = {
  .file = "users.csv",
  .caption = "Weighted dominant shares, tasks, waits and work by user",
  .ranked_by = "share_mean",
  .nothing = "No user submitted a task.",
  .columns = user_columns,
};
static const TableSection classes = {
  .file = "unschedulable.csv",
  .caption = "Classes of tasks that no machine could take for a time, by reason",
  .ranked_by = "task_seconds",
  .nothing = "No class of tasks had to wait for a machine.",
  .columns = class_columns,
};

/* The rows to show, in order. */
static GArray *
choose_rows (const TableSection *section, const CsvTable *table)
{
  const double *rank = section->ranked_by != NULL ? page_column (table, section->ranked_by) : NULL;
  GArray *rows;

  if (rank != NULL)
    return findings_largest (rank, csv_table_rows (table), MOST_ROWS);
  rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < MIN (csv_table_rows (table), MOST_ROWS); i++)
    g_array_append_val (rows, i);
  return rows;
}

/* One column of the table that is there: numbers or texts. */
typedef struct {
  const TableColumn *column;
  const double *numbers;
  GStrv texts;
} Source;

static void
source_clear (gpointer data)
{
  g_strfreev (((Source *) data)->texts);
}

static GArray *
find_sources (const TableSection *section, const CsvTable *table)
{
  GArray *sources = g_array_new (FALSE, TRUE, sizeof (Source));

  g_array_set_clear_func (sources, source_clear);
  for (const TableColumn *column = section->columns; column->column != NULL; column++) {
    Source source = { .column = column };

    if (column->words != NULL)
      source.numbers = page_column (table, column->column);
    else
      source.texts = page_texts (table, column->column);
    if (source.numbers != NULL || source.texts != NULL)
      g_array_append_val (sources, source);
  }
  return sources;
}

static void
write_row (Html *html, const GArray *sources, guint row)
{
  html_open (html, "tr", NULL);
  for (guint i = 0; i < sources->len; i++) {
    const Source *source = &g_array_index (sources, Source, i);

    if (source->numbers != NULL)
      table_number (html, source->numbers[row], source->column->words (source->numbers[row]));
    else if (i == 0)
      table_name (html, source->texts[row]);
    else
      table_text (html, source->texts[row]);
  }
  html_close (html);
}

static void
write_rows (Html *html, const TableSection *section, const CsvTable *table)
{
  g_autoptr (GArray) rows = choose_rows (section, table);
  g_autoptr (GArray) sources = find_sources (section, table);
  g_autofree const char **heads = g_new0 (const char *, sources->len + 1);
  g_autofree char *caption = rows->len < csv_table_rows (table)
                               ? g_strdup_printf ("%s: the first %u of %u by %s", section->caption,
                                                  rows->len, csv_table_rows (table),
                                                  section->ranked_by != NULL ? section->ranked_by
                                                                             : "row")
                               : g_strdup (section->caption);

  for (guint i = 0; i < sources->len; i++)
    heads[i] = g_array_index (sources, Source, i).column->head;
  table_begin (html, caption, heads);
  for (guint i = 0; i < rows->len; i++)
    write_row (html, sources, g_array_index (rows, guint, i));
  table_end (html);
}

static gboolean
write_section (Html *html, const PageData *data, const TableSection *section, GError **error)
{
  const CsvTable *table;

  if (!page_table (data, section->file, &table, error))
    return FALSE;
  if (table == NULL)
    html_element (html, "p", NULL, section->nothing);
  else
    write_rows (html, section, table);
  return TRUE;
}

gboolean
section_tiers (Html *html, const PageData *data, GError **error)
{
  return write_section (html, data, &tiers, error);
}

gboolean
section_users (Html *html, const PageData *data, GError **error)
{
  return write_section (html, data, &users, error);
}

gboolean
section_unschedulable (Html *html, const PageData *data, GError **error)
{
  return write_section (html, data, &classes, error);
}
