/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree is read by json-glib, which knows lines only while it parses: errors in what was parsed
 * name the task instead. */
#include "trace/formats/wfcommons.h"

#include <math.h>
#include <string.h>

#include "util/byte_source.h"
#include "util/input_error.h"
#include "util/json_parse.h"
#include "util/units.h"

#define EXPECTED_FILE "a workflow in WfFormat 1.5 (WfCommons)"
#define CHUNK 65536
#define SECONDS_MAX ((double) (TRACE_TIME_MAX / TIME_SECOND / 2))
#define MIB 1048576.0

/* The text ------------------------------------------------------------------------------------- */

static GString *
read_text (const char *path, const char *display, GError **error)
{
  ByteSource *source = byte_source_new (path, display, error);
  g_autofree char *chunk = g_malloc (CHUNK);
  g_autoptr (GString) text = g_string_new (NULL);
  gssize got = source != NULL ? 1 : -1;
  while (got > 0 && (got = byte_source_read (source, chunk, CHUNK, error)) > 0)
    g_string_append_len (text, chunk, got);
  byte_source_free (source);
  return got == 0 ? g_steal_pointer (&text) : NULL;
}

/* The tree ------------------------------------------------------------------------------------- */

static JsonNode *
member_of (JsonObject *object, const char *name, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static JsonObject *
object_of (JsonObject *object, const char *name)
{
  JsonNode *node = member_of (object, name, JSON_NODE_OBJECT);
  return node != NULL ? json_node_get_object (node) : NULL;
}

/* NULL: there is no such list, or something in it is no object. */
static JsonArray *
objects_of (JsonObject *object, const char *name)
{
  JsonNode *node = member_of (object, name, JSON_NODE_ARRAY);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      return NULL;
  return array;
}

static const char *
text_of (JsonObject *object, const char *name)
{
  JsonNode *node = member_of (object, name, JSON_NODE_VALUE);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gboolean
find_parts (WfFile *file, GError **error)
{
  JsonNode *root = json_parser_get_root (file->parser);
  JsonObject *top
    = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *workflow = object_of (top, "workflow");
  JsonObject *execution = object_of (workflow, "execution");
  file->name = text_of (top, "name");
  file->tasks = objects_of (object_of (workflow, "specification"), "tasks");
  file->machines = objects_of (execution, "machines");
  if (file->tasks == NULL)
    return input_error (error, file->display, 0, EXPECTED_FILE,
                        "no list of objects workflow.specification.tasks");
  if (file->name == NULL || file->name[0] == '\0')
    return input_error (error, file->display, 0, EXPECTED_FILE, "the workflow has no name");
  JsonArray *runs = objects_of (execution, "tasks");
  for (guint i = 0; runs != NULL && i < json_array_get_length (runs); i++) {
    JsonObject *run = json_array_get_object_element (runs, i);
    const char *id = text_of (run, "id");
    if (id == NULL || !g_hash_table_insert (file->runs, (gpointer) id, run))
      return input_error (error, file->display, 0, "each task once, with an id",
                          "workflow.execution.tasks has '%s' twice, or a task without id",
                          id != NULL ? id : "");
  }
  return TRUE;
}

/* Each task has an id of its own, and what has run is a task. */
static gboolean
check_tasks (const WfFile *file, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint runs = 0;
  for (guint i = 0; i < json_array_get_length (file->tasks); i++) {
    const char *id = text_of (json_array_get_object_element (file->tasks, i), "id");
    if (id == NULL || id[0] == '\0')
      return input_error (error, file->display, 0, "each task with an id",
                          "task number %u of workflow.specification.tasks has none", i + 1);
    if (strchr (id, ';') != NULL)
      return input_error (error, file->display, 0, "ids without ;", "the task '%s'", id);
    if (!g_hash_table_add (seen, (gpointer) id))
      return input_error (error, file->display, 0, "each task once", "task '%s' is there twice", id);
    runs += g_hash_table_contains (file->runs, id) ? 1 : 0;
  }
  return runs == g_hash_table_size (file->runs)
         || input_error (error, file->display, 0, "those of workflow.specification.tasks",
                         "%u tasks of workflow.execution.tasks are not specified",
                         g_hash_table_size (file->runs) - runs);
}

WfFile *
wf_file_new (const char *path, const char *display, GError **error)
{
  g_autoptr (WfFile) file = g_new0 (WfFile, 1);
  file->display = g_strdup (display);
  file->parser = json_parser_new ();
  file->runs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = read_text (path, display, error);
  if (text == NULL || !json_parse_text (file->parser, display, text->str, text->len, error) || !find_parts (file, error)
      || !check_tasks (file, error))
    return NULL;
  return g_steal_pointer (&file);
}

void
wf_file_free (WfFile *file)
{
  if (file == NULL)
    return;
  g_hash_table_unref (file->runs);
  g_object_unref (file->parser);
  g_free (file->display);
  g_free (file);
}

/* Tasks ---------------------------------------------------------------------------------------- */

const char *
wf_task_id (const WfFile *file, guint task)
{
  return text_of (json_array_get_object_element (file->tasks, task), "id");
}

gboolean
wf_task_parents (const WfFile *file, guint task, GString *ret, GError **error)
{
  JsonNode *node = member_of (json_array_get_object_element (file->tasks, task), "parents",
                              JSON_NODE_ARRAY);
  JsonArray *parents = node != NULL ? json_node_get_array (node) : NULL;
  g_string_truncate (ret, 0);
  for (guint i = 0; parents != NULL && i < json_array_get_length (parents); i++) {
    JsonNode *parent = json_array_get_element (parents, i);
    if (!JSON_NODE_HOLDS_VALUE (parent) || json_node_get_value_type (parent) != G_TYPE_STRING)
      return input_error (error, file->display, 0, "ids of tasks",
                          "parents of task '%s' has something else", wf_task_id (file, task));
    if (strchr (json_node_get_string (parent), ';') != NULL)
      return input_error (error, file->display, 0, "ids without ;", "'%s' among parents of task '%s'",
                          json_node_get_string (parent), wf_task_id (file, task));
    g_string_append_printf (ret, "%s%s", i > 0 ? ";" : "", json_node_get_string (parent));
  }
  return TRUE;
}

gboolean
wf_number (const WfFile *file, JsonObject *object, const char *whose, const char *member,
           double max, double missing, double *ret, GError **error)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;
  *ret = missing;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    *ret = json_node_get_double (node);
  if ((type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && *ret >= 0 && *ret <= max)
    return TRUE;
  g_autofree char *expected = g_strdup_printf ("a number from 0 to %.0f", max);
  return input_error (error, file->display, 0, expected, "%s of %s is out of range, or no number",
                      member, whose);
}

gboolean
wf_task_run (const WfFile *file, guint task, WfRun *ret, GError **error)
{
  const char *id = wf_task_id (file, task);
  JsonObject *run = g_hash_table_lookup (file->runs, id);
  g_autofree char *whose = g_strdup_printf ("task '%s'", id);
  double seconds, cores, bytes;
  if (!wf_number (file, run, whose, "runtimeInSeconds", SECONDS_MAX, -1, &seconds, error)
      || !wf_number (file, run, whose, "coreCount", G_MAXINT32 / 1000, 0, &cores, error)
      || !wf_number (file, run, whose, "memoryInBytes", G_MAXINT32 * MIB, 0, &bytes, error))
    return FALSE;
  *ret = (WfRun){ .cpu = cores > 0 ? (gint64) ceil (cores * 1000) : WF_ONE_CORE,
                  .memory = (gint64) ceil (bytes / MIB),
                  .run_time = seconds < 0 ? -1 : (gint64) llround (seconds * TIME_SECOND),
                  .has_cpu = cores > 0,
                  .has_memory = bytes > 0 };
  return TRUE;
}
