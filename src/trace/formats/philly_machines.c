/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/philly.h"

#include "trace/columns.h"
#include "util/byte_source.h"
#include "util/input_error.h"

#include <string.h>

enum { MACHINE, GPUS, GPU_MEMORY, N_COLUMNS };

static const char *const columns_of_list[N_COLUMNS + 1]
  = { "machineId", "number of GPUs", "single GPU mem", NULL };

gboolean
philly_gpus (const TraceContext *context, const char *display, int *ret, GError **error)
{
  *ret = resource_set_find (context->resources, "gpu");
  return (*ret >= 0 && context->resources->item[*ret].device_slot >= 0)
         || input_error (error, display, 0, "'gpu' among [cell] resources and devices",
                         "the cell does not count GPUs, and the trace counts nothing else");
}

gboolean
philly_is_machines (const char *const *header, guint columns, const TraceContext *context)
{
  (void) context;
  return columns_have (header, columns, "machineId")
         && columns_have (header, columns, "number of GPUs");
}

/* Is it the list, and not the jobs? These are JSON. */
static gboolean
is_list (const char *path)
{
  char beginning[256] = "";
  ByteSource *source = byte_source_new (path, path, NULL);
  gssize got = source != NULL ? byte_source_read (source, beginning, sizeof beginning - 1, NULL) : -1;
  const char *first = beginning + strspn (beginning, " \t\r\n");
  byte_source_free (source);
  return got > 0 && *first != '[' && *first != '{';
}

/* The list of the machines of these jobs; NULL: there is none beside them. */
static char *
find_list (const char *path)
{
  static const char *const names[] = { "cluster_machine_list", "cluster_machine_list.gz",
                                       "cluster_machine_list.csv", "cluster_machine_list.csv.gz" };
  g_autofree char *folder = g_path_get_dirname (path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *list = g_build_filename (folder, names[i], NULL);
    if (g_file_test (list, G_FILE_TEST_IS_REGULAR))
      return g_steal_pointer (&list);
  }
  return NULL;
}

GStrv
philly_files (const char *path, GError **error)
{
  GStrv files = g_new0 (char *, 3);
  (void) error;
  files[0] = g_strdup (path);
  files[1] = is_list (path) ? NULL : find_list (path);
  return files;
}

static gboolean
read_machine (const Row *row, const int *index, int gpu, Inventory *inventory, GError **error)
{
  const char *memory = row_cell (row, index[GPU_MEMORY]);
  g_autofree char *attributes = memory[0] != '\0' ? g_strconcat ("gpu-memory=", memory, NULL) : NULL;
  g_autofree char *reason = NULL;
  MachineSpec spec = { .attributes = attributes };
  gint64 gpus;
  if (!row_name (row, index[MACHINE], "machineId", &spec.name, error)
      || !row_integer_or (row, index[GPUS], "number of GPUs", 0, MAX_DEVICES, 0, &gpus, error))
    return FALSE;
  spec.capacity.of[gpu] = (Amount) gpus * DEVICE;
  return inventory_add (inventory, &spec, &reason)
         || row_error (row, "machineId", "each machine once", error, "%s", reason);
}

gboolean
philly_read_machines (const char *path, const char *display, const TraceContext *context,
                      Inventory *inventory, GError **error)
{
  g_autofree char *list = is_list (path) ? g_strdup (path) : find_list (path);
  g_autoptr (CsvReader) reader = NULL;
  int index[N_COLUMNS], gpu, got;
  Row row = { 0 };
  if (!philly_gpus (context, display, &gpu, error))
    return FALSE;
  if (list == NULL)
    return input_error (error, display, 0, "one, or machines in [cell] or [machines NAME]",
                        "there is no cluster_machine_list beside it");
  row.reader = reader = csv_reader_new (list, list, error);
  if (reader == NULL || !columns_bind (reader, columns_of_list, index, error)
      || !columns_require (reader, columns_of_list[MACHINE], index[MACHINE], error)
      || !columns_require (reader, columns_of_list[GPUS], index[GPUS], error))
    return FALSE;
  while ((got = csv_reader_next (reader, &row.cells, error)) > 0)
    if (!read_machine (&row, index, gpu, inventory, error))
      return FALSE;
  return got == 0;
}
