/* SPDX-License-Identifier: GPL-3.0-or-later */
/* collection_events: whose a job is, and what it waits for. Each row of a collection says it all again;
 * the rows are sorted by collection, and become one. */
#include "trace/formats/google2019.h"
#include "util/input_error.h"

enum { ID, TYPE, PRIORITY, USER, PARENT, AFTER, PER_MACHINE, PER_SWITCH, SCALING };
static const char *const columns[] = {
  "collection_id",        "collection_type",
  "priority",             "user",
  "parent_collection_id", "start_after_collection_ids",
  "max_per_machine",      "max_per_switch",
  "vertical_scaling",     NULL,
};

const char *const google2019_collection_types[] = { "JOB", "ALLOC_SET", NULL };

static const char *const scalings[] = {
  "VERTICAL_SCALING_SETTING_UNKNOWN", "VERTICAL_SCALING_OFF",
  "VERTICAL_SCALING_CONSTRAINED",     "VERTICAL_SCALING_FULLY_AUTOMATED",
  NULL,
};
#define SCALING_CONSTRAINED 2

static int
compare_rows (const void *x, const void *y)
{
  const GoogleCollection *a = x, *b = y;
  if (a->id != b->id)
    return a->id < b->id ? -1 : 1;
  if (a->place.part != b->place.part)
    return a->place.part < b->place.part ? -1 : 1;
  return (a->place.line > b->place.line) - (a->place.line < b->place.line);
}

/* Numbers with whatever between them: a JSON list, or what programs make of one in CSV. */
static gboolean
keep_after (GoogleRows *rows, const Row *row, gint64 id, GError **error)
{
  const char *text = row->cells[AFTER];

  while (*(text += strcspn (text, "0123456789")) != '\0') {
    char *end;
    guint64 parent = g_ascii_strtoull (text, &end, 10);
    GoogleAfter after = { id, (gint64) parent };

    if (parent > G_MAXINT64)
      return row_error (row, columns[AFTER], "ids of collections", error, "'%s' is out of range", text);
    if (!scratch_file_append (rows->after, &after, error))
      return FALSE;
    text = end;
  }
  return TRUE;
}

static gboolean
read_row (GoogleRows *rows, const Row *row, GoogleCollection *ret, GError **error)
{
  gint64 parent, priority, per_machine, per_switch;
  guint type, scaling;

  if (!google_integer (row, ID, columns[ID], 0, G_MAXINT64, &ret->id, error)
      || !google_table_code_or_0 (row, TYPE, columns[TYPE], google2019_collection_types, &type, error)
      || !google_table_integer (row, PRIORITY, columns[PRIORITY], 0, GOOGLE2019_PRIORITY_MAX, -1,
                                &priority, error)
      || !google_table_integer (row, PARENT, columns[PARENT], 0, G_MAXINT64, 0, &parent, error)
      || !google_table_integer (row, PER_MACHINE, columns[PER_MACHINE], 0, G_MAXINT32, 0,
                                &per_machine, error)
      || !google_table_integer (row, PER_SWITCH, columns[PER_SWITCH], 0, G_MAXINT32, 0, &per_switch,
                                error)
      || !google_table_code_or_0 (row, SCALING, columns[SCALING], scalings, &scaling, error))
    return FALSE;
  ret->is_alloc_set = type == GOOGLE2019_ALLOC_SET;
  ret->has_priority = priority >= 0;
  ret->priority = (guint16) MAX (priority, 0);
  ret->has_parent = parent != 0;
  ret->is_spread = per_machine != 0 || per_switch != 0;
  ret->is_scaled = scaling >= SCALING_CONSTRAINED;
  ret->has_user = row->cells[USER][0] != '\0';
  ret->user = google_rows_user (rows, row->cells[USER]);
  return keep_after (rows, row, ret->id, error);
}

static gboolean
read_part (GoogleRows *rows, const char *path, guint part, ScratchFile *file, GError **error)
{
  g_autoptr (GoogleTable) table = google_table_new (path, columns, ID + 1, error);
  Row row;
  int got;

  if (table == NULL)
    return FALSE;
  while ((got = google_table_next (table, &row, error)) > 0) {
    GoogleCollection collection = { .place = { part, row.line } };
    if (!read_row (rows, &row, &collection, error)
        || !scratch_file_append (file, &collection, error))
      return FALSE;
  }
  return got == 0;
}

/* What a later row says of the same collection. */
static void
add_row (GoogleCollection *known, const GoogleCollection *row)
{
  if (!known->has_user && row->has_user)
    known->user = row->user;
  if (!known->has_priority && row->has_priority)
    known->priority = row->priority;
  known->has_user |= row->has_user;
  known->has_priority |= row->has_priority;
  known->is_alloc_set |= row->is_alloc_set;
  known->has_parent |= row->has_parent;
  known->is_scaled |= row->is_scaled;
  known->is_spread |= row->is_spread;
}

static void
note_collection (GoogleRows *rows, GStrv parts, const GoogleCollection *collection)
{
  const struct { gboolean holds; GoogleNote reason; } table[] = {
    { collection->has_parent, GOOGLE_NOTE_PARENT },
    { collection->is_spread, GOOGLE_NOTE_SPREAD },
    { collection->is_scaled, GOOGLE_NOTE_SCALED },
  };

  for (guint i = 0; !collection->is_alloc_set && i < G_N_ELEMENTS (table); i++)
    if (table[i].holds)
      google_note (rows->notes, table[i].reason, parts, collection->place);
}

/* Rows, by collection, become collections. */
static gboolean
unite (GoogleRows *rows, GStrv parts, ScratchFile *file, ScratchFile *into, GError **error)
{
  gpointer sorted;

  if (!scratch_file_sort (file, compare_rows, &sorted, error))
    return FALSE;
  const GoogleCollection *row = sorted;
  gsize n = scratch_file_rows (file);
  for (gsize i = 0; i < n;) {
    GoogleCollection collection = row[i];
    scratch_file_forget (file, i++);
    for (; i < n && row[i].id == collection.id; i++) {
      add_row (&collection, &row[i]);
      scratch_file_forget (file, i);
    }
    note_collection (rows, parts, &collection);
    if (!scratch_file_append (into, &collection, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
google2019_read_collections (GoogleRows *rows, GStrv parts, GoogleCollections *ret, GError **error)
{
  g_autoptr (ScratchFile) file = scratch_file_new (sizeof (GoogleCollection), error);
  gpointer all;

  ret->file = file != NULL ? scratch_file_new (sizeof (GoogleCollection), error) : NULL;
  if (ret->file == NULL)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (!read_part (rows, parts[i], i, file, error))
      return FALSE;
  if (!unite (rows, parts, file, ret->file, error) || !scratch_file_map (ret->file, &all, error))
    return FALSE;
  ret->all = all;
  return TRUE;
}

void
google2019_collections_clear (GoogleCollections *collections)
{
  g_clear_pointer (&collections->file, scratch_file_free);
}

const GoogleCollection *
google2019_collection (const GoogleCollections *collections, gint64 id)
{
  gsize low = 0, high = scratch_file_rows (collections->file);

  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (collections->all[middle].id == id)
      return &collections->all[middle];
    if (collections->all[middle].id < id)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}
