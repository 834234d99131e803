/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/row.h"

#include "model/tier.h"

#include <string.h>

void
row_init (Row *row, ResultFile *file)
{
  row->file = file;
  row->line = g_string_new (NULL);
}

void
row_clear (Row *row)
{
  if (row->line != NULL)
    g_string_free (row->line, TRUE);
  row->line = NULL;
  row->file = NULL;
}

/* Every cell ends with a comma; row_end() makes the last one a newline. */
static void
end_cell (Row *row)
{
  g_string_append_c (row->line, ',');
}

void
row_text (Row *row, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append (row->line, text);
  } else {
    g_string_append_c (row->line, '"');
    for (const char *at = text; *at != '\0'; at++) {
      if (*at == '"')
        g_string_append_c (row->line, '"');
      g_string_append_c (row->line, *at);
    }
    g_string_append_c (row->line, '"');
  }
  end_cell (row);
}

void
row_textf (Row *row, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  row_text (row, text);
}

void
row_tiers (Row *row, const char *prefix)
{
  for (guint t = 0; t < N_TIERS; t++)
    row_textf (row, "%s_%s", prefix, tier_names[t]);
}

void
row_empty (Row *row)
{
  end_cell (row);
}

void
row_integer (Row *row, gint64 value)
{
  g_string_append_printf (row->line, "%" G_GINT64_FORMAT, value);
  end_cell (row);
}

void
row_number (Row *row, double value)
{
  number_append (row->line, value);
  end_cell (row);
}

void
row_time (Row *row, gint64 microseconds)
{
  time_append (row->line, microseconds);
  end_cell (row);
}

void
row_amount (Row *row, Unit unit, gint64 amount)
{
  unit_append (row->line, unit, amount);
  end_cell (row);
}

void
row_end (Row *row)
{
  if (row->line->len > 0)
    row->line->str[row->line->len - 1] = '\n';
  if (row->file != NULL)
    result_file_write (row->file, row->line->str, row->line->len);
  g_string_truncate (row->line, 0);
}
