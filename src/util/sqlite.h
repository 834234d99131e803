/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite files that are read: what the library complains about becomes a GError, and the memory that
 * it takes is bounded. What is sorted without an index goes to a temporary file of SQLite's own (in
 * $SQLITE_TMPDIR, $TMPDIR or /var/tmp). */
#pragma once

#include <glib.h>
#include <sqlite3.h>

typedef struct SqliteFile SqliteFile;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* Does a file that begins so hold a database? */
gboolean sqlite_is_beginning (const char *beginning);

/* Opens it to be read, and not changed. display names it in messages. NULL and INPUT_ERROR. */
SqliteFile *sqlite_file_new (const char *path, const char *display, GError **error);
void sqlite_file_free (SqliteFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SqliteFile, sqlite_file_free)

const char *sqlite_file_display (const SqliteFile *file);

/* A query, to be stepped and then finalized before the file is freed. NULL and INPUT_ERROR when there
 * is no such table or column: `expected` says in messages what the database should be. */
sqlite3_stmt *sqlite_file_query (const SqliteFile *file, const char *sql, const char *expected,
                                 GError **error);

/* 1 for a row, which is valid until the next step; 0 at the end; -1 and INPUT_ERROR. */
int sqlite_file_step (const SqliteFile *file, sqlite3_stmt *query, GError **error);
