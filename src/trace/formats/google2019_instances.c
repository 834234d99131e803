/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instance_events: rows of tasks become events; those of alloc instances are left out. */
#include "trace/formats/google2019.h"

enum {
  TIME,
  EVENT,
  ID,
  INDEX,
  COLLECTION_TYPE,
  PRIORITY,
  MACHINE,
  ALLOC,
  CPU,
  MEMORY,
  CONSTRAINT,
};
static const char *const columns[] = {
  "time", "type",
  "collection_id", "instance_index",
  "collection_type", "priority",
  "machine_id", "alloc_collection_id",
  "resource_request.cpus", "resource_request.memory",
  "constraint", NULL,
};
#define REQUIRED (INDEX + 1)

static const char *const names[] = {
  "SUBMIT", "QUEUE", "ENABLE", "SCHEDULE",       "EVICT",          "FAIL",
  "FINISH", "KILL",  "LOST",   "UPDATE_PENDING", "UPDATE_RUNNING", NULL,
};

/* By code. */
static const guint8 kinds[G_N_ELEMENTS (names) - 1] = {
  GOOGLE_SUBMIT, GOOGLE_QUEUE, GOOGLE_QUEUE, GOOGLE_SCHEDULE,       GOOGLE_EVICT,         GOOGLE_FAIL,
  GOOGLE_FINISH, GOOGLE_KILL,  GOOGLE_LOST,  GOOGLE_UPDATE_PENDING, GOOGLE_UPDATE_RUNNING,
};

/* What the row does not say of its job, the collection does. */
static gboolean
read_numbers (const Row *row, const GoogleCollections *collections, GoogleEvent *event,
              gboolean *ret_is_alloc, GError **error)
{
  gint64 index, priority;
  guint kind, type;

  if (!google_time (row, TIME, &event->time, error)
      || !google_integer (row, ID, columns[ID], 0, G_MAXINT64, &event->job, error)
      || !google_integer (row, INDEX, columns[INDEX], 0, TASK_NUMBER_MAX, &index, error)
      || !google_table_code (row, EVENT, columns[EVENT], names, &kind, error)
      || !google_table_code_or_0 (row, COLLECTION_TYPE, columns[COLLECTION_TYPE],
                                  google2019_collection_types, &type, error))
    return FALSE;
  const GoogleCollection *collection = google2019_collection (collections, event->job);
  if (!google_table_integer (row, PRIORITY, columns[PRIORITY], 0, GOOGLE2019_PRIORITY_MAX,
                             collection != NULL ? collection->priority : 0, &priority, error))
    return FALSE;
  *ret_is_alloc = type == GOOGLE2019_ALLOC_SET || (collection != NULL && collection->is_alloc_set);
  event->index = (gint32) index;
  event->kind = kinds[kind];
  event->priority = (guint16) priority;
  event->user = collection != NULL ? collection->user : G_MAXUINT32;
  return TRUE;
}

/* Machine 0 is none, and -1 one that is kept for the task. */
static gboolean
read_wishes (const GoogleRows *rows, const Row *row, GoogleEvent *event, GError **error)
{
  gint64 machine, alloc;

  if (!google_table_integer (row, MACHINE, columns[MACHINE], -1, G_MAXINT64, 0, &machine, error)
      || !google_table_integer (row, ALLOC, columns[ALLOC], 0, G_MAXINT64, 0, &alloc, error))
    return FALSE;
  if (machine > 0 && rows->machines != NULL
      && !g_hash_table_contains (rows->machines, GSIZE_TO_POINTER ((gsize) machine)))
    event->wishes |= GOOGLE_UNKNOWN_MACHINE;
  if (alloc != 0)
    event->wishes |= GOOGLE_IN_ALLOC;
  if (google_table_has (row, CONSTRAINT))
    event->wishes |= GOOGLE_CONSTRAINED;
  return google_fraction (row, CPU, columns[CPU], GOOGLE_CPU, &event->cpu, error)
         && google_fraction (row, MEMORY, columns[MEMORY], GOOGLE_MEMORY, &event->memory, error);
}

static gboolean
read_row (GoogleRows *rows, const Row *row, guint part, const GoogleCollections *collections,
          GError **error)
{
  GoogleEvent event = { .place = { part, row->line } };
  gboolean is_alloc;

  if (!read_numbers (row, collections, &event, &is_alloc, error)
      || !read_wishes (rows, row, &event, error))
    return FALSE;
  if (is_alloc) {
    google_note (rows->notes, GOOGLE_NOTE_ALLOC, rows->parts, event.place);
    return TRUE;
  }
  if (event.user == G_MAXUINT32)
    event.user = google_rows_user (rows, "");
  return google_rows_keep (rows, &event, error);
}

static gboolean
read_part (GoogleRows *rows, guint part, const GoogleCollections *collections, GError **error)
{
  g_autoptr (GoogleTable) table = google_table_new (rows->parts[part], columns, REQUIRED, error);
  Row row;
  int got;

  if (table == NULL)
    return FALSE;
  while ((got = google_table_next (table, &row, error)) > 0)
    if (!read_row (rows, &row, part, collections, error))
      return FALSE;
  return got == 0;
}

gboolean
google2019_read_instances (GoogleRows *rows, const GoogleCollections *collections, GError **error)
{
  rows->unordered = TRUE;
  for (guint i = 0; rows->parts[i] != NULL; i++)
    if (!read_part (rows, i, collections, error))
      return FALSE;
  return TRUE;
}
