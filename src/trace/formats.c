/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of formats, and how a file is recognised: by the first row whose columns it has. */
#include "trace/formats.h"

#include <string.h>

#include "util/byte_source.h"
#include "util/csv.h"
#include "util/input_error.h"

#define POINTER(id, name, tasks, machines) &trace_format_##id,
const TraceFormat *const trace_formats[] = { TRACE_FORMATS (POINTER) NULL };

/* For people: how their files look. */
#define LOOK(id, name, tasks, machines) { name, { [TRACE_TASKS] = tasks, [TRACE_MACHINES] = machines } },
static const struct {
  const char *name, *look[2];
} looks[] = { TRACE_FORMATS (LOOK) };

#define BEGINNING 4096

/* Formats that are no CSV are told by how the file begins. *ret is NULL where none is meant. */
static gboolean
recognise_beginning (const char *path, const char *display, const TraceFormat **ret,
                     GError **error)
{
  char beginning[BEGINNING + 1];
  ByteSource *source = byte_source_new (path, display, error);
  gssize length = source != NULL ? byte_source_read (source, beginning, BEGINNING, error) : -1;

  byte_source_free (source);
  *ret = NULL;
  if (length < 0)
    return FALSE;
  beginning[length] = '\0';
  for (guint i = 0; trace_formats[i] != NULL && *ret == NULL; i++)
    if (trace_formats[i]->looks_like != NULL && trace_formats[i]->looks_like (beginning))
      *ret = trace_formats[i];
  return TRUE;
}

/* The format of a folder, or NULL and *error. */
static const TraceFormat *
recognise_folder (const char *path, const char *display, GError **error)
{
  for (guint i = 0; trace_formats[i] != NULL; i++)
    if (trace_formats[i]->is_folder != NULL && trace_formats[i]->is_folder (path))
      return trace_formats[i];
  input_error (error, display, 0,
               "a file, or a folder with batch_task.csv (alibaba2017, alibaba2018), "
               "pai_task_table.csv (alibaba-gpu2020), cluster_log.csv (helios), "
               "task_events/part-00000-of-00500.csv.gz and so on (google2011), or "
               "instance_events-000000000000.json.gz (google2019)",
               "no format has traces in such a folder");
  return NULL;
}

static const TraceFormat *
recognise (const char *const *header, guint columns, TraceKind kind, const TraceContext *context)
{
  for (guint i = 0; trace_formats[i] != NULL; i++) {
    gboolean (*is) (const char *const *, guint, const TraceContext *)
      = kind == TRACE_TASKS ? trace_formats[i]->is_tasks : trace_formats[i]->is_machines;

    if (is != NULL && is (header, columns, context))
      return trace_formats[i];
  }
  return NULL;
}

/* "a tasks file: job,submit,… (berth), …" */
static char *
describe_files (TraceKind kind)
{
  GString *text = g_string_new (kind == TRACE_TASKS ? "a tasks file:" : "a machines file:");
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].look[kind][0] != '\0')
      g_string_append_printf (text, "%s %s (%s)", text->str[text->len - 1] == ':' ? "" : ",",
                              looks[i].look[kind], looks[i].name);
  return g_string_free (text, FALSE);
}

static const TraceFormat *
choose_by_header (const char *path, const char *display, TraceKind kind,
                  const TraceContext *context, GError **error)
{
  static const char *const noun[] = { "machines file", "tasks file" };
  TraceKind other = kind == TRACE_TASKS ? TRACE_MACHINES : TRACE_TASKS;
  g_autoptr (CsvReader) reader = NULL;
  g_autofree char *expected = NULL;
  const TraceFormat *found;
  const char *const *header;
  guint columns = 0;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return recognise_folder (path, display, error);
  if (!recognise_beginning (path, display, &found, error) || found != NULL)
    return found;
  reader = csv_reader_new (path, display, error);
  if (reader == NULL)
    return NULL;
  header = csv_reader_header (reader, &columns);
  found = recognise (header, columns, kind, context);
  if (found != NULL)
    return found;
  found = recognise (header, columns, other, context);
  if (found != NULL) {
    expected = g_strdup_printf ("a %s", noun[kind]);
    input_error (error, display, 1, expected, "this is a %s (%s)", noun[other], found->name);
  } else {
    expected = describe_files (kind);
    input_error (error, display, 1, expected, "no format has these columns");
  }
  return NULL;
}

const TraceFormat *
trace_format_choose (const char *path, const char *display, const char *format, TraceKind kind,
                     const TraceContext *context, GError **error)
{
  const char *names[G_N_ELEMENTS (trace_formats) + 1] = { "auto" };
  g_autofree char *expected = NULL;

  if (strcmp (format, "auto") == 0)
    return choose_by_header (path, display, kind, context, error);
  for (guint i = 0; trace_formats[i] != NULL; i++) {
    if (strcmp (trace_formats[i]->name, format) == 0)
      return trace_formats[i];
    names[i + 1] = trace_formats[i]->name;
  }
  expected = input_expected_one_of (format, names);
  input_error (error, display, 0, expected, "unknown format '%s'", format);
  return NULL;
}

gboolean
trace_is_recognised (const char *path)
{
  const TraceContext context = { 0 };

  return (g_file_test (path, G_FILE_TEST_IS_DIR) || g_file_test (path, G_FILE_TEST_IS_REGULAR))
         && trace_format_choose (path, path, "auto", TRACE_TASKS, &context, NULL) != NULL;
}

gboolean
trace_read_machines (const char *path, const char *display, const char *format,
                     const TraceContext *context, Inventory *inventory, GError **error)
{
  const TraceFormat *found = trace_format_choose (path, display, format, TRACE_MACHINES, context,
                                                  error);
  guint before = inventory_count (inventory);

  if (found == NULL || !found->read_machines (path, display, context, inventory, error))
    return FALSE;
  return inventory_count (inventory) > before
         || input_error (error, display, 0, "at least one machine", "no machines");
}

gboolean
trace_read_own_machines (const char *path, const char *display, const char *format,
                         const TraceContext *context, Inventory *inventory, GError **error)
{
  const TraceFormat *found = trace_format_choose (path, display, format, TRACE_TASKS, context,
                                                  error);

  if (found == NULL)
    return FALSE;
  return !found->machines_in_tasks
         || found->read_machines (path, display, context, inventory, error);
}

GStrv
trace_files (const char *path, const char *display, const char *format,
             const TraceContext *context, GError **error)
{
  const TraceFormat *found = trace_format_choose (path, display, format, TRACE_TASKS, context,
                                                  NULL);
  GStrv files = NULL;

  if (found != NULL && found->files != NULL)
    return found->files (path, error);
  files = g_new0 (char *, 2);
  files[0] = g_strdup (path);
  return files;
}
