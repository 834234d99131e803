/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The database is made under a hidden name beside its own, flushed by SQLite, and renamed. */
#include "sweep/results_table.h"

#include "util/input_error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

typedef struct {
  const SweepPlan *plan;
  const char *path;        /* what messages call it */
  sqlite3 *database;
  sqlite3_stmt *insert;
} Export;

static gboolean
fail (const Export *export, GError **error)
{
  int code = sqlite3_errcode (export->database);

  input_error_file (error, export->path, "cannot write: %s", sqlite3_errmsg (export->database));
  if (code == SQLITE_FULL && error != NULL && *error != NULL)
    (*error)->code = INPUT_ERROR_FULL;
  return FALSE;
}

static gboolean
execute (const Export *export, const char *sql, GError **error)
{
  return sqlite3_exec (export->database, sql, NULL, NULL, NULL) == SQLITE_OK
         || fail (export, error);
}

static gboolean
prepare (Export *export, const char *sql, GError **error)
{
  sqlite3_finalize (export->insert);
  export->insert = NULL;
  return sqlite3_prepare_v2 (export->database, sql, -1, &export->insert, NULL) == SQLITE_OK
         || fail (export, error);
}

static gboolean
insert (const Export *export, GError **error)
{
  gboolean done = sqlite3_step (export->insert) == SQLITE_DONE;

  done = sqlite3_reset (export->insert) == SQLITE_OK && done;
  return done || fail (export, error);
}

/* A name in double quotes, as SQL has it. */
static void
append_name (GString *sql, const char *name)
{
  g_string_append_c (sql, '"');
  for (const char *c = name; *c != '\0'; c++) {
    g_string_append_c (sql, *c);
    if (*c == '"')
      g_string_append_c (sql, '"');
  }
  g_string_append_c (sql, '"');
}

static gboolean
make_tables (Export *export, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE points (point TEXT PRIMARY KEY");

  for (guint k = 0; export->plan->keys[k] != NULL; k++) {
    g_string_append (sql, ", ");
    append_name (sql, export->plan->keys[k]);
    g_string_append (sql, " TEXT");
  }
  g_string_append (sql, ");"
                        "CREATE TABLE results (point TEXT NOT NULL REFERENCES points (point),"
                        " metric TEXT NOT NULL, value REAL, PRIMARY KEY (point, metric))"
                        " WITHOUT ROWID;");
  return execute (export, sql->str, error);
}

static gboolean
insert_points (Export *export, const guint8 *states, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO points VALUES (?");

  for (guint k = 0; export->plan->keys[k] != NULL; k++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  if (!prepare (export, sql->str, error))
    return FALSE;
  for (guint i = 0; i < export->plan->points->len; i++) {
    const SweepPoint *point = sweep_plan_point (export->plan, i);

    if (!sweep_point_is_there (states[i]))
      continue;
    sqlite3_bind_text (export->insert, 1, point->name, -1, SQLITE_STATIC);
    for (guint k = 0; export->plan->keys[k] != NULL; k++)
      sqlite3_bind_text (export->insert, (int) k + 2, point->values[k], -1, SQLITE_STATIC);
    if (!insert (export, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_figure (const SweepPoint *point, const char *metric, const double *value, gpointer data,
               GError **error)
{
  const Export *export = data;

  sqlite3_bind_text (export->insert, 1, point->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (export->insert, 2, metric, -1, SQLITE_STATIC);
  if (value != NULL)
    sqlite3_bind_double (export->insert, 3, *value);
  else
    sqlite3_bind_null (export->insert, 3);
  return insert (export, error);
}

static gboolean
fill (Export *export, const char *folder, const guint8 *states, GError **error)
{
  return execute (export, "PRAGMA journal_mode = OFF; BEGIN", error) && make_tables (export, error)
         && insert_points (export, states, error)
         && prepare (export, "INSERT INTO results VALUES (?, ?, ?)", error)
         && results_table_walk (export->plan, folder, states, insert_figure, export, error)
         && execute (export, "COMMIT", error);
}

gboolean
results_sqlite_write (const SweepPlan *plan, const char *folder, const guint8 *states,
                      const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *hidden_name
    = g_strdup_printf (".%.200s.%08x%08x", name, g_random_int (), g_random_int ());
  g_autofree char *hidden = g_build_filename (parent, hidden_name, NULL);
  Export export = { .plan = plan, .path = path };
  gboolean done;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return input_error_file (error, path, "cannot write: there is something that is no file");
  done = (sqlite3_open (hidden, &export.database) == SQLITE_OK || fail (&export, error))
         && fill (&export, folder, states, error);
  sqlite3_finalize (export.insert);
  sqlite3_close (export.database);
  if (done && g_rename (hidden, path) != 0)
    done = input_error_write (error, path, errno);
  if (!done)
    (void) g_unlink (hidden);
  return done;
}
