/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/rows.h"

#include "bench/bench.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BUFFER (1 << 20)
#define CELL   64 /* no cell is longer */

struct Rows {
  FILE *file;
  gsize used;
  char text[BUFFER];
};

Rows *
rows_new (const char *path)
{
  Rows *rows = g_new (Rows, 1);
  rows->used = 0;
  rows->file = fopen (path, "wb");
  if (rows->file == NULL)
    bench_fail ("%s: %s", path, g_strerror (errno));
  setvbuf (rows->file, NULL, _IONBF, 0);
  return rows;
}

static void
flush (Rows *rows)
{
  if (fwrite (rows->text, 1, rows->used, rows->file) != rows->used)
    bench_fail ("cannot write: %s", g_strerror (errno));
  rows->used = 0;
}

void
rows_free (Rows *rows)
{
  flush (rows);
  if (fclose (rows->file) != 0)
    bench_fail ("cannot write: %s", g_strerror (errno));
  g_free (rows);
}

static char *
reserve (Rows *rows, gsize length)
{
  g_assert (length <= BUFFER);
  if (rows->used + length > BUFFER)
    flush (rows);
  return rows->text + rows->used;
}

void
rows_text (Rows *rows, const char *text)
{
  gsize length = strlen (text);
  memcpy (reserve (rows, length), text, length);
  rows->used += length;
}

void
rows_number (Rows *rows, gint64 value)
{
  char digits[CELL];
  gsize length = 0;
  char *out = reserve (rows, CELL);
  do
    digits[length++] = (char) ('0' + value % 10);
  while ((value /= 10) > 0);
  rows->used += length;
  while (length > 0)
    *out++ = digits[--length];
}

void
rows_milli (Rows *rows, gint64 value)
{
  rows_number (rows, value / 1000);
  if (value % 1000 == 0)
    return;
  char *out = reserve (rows, 4);
  gint64 rest = value % 1000;
  out[0] = '.';
  out[1] = (char) ('0' + rest / 100);
  out[2] = (char) ('0' + rest / 10 % 10);
  out[3] = (char) ('0' + rest % 10);
  rows->used += 4;
}
