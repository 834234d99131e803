/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page is made from: the files of one results folder, read once. */
#pragma once

#include "report/plot_bind.h"

#include <json-glib/json-glib.h>

typedef struct {
  char *dir;
  ResultFolder *folder;
  JsonNode *summary, *manifest;
  GPtrArray *resources; /* of const char *: those of utilization in the summary, in its order */
} PageData;

/* manifest may be NULL: it is read. NULL with an INPUT_ERROR. */
PageData *page_data_new (const char *dir, const char *manifest, GError **error);
void page_data_free (PageData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PageData, page_data_free)

/* A figure of the summary by dotted key; `otherwise` where there is none. */
double page_figure (const PageData *data, const char *key, double otherwise);
/* The same with a key made of parts: page_figuref (data, 0, "utilization.%s.used_mean", name). */
double page_figuref (const PageData *data, double otherwise, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* A table of the folder, or NULL where the file is not there or is empty, which is no error. A
 * faulty one is: FALSE with an INPUT_ERROR. */
gboolean page_table (const PageData *data, const char *file, const CsvTable **ret, GError **error);

/* Numbers of a column (csv_table_numbers()), or NULL where there is no such column or it is text. */
const double *page_column (const CsvTable *table, const char *name);
/* Texts of a column; NULL where there is no such column. The caller frees. */
GStrv page_texts (const CsvTable *table, const char *name);
