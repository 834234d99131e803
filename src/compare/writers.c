/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/writers.h"

#include "util/result_file.h"

#include <glib/gstdio.h>
#include <string.h>

const ComparisonWriter comparison_writers[] = {
  { "text", NULL, comparison_text },
  { "json", "comparison.json", comparison_json },
  { "csv", "comparison.csv", comparison_csv },
  { "md", "comparison.md", comparison_markdown },
  { NULL, NULL, NULL },
};

void
comparison_remove (const char *folder)
{
  for (const ComparisonWriter *writer = comparison_writers; writer->name != NULL; writer++)
    if (writer->file != NULL) {
      g_autofree char *path = g_build_filename (folder, writer->file, NULL);

      (void) g_unlink (path);
    }
}

gboolean
comparison_write (const PairedComparison *comparison, const char *folder, GError **error)
{
  for (const ComparisonWriter *writer = comparison_writers; writer->name != NULL; writer++) {
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;

    if (writer->file == NULL)
      continue;
    path = g_build_filename (folder, writer->file, NULL);
    text = writer->write (comparison);
    if (!result_file_write_whole (path, text, strlen (text), error))
      return FALSE;
  }
  return TRUE;
}
