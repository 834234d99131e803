/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for the users and classes of a tasks file: made while loading, looked up while running.
 * What a format's open_tasks() does with `learn`. */
#pragma once

#include "trace/columns.h"
#include "trace/trace.h"

/* A copy of the context with what a stream needs beside it. */
typedef struct {
  TraceContext context;
  gboolean learn;
  guint last_user;      /* of the row before, or USER_NONE */
  guint last_class;     /* the same, or G_MAXUINT */
  guint zone_key;       /* label of "zone", or LABEL_NONE when any zone will do */
  GPtrArray *users;     /* paths that may be used, NULL-terminated; NULL unless listed_users_only */
} Interner;

void interner_init (Interner *interner, const TraceContext *context, gboolean learn);
void interner_clear (Interner *interner);

/* column is named in errors. */
gboolean interner_user (Interner *interner, const Row *row, const char *column, const char *path,
                        guint *ret, GError **error);
/* Counts `tasks` tasks for the class when learning. */
gboolean interner_class (Interner *interner, const Row *row, const Amounts *request,
                         gint32 priority, const ClassTexts *texts, guint64 tasks, guint *ret,
                         GError **error);

/* The class of the same tasks in gangs that need `least` at once; counts them likewise. */
gboolean interner_gang (Interner *interner, const Row *row, guint like, guint least, guint64 tasks,
                        guint *ret, GError **error);

/* Is zone among the context's zones (or are there none to be among)? Names the column otherwise. */
gboolean context_check_zone (const TraceContext *context, const Row *row, const char *column,
                             const char *zone, GError **error);
