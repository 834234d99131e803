/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData 2019 ("Google cluster-usage traces v3"): three of its tables, as BigQuery exports
 * them. A table is a number of files of JSON lines or CSV, in which rows stand in no order. */
#pragma once

#include "trace/formats/google.h"

/* Parts (google2019_parts.c) ------------------------------------------------------------------- */

#define GOOGLE2019_INSTANCES   "instance_events"
#define GOOGLE2019_COLLECTIONS "collection_events"
#define GOOGLE2019_MACHINES    "machine_events"

gboolean google2019_is_folder (const char *path);

/* The files of one table that belong to a path, in order of their names: a folder in which they stand,
 * or stand in a folder of the table's name; one of these; or a single file of instances, in which case
 * all others are beside it. None may be missing between the first and the last. NULL-terminated; empty
 * where there are none. */
GStrv google2019_find_parts (const char *path, const char *table, GError **error);

/* Of which table is a file that begins so? NULL: of neither instances nor machines. */
const char *google2019_table_of (const char *beginning);

/* Tables (google2019_table.c) ------------------------------------------------------------------ */

typedef struct GoogleTable GoogleTable;

/* Columns are named as in the schema, `resource_request.cpus`; those of CSV may have `_` for the
 * point. Others are not looked at. The first `required` must be columns of a CSV file. */
GoogleTable *google_table_new (const char *path, const char *const *columns, guint required,
                               GError **error);
void google_table_free (GoogleTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GoogleTable, google_table_free)

/* The next row, by column: "" where it has nothing; the elements of a list are joined by `;`, and one
 * that is no number or text is `{}`. Valid until the next call. 1, 0 at the end, -1 and *error. */
int google_table_next (GoogleTable *table, Row *ret, GError **error);

/* A code, as its number or its name in names (NULL-terminated, by number). */
gboolean google_table_code (const Row *row, guint cell, const char *name, const char *const *names,
                            guint *ret, GError **error);
/* The same, and 0 where it is blank; or as google_integer(), and `missing` where it is blank. */
gboolean google_table_code_or_0 (const Row *row, guint cell, const char *name,
                                 const char *const *names, guint *ret, GError **error);
gboolean google_table_integer (const Row *row, guint cell, const char *name, gint64 min, gint64 max,
                               gint64 missing, gint64 *ret, GError **error);
/* Is there anything in a list? */
gboolean google_table_has (const Row *row, guint cell);

/* Collections (google2019_collections.c) ------------------------------------------------------- */

/* What all rows of a job or an alloc set say. */
typedef struct {
  gint64 id;
  GooglePlace place;   /* of its first row */
  guint32 user;        /* index in GoogleRows.users */
  guint16 priority;
  guint8 has_user, has_priority;
  guint8 is_alloc_set, has_parent, is_scaled, is_spread;
} GoogleCollection;

/* All of them, in a file of their own. */
typedef struct {
  ScratchFile *file;
  const GoogleCollection *all; /* by id */
} GoogleCollections;

/* Reads them, with their users and whom they come after, into rows as well. Clear *ret whatever happens. */
gboolean google2019_read_collections (GoogleRows *rows, GStrv parts, GoogleCollections *ret,
                                      GError **error);
void google2019_collections_clear (GoogleCollections *collections);
/* NULL: nothing is known of it. */
const GoogleCollection *google2019_collection (const GoogleCollections *collections, gint64 id);

/* Instances and machines (google2019_instances.c, google2019_machines.c) ----------------------- */

extern const char *const google2019_collection_types[]; /* JOB, ALLOC_SET */
#define GOOGLE2019_ALLOC_SET 1
#define GOOGLE2019_PRIORITY_MAX G_MAXUINT16

/* Reads all of rows->parts. */
gboolean google2019_read_instances (GoogleRows *rows, const GoogleCollections *collections,
                                    GError **error);

/* Those of the files, which it takes over. NULL and *error. */
GoogleMachines *google2019_machines_new (GStrv parts, GError **error);
