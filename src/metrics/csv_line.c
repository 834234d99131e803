/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/csv_line.h"

#include "model/tier.h"

void
csv_line_init (CsvLine *row, ResultFile *file)
{
  row->file = file;
  row->line = g_string_new (NULL);
}

void
csv_line_clear (CsvLine *row)
{
  if (row->line != NULL)
    g_string_free (row->line, TRUE);
  row->line = NULL;
  row->file = NULL;
}

/* Every cell ends with a comma; csv_line_end() makes the last one a newline. */
static void
end_cell (CsvLine *row)
{
  g_string_append_c (row->line, ',');
}

/* Readers strip blanks around a cell that is not quoted. */
static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* How far the text goes without a character that wants to be quoted; all of it: it needs no quotes. */
static gsize
plain_length (const char *text)
{
  const char *at = text;
  if (is_blank (*text))
    return 0;
  while (*at != '\0' && *at != ',' && *at != '"' && *at != '\r' && *at != '\n')
    at++;
  return (gsize) (at - text) - (at > text && is_blank (at[-1]));
}

void
csv_append_text (GString *out, const char *text)
{
  gsize length = plain_length (text);
  if (text[length] == '\0') {
    g_string_append_len (out, text, (gssize) length);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}

void
csv_line_text (CsvLine *row, const char *text)
{
  csv_append_text (row->line, text);
  end_cell (row);
}

void
csv_line_textf (CsvLine *row, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  csv_line_text (row, text);
}

void
csv_line_tiers (CsvLine *row, const char *prefix)
{
  for (guint t = 0; t < N_TIERS; t++)
    csv_line_textf (row, "%s_%s", prefix, tier_names[t]);
}

void
csv_line_empty (CsvLine *row)
{
  end_cell (row);
}

void
csv_line_integer (CsvLine *row, gint64 value)
{
  unit_append (row->line, UNIT_PLAIN, value);
  end_cell (row);
}

void
csv_line_number (CsvLine *row, double value)
{
  number_append (row->line, value);
  end_cell (row);
}

void
csv_line_seconds (CsvLine *row, gint64 microseconds)
{
  time_append (row->line, microseconds);
  end_cell (row);
}

/* Not negative. */
void
csv_line_integral (CsvLine *row, Integral microseconds)
{
  g_autoptr (GString) rest = g_string_new (NULL);
  time_append (rest, (gint64) (microseconds % TIME_SECOND)); /* "0" or "0.25" */
  g_string_append_printf (row->line, "%" G_GINT64_FORMAT "%s",
                          (gint64) (microseconds / TIME_SECOND), rest->str + 1);
  end_cell (row);
}

void
csv_line_amount (CsvLine *row, Unit unit, gint64 amount)
{
  unit_append (row->line, unit, amount);
  end_cell (row);
}

void
csv_line_end (CsvLine *row)
{
  if (row->line->len > 0)
    row->line->str[row->line->len - 1] = '\n';
  if (row->file != NULL)
    result_file_write (row->file, row->line->str, row->line->len);
  g_string_truncate (row->line, 0);
}
