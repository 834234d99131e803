/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/shard.h"

#include "util/input_error.h"
#include "util/units.h"

#include <string.h>

gboolean
shard_parse (const char *text, Shard *ret, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  gint64 index, count;

  if (g_strv_length (parts) != 2 || !integer_parse (parts[1], 1, SHARDS_MAX, &count, NULL)
      || !integer_parse (parts[0], 1, count, &index, NULL))
    return input_error (error, "--shard", 0, "K/N with 1 <= K <= N <= 100000, such as 2/8", "'%s'",
                        text);
  *ret = (Shard){ (guint) index, (guint) count };
  return TRUE;
}

/* FALSE with *error: it is no whole number. Where it is not set, *ret stays. */
static gboolean
read_number (const char *name, gint64 least, gint64 *ret, GError **error)
{
  const char *text = g_getenv (name);

  return text == NULL || integer_parse (text, least, G_MAXINT32, ret, NULL)
         || input_error (error, name, 0, "a whole number", "'%s'", text);
}

gboolean
shard_from_environment (guint count, Shard *ret, GError **error)
{
  gint64 index = -1, least = 0, step = 1, of = count;
  gint64 completion = -1;

  if (!read_number ("SLURM_ARRAY_TASK_ID", 0, &index, error)
      || !read_number ("SLURM_ARRAY_TASK_MIN", 0, &least, error)
      || !read_number ("SLURM_ARRAY_TASK_STEP", 1, &step, error)
      || !read_number ("JOB_COMPLETION_INDEX", 0, &completion, error)
      || (of == 0 && !read_number ("BERTH_SHARDS", 1, &of, error))
      || (of == 0 && !read_number ("SLURM_ARRAY_TASK_COUNT", 1, &of, error)))
    return FALSE;
  index = index >= 0 ? (index - least) / step : completion;
  if (index < 0)
    return input_error (error, "--shard", 0,
                        "SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment, or "
                        "--shard K/N", "nothing says which shard this is");
  if (of < 1)
    return input_error (error, "--shard", 0, "--shards N, or BERTH_SHARDS in the environment",
                        "nothing says how many shards there are");
  if (index >= of || of > SHARDS_MAX)
    return input_error (error, "--shard", 0, "fewer than there are shards, at most 100000",
                        "number %" G_GINT64_FORMAT " (from 0) of %" G_GINT64_FORMAT " shards",
                        index, of);
  *ret = (Shard){ (guint) index + 1, (guint) of };
  return TRUE;
}
