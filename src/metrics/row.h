/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a result file while it is put together: cells are added from left to right, exact
 * numbers without any locale, text quoted where CSV asks for it (RFC 4180). */
#pragma once

#include "model/resources.h"
#include "util/result_file.h"

typedef struct {
  ResultFile *file;
  GString *line;
} Row;

/* file may be NULL: then nothing is written at all. It is not owned. */
void row_init (Row *row, ResultFile *file);
void row_clear (Row *row);

/* A cell each. */
void row_text (Row *row, const char *text);
void row_empty (Row *row);
void row_integer (Row *row, gint64 value);
void row_number (Row *row, double value);
void row_time (Row *row, gint64 microseconds);        /* seconds, exact */
void row_amount (Row *row, Unit unit, gint64 amount); /* in people's units, exact */
void row_textf (Row *row, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Cells `prefix_<tier>` for the four tiers: a part of a header. */
void row_tiers (Row *row, const char *prefix);

/* Writes the line and begins the next. */
void row_end (Row *row);
