/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows of one table say of the rows of another, by a name that both have: jobs and their tasks. Kept
 * in scratch files, so that memory does not grow with either. Names are hashes here (trace/name_hash.h).
 *
 * First all that is told, then all that is asked, then the answers, in the order of the questions. */
#pragma once

#include <glib.h>

typedef struct {
  gint64 value;
  guint32 a, b;
} JoinValue;

/* Takes in what another row of the same name told; rows come in the order in which they were told. */
typedef void (*JoinCombine) (JoinValue *value, const JoinValue *more);

typedef struct RowJoin RowJoin;

/* combine: NULL, where the first row counts. NULL and *error: no scratch file can be made. */
RowJoin *row_join_new (JoinCombine combine, GError **error);
void row_join_free (RowJoin *join);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RowJoin, row_join_free)

gboolean row_join_tell (RowJoin *join, const char *name, const JoinValue *value, GError **error);
gboolean row_join_ask (RowJoin *join, const char *name, GError **error);
/* Nothing is told or asked any more. */
gboolean row_join_finish (RowJoin *join, GError **error);
/* The answer to the next question. FALSE: nothing was told of that name (or there is no such question). */
gboolean row_join_next (RowJoin *join, JoinValue *ret);
