/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two joins: group tags and jobs have an inst_id in common, jobs and tasks the name of the job. Users and
 * types of GPUs are few, and in memory. */
#include "trace/formats/pai_jobs.h"

#include "trace/companion.h"
#include "trace/intern.h"
#include "trace/plain_table.h"
#include "trace/row_join.h"

#include <string.h>

enum { JOB_NAME, JOB_INST, JOB_USER, JOB_STATUS, JOB_START, JOB_END, N_JOB };
enum { GROUP_INST, GROUP_USER, GROUP_TYPE, GROUP, WORKLOAD, N_GROUP };

struct PaiJobs {
  RowJoin *by_name; /* value: submit; a: user; b: type of GPU; both numbers of texts, + 1 */
  GHashTable *numbers;
  GPtrArray *texts;
};

static guint32
number_text (PaiJobs *jobs, const char *text)
{
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (jobs->numbers, text));
  if (number > 0 || text[0] == '\0')
    return number;
  char *own = g_strdelimit (g_strdup (text), "/", '_');
  g_ptr_array_add (jobs->texts, own);
  g_hash_table_insert (jobs->numbers, g_strdup (text), GUINT_TO_POINTER (jobs->texts->len));
  return jobs->texts->len;
}

static const char *
text_of (const PaiJobs *jobs, guint32 number)
{
  return number > 0 ? g_ptr_array_index (jobs->texts, number - 1) : NULL;
}

void
pai_jobs_free (PaiJobs *jobs)
{
  if (jobs == NULL)
    return;
  row_join_free (jobs->by_name);
  g_hash_table_unref (jobs->numbers);
  g_ptr_array_unref (jobs->texts);
  g_free (jobs);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PaiJobs, pai_jobs_free)

/* Asks for each row of a table by one of its cells. */
static gboolean
ask_all (RowJoin *join, const char *path, const char *display, guint cells, guint cell,
         GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, display, ',', cells, error);
  int got = table != NULL ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!row_join_ask (join, table->cell[cell], error))
      return FALSE;
  return got == 0 && row_join_finish (join, error);
}

/* Which types of GPUs the jobs of a table asked for, in its order; *ret is NULL where nobody says. */
static gboolean
join_groups (PaiJobs *jobs, const char *tasks, const char *job_table, RowJoin **ret,
             GError **error)
{
  g_autofree char *path = companion_beside (tasks, PAI_GROUPS);
  *ret = NULL;
  if (path == NULL)
    return TRUE;
  g_autoptr (RowJoin) join = row_join_new (NULL, error);
  g_autoptr (PlainTable) table
    = join != NULL ? plain_table_new (path, path, ',', N_GROUP, error) : NULL;
  int got = table != NULL ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0) {
    const JoinValue value = { .b = number_text (jobs, table->cell[GROUP_TYPE]) };
    if (value.b > 0 && !row_join_tell (join, table->cell[GROUP_INST], &value, error))
      return FALSE;
  }
  if (got < 0 || !ask_all (join, job_table, job_table, N_JOB, JOB_INST, error))
    return FALSE;
  *ret = g_steal_pointer (&join);
  return TRUE;
}

static gboolean
tell_jobs (PaiJobs *jobs, const char *path, RowJoin *groups, GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, path, ',', N_JOB, error);
  int got = table != NULL ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0) {
    JoinValue value = { .a = number_text (jobs, table->cell[JOB_USER]) }, type;
    if (groups != NULL && row_join_next (groups, &type))
      value.b = type.b;
    if (!row_seconds_or (&table->row, JOB_START, "start_time", -1, &value.value, error)
        || !row_join_tell (jobs->by_name, table->cell[JOB_NAME], &value, error))
      return FALSE;
  }
  return got == 0;
}

gboolean
pai_jobs_open (const char *tasks, const char *display, guint cells, guint job_cell, PaiJobs **ret,
               GError **error)
{
  g_autofree char *path = companion_beside (tasks, PAI_JOBS);
  *ret = NULL;
  if (path == NULL)
    return TRUE;
  g_autoptr (PaiJobs) jobs = g_new0 (PaiJobs, 1);
  g_autoptr (RowJoin) groups = NULL;
  jobs->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  jobs->texts = g_ptr_array_new_with_free_func (g_free);
  jobs->by_name = row_join_new (NULL, error);
  if (jobs->by_name == NULL || !join_groups (jobs, tasks, path, &groups, error)
      || !tell_jobs (jobs, path, groups, error)
      || !ask_all (jobs->by_name, tasks, display, cells, job_cell, error))
    return FALSE;
  *ret = g_steal_pointer (&jobs);
  return TRUE;
}

gboolean
pai_jobs_next (PaiJobs *jobs, PaiJob *ret)
{
  JoinValue value;
  if (!row_join_next (jobs->by_name, &value))
    return FALSE;
  const char *user = text_of (jobs, value.a);
  *ret = (PaiJob){ .submit = value.value,
                   .user = user != NULL ? user : "default",
                   .gpu_type = text_of (jobs, value.b) };
  return TRUE;
}
