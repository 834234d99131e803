/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a result file while it is put together: cells are added from left to right, exact
 * numbers without any locale, text quoted where CSV asks for it (RFC 4180). */
#pragma once

#include "metrics/integral.h"
#include "model/resources.h"
#include "util/result_file.h"

typedef struct {
  ResultFile *file;
  GString *line;
} CsvLine;

/* file may be NULL: then nothing is written at all. It is not owned. */
void csv_line_init (CsvLine *row, ResultFile *file);
void csv_line_clear (CsvLine *row);

/* Text as a cell has it. */
void csv_append_text (GString *out, const char *text);

/* A cell each. */
void csv_line_text (CsvLine *row, const char *text);
void csv_line_empty (CsvLine *row);
void csv_line_integer (CsvLine *row, gint64 value);
void csv_line_number (CsvLine *row, double value);
void csv_line_seconds (CsvLine *row, gint64 microseconds);     /* seconds, exact */
void csv_line_integral (CsvLine *row, Integral microseconds);  /* the same, beyond 64 bits */
void csv_line_amount (CsvLine *row, Unit unit, gint64 amount); /* in people's units, exact */
void csv_line_textf (CsvLine *row, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Cells `prefix_<tier>` for the four tiers: a part of a header. */
void csv_line_tiers (CsvLine *row, const char *prefix);

/* Writes the line and begins the next. */
void csv_line_end (CsvLine *row);
