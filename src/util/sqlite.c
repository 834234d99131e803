/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/sqlite.h"

#include <string.h>

#include "util/input_error.h"

/* Of pages, and of rows that are sorted in memory before they go to a file. */
#define CACHE_KIB "16384"

struct SqliteFile {
  sqlite3 *database;
  char *display;
};

gboolean
sqlite_is_beginning (const char *beginning)
{
  return strcmp (beginning, "SQLite format 3") == 0; /* and a NUL, which ends the string */
}

SqliteFile *
sqlite_file_new (const char *path, const char *display, GError **error)
{
  static const char limits[] = "PRAGMA cache_size = -" CACHE_KIB "; PRAGMA temp_store = FILE; "
                               "PRAGMA cell_size_check = ON";
  g_autoptr (SqliteFile) file = g_new0 (SqliteFile, 1);

  file->display = g_strdup (display);
  if (g_str_has_suffix (path, ".gz")) {
    input_error_file (error, display, "a packed SQLite file cannot be read; unpack it");
    return NULL;
  }
  if (sqlite3_open_v2 (path, &file->database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK
      || sqlite3_exec (file->database, limits, NULL, NULL, NULL) != SQLITE_OK) {
    input_error_file (error, display, "%s", sqlite3_errmsg (file->database));
    return NULL;
  }
  return g_steal_pointer (&file);
}

void
sqlite_file_free (SqliteFile *file)
{
  if (file == NULL)
    return;
  sqlite3_close (file->database);
  g_free (file->display);
  g_free (file);
}

const char *
sqlite_file_display (const SqliteFile *file)
{
  return file->display;
}

sqlite3_stmt *
sqlite_file_query (const SqliteFile *file, const char *sql, const char *expected, GError **error)
{
  sqlite3_stmt *query = NULL;

  if (sqlite3_prepare_v2 (file->database, sql, -1, &query, NULL) != SQLITE_OK)
    input_error (error, file->display, 0, expected, "%s", sqlite3_errmsg (file->database));
  return query;
}

int
sqlite_file_step (const SqliteFile *file, sqlite3_stmt *query, GError **error)
{
  int status = sqlite3_step (query);

  if (status == SQLITE_ROW || status == SQLITE_DONE)
    return status == SQLITE_ROW ? 1 : 0;
  input_error_file (error, file->display, "%s", sqlite3_errmsg (file->database));
  return -1;
}
