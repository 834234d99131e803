/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other readers are made of: rows and lines of files, numbers, laws. */
#include "tests/fuzz/targets.h"

#include "generate/law.h"
#include "report/csv_table.h"
#include "tests/fuzz/input.h"
#include "util/csv.h"
#include "util/line_reader.h"
#include "util/units.h"

#include <math.h>
#include <string.h>

/* Rows ------------------------------------------------------------------------------------------ */

static gboolean
read_rows (const char *path)
{
  GError *error = NULL;
  g_autoptr (CsvReader) reader = csv_reader_new (path, "rows.csv", &error);
  const char *const *cells;
  guint columns, line = 1;
  int got;

  if (reader == NULL)
    return fuzz_refused (error);
  fuzz_require (csv_reader_header (reader, &columns) != NULL && columns > 0);
  while ((got = csv_reader_next (reader, &cells, &error)) > 0) {
    fuzz_require (csv_reader_line (reader) > line);
    line = csv_reader_line (reader);
    for (guint i = 0; i < columns; i++)
      fuzz_require (g_utf8_validate (cells[i], -1, NULL));
  }
  fuzz_require (got < 0 || csv_reader_position (reader) == csv_reader_size (reader));
  return got == 0 || fuzz_refused (error);
}

static void
read_lines (const char *path)
{
  GError *error = NULL;
  g_autoptr (LineReader) reader = line_reader_new (path, "rows.csv", &error);
  guint lines = 0;
  char *line;
  int got;

  if (reader == NULL) {
    fuzz_refused (error);
    return;
  }
  while ((got = line_reader_next (reader, &line, &error)) > 0) {
    fuzz_require (line_reader_line (reader) == ++lines);
    fuzz_require (strchr (line, '\n') == NULL);
  }
  if (got < 0)
    fuzz_refused (error);
}

static void
read_table (const char *path)
{
  GError *error = NULL;
  g_autoptr (CsvTable) table = csv_table_read (path, &error);

  if (table == NULL)
    fuzz_refused (error);
  for (guint i = 0; table != NULL && i < csv_table_columns (table); i++) {
    g_auto (GStrv) texts = csv_table_texts (table, i, &error);

    fuzz_require (texts != NULL && g_strv_length (texts) == csv_table_rows (table));
    fuzz_require (csv_table_find (table, csv_table_name (table, i)) == (gint) i);
    if (csv_table_numbers (table, i, &error) == NULL)
      fuzz_refused (g_steal_pointer (&error));
  }
}

gboolean
fuzz_csv (const char *folder, const char *name)
{
  g_autofree char *packed = fuzz_file (folder, "rows.csv.gz");
  g_autofree char *plain = fuzz_file (folder, "rows.csv");
  const char *path = packed != NULL ? packed : plain;

  (void) name;
  if (path == NULL)
    return FALSE;
  read_lines (path);
  read_table (path);
  return read_rows (path);
}

/* Numbers --------------------------------------------------------------------------------------- */

static gboolean
read_amount (const char *text, Unit unit)
{
  g_autoptr (GString) again = g_string_new (NULL);
  gint64 amount, same;

  if (!unit_parse (text, unit, G_MAXINT32, &amount, NULL))
    return FALSE;
  fuzz_require (amount >= 0 && amount <= G_MAXINT32);
  unit_append (again, unit, amount);
  fuzz_require (unit_parse (again->str, unit, G_MAXINT32, &same, NULL) && same == amount);
  return TRUE;
}

static gboolean
read_time (const char *text)
{
  g_autoptr (GString) again = g_string_new (NULL);
  gint64 time, same;

  if (!time_parse (text, &time, NULL))
    return FALSE;
  fuzz_require (time >= 0 && time <= G_GINT64_CONSTANT (1) << 62);
  time_append (again, time);
  fuzz_require (time_parse (again->str, &same, NULL) && same == time);
  g_free (time_format_human (time));
  return TRUE;
}

static gboolean
read_number (const char *text)
{
  g_autoptr (GString) again = g_string_new (NULL);
  double number, same;
  gint64 integer;

  if (integer_parse (text, G_MININT64, G_MAXINT64, &integer, NULL))
    fuzz_require (number_parse (text, -1e19, 1e19, &number, NULL));
  if (!number_parse (text, -G_MAXDOUBLE, G_MAXDOUBLE, &number, NULL))
    return FALSE;
  fuzz_require (isfinite (number));
  number_append (again, number);
  fuzz_require (number_parse (again->str, -G_MAXDOUBLE, G_MAXDOUBLE, &same, NULL));
  fuzz_require (!(same < number) && !(same > number));
  return TRUE;
}

/* Every line is one of anything. */
gboolean
fuzz_numbers (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gboolean taken = FALSE;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    for (Unit unit = UNIT_CPU; unit <= UNIT_PLAIN; unit++)
      taken |= read_amount (lines[i], unit);
    taken |= read_time (lines[i]);
    taken |= read_number (lines[i]);
  }
  return taken;
}

/* Laws ------------------------------------------------------------------------------------------ */

static char *
resolve (const char *name, gconstpointer folder)
{
  return g_build_filename (folder, name, NULL);
}

static void
draw (const Law *law)
{
  static const double chances[] = { 1e-9, 0.25, 0.5, 0.75, 1 - 1e-9 };
  g_autoptr (gsl_rng) stream = random_stream_new (1, "fuzz", "law");
  double before = 0;

  for (guint i = 0; law_is_inverted (law) && i < G_N_ELEMENTS (chances); i++) {
    double value = law_quantile (law, chances[i]);

    fuzz_require (value >= before);
    before = value;
  }
  for (guint i = 1; i <= 20; i++)
    fuzz_require (law_draw (law, stream, i) >= 0);
  fuzz_require (law_mean (law, 3) >= 0 || (isnan (law_mean (law, 3)) && !law_is_inverted (law)));
}

static gboolean
read_law (const char *text, const char *folder, LawUnit unit)
{
  const LawContext context = { unit, resolve, folder };
  g_autofree char *what = NULL, *expected = NULL;
  g_autoptr (Law) law = law_parse (text, &context, &what, &expected);

  if (law != NULL)
    draw (law);
  fuzz_require (law != NULL || what != NULL);
  return law != NULL;
}

gboolean
fuzz_law (const char *folder, const char *name)
{
  static const LawUnit units[]
    = { { LAW_COUNT, UNIT_PLAIN }, { LAW_TIME, UNIT_PLAIN }, { LAW_AMOUNT, UNIT_CPU } };
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gboolean taken = FALSE;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  g_strchomp (text);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    taken |= read_law (text, folder, units[i]);
  return taken;
}
