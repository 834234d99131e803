/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers take points from a GThreadPool, world by world, so that few traces are in memory at once;
 * each point that is over goes into a queue, on which the caller's thread sleeps. */
#include "sweep/runner.h"

#include "report/run.h"
#include "sweep/plan_json.h"
#include "sweep/point_folder.h"
#include "sweep/results_table.h"
#include "sweep/worlds.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PROGRESS_EVERY (G_USEC_PER_SEC / 10)
#define WHOLE 1000 /* what a finished point counts in `progressed` */

typedef struct {
  const SweepPlan *plan;
  const SweepOptions *options;
  Worlds *worlds;
  SweepOutcome *outcome;
  GAsyncQueue *over;     /* of point + 1 */
  GError **errors;       /* by point */
  gint full;             /* a point found no room */
  gint progressed;       /* the points' parts of WHOLE, together */
} Sweep;

/* What a running point tells about itself. */
typedef struct {
  Sweep *sweep;
  gint told;
} PointProgress;

static gboolean
is_stopped (Sweep *sweep)
{
  return g_atomic_int_get (&sweep->full) != 0
         || (sweep->options->stop != NULL && g_atomic_int_get (sweep->options->stop) != 0);
}

static void
tell (PointProgress *progress, gint part)
{
  g_atomic_int_add (&progress->sweep->progressed, part - progress->told);
  progress->told = part;
}

static gboolean
on_progress (gint64 now, double fraction, gpointer data)
{
  PointProgress *progress = data;

  (void) now;
  tell (progress, CLAMP ((gint) (fraction * WHOLE), progress->told, WHOLE));
  return !is_stopped (progress->sweep);
}

/* Workers -------------------------------------------------------------------------------------- */

static PointState
run_point (Sweep *sweep, const SweepPoint *point, const char *folder, PointProgress *progress,
           GError **error)
{
  RunOptions options = { .out_dir = folder,
                         .plot_format = sweep->options->plot_format,
                         .unsynced = TRUE,
                         .progress = on_progress,
                         .progress_data = progress };
  g_autoptr (Scenario) scenario = worlds_load (sweep->worlds, point, error);
  g_auto (RunOutcome) outcome = { 0 };

  if (scenario == NULL)
    return POINT_FAILED;
  point_folder_clear (folder);
  if (!run_scenario (scenario, &options, &outcome, error))
    return POINT_FAILED;
  return outcome.interrupted ? POINT_LEFT : POINT_RUN;
}

static PointState
take_point (Sweep *sweep, guint index, GError **error)
{
  const SweepPoint *point = sweep_plan_point (sweep->plan, index);
  g_autofree char *folder = point_folder_path (sweep->options->folder, point);
  PointProgress progress = { .sweep = sweep };
  PointState state;

  if (is_stopped (sweep))
    return POINT_LEFT;
  if (point_folder_is_done (folder, sweep->plan, point, sweep->options->plot_format != NULL))
    state = POINT_KEPT;
  else
    state = run_point (sweep, point, folder, &progress, error);
  if (state != POINT_LEFT)
    tell (&progress, WHOLE);
  return state;
}

static void
work (gpointer task, gpointer data)
{
  Sweep *sweep = data;
  guint index = GPOINTER_TO_UINT (task) - 1;
  GError *error = NULL;
  PointState state = take_point (sweep, index, &error);

  if (g_error_matches (error, INPUT_ERROR, INPUT_ERROR_FULL)) {
    g_atomic_int_set (&sweep->full, 1);
    state = POINT_LEFT;
  }
  worlds_done (sweep->worlds, sweep_plan_point (sweep->plan, index));
  sweep->errors[index] = error;
  sweep->outcome->states[index] = (guint8) state;
  g_async_queue_push (sweep->over, task);
}

/* The caller's thread -------------------------------------------------------------------------- */

/* The shard's points, those of one world together; of worlds and in them, in the plan's order. */
static GArray *
order_points (const SweepPlan *plan, Shard shard, guint *ret_points)
{
  g_autofree guint *place = g_new0 (guint, plan->worlds->len + 1);
  GArray *order = g_array_new (FALSE, TRUE, sizeof (guint));

  for (guint i = 0; i < plan->points->len; i++)
    if (shard_has (shard, i))
      ret_points[sweep_plan_point (plan, i)->world]++;
  for (guint w = 0; w < plan->worlds->len; w++)
    place[w + 1] = place[w] + ret_points[w];
  g_array_set_size (order, place[plan->worlds->len]);
  for (guint i = 0; i < plan->points->len; i++)
    if (shard_has (shard, i))
      g_array_index (order, guint, place[sweep_plan_point (plan, i)->world]++) = i;
  return order;
}

static void
count_point (Sweep *sweep, guint index)
{
  const SweepOptions *options = sweep->options;
  SweepOutcome *outcome = sweep->outcome;

  outcome->kept += outcome->states[index] == POINT_KEPT;
  outcome->run += outcome->states[index] == POINT_RUN;
  outcome->failed += outcome->states[index] == POINT_FAILED;
  if (outcome->states[index] == POINT_FAILED && options->failed != NULL)
    options->failed (sweep_plan_point (sweep->plan, index), sweep->errors[index], options->data);
}

/* Until every point is over. */
static void
await_points (Sweep *sweep, guint points)
{
  const SweepOptions *options = sweep->options;
  guint over = 0;

  while (over < points) {
    gpointer task = options->progress != NULL
                      ? g_async_queue_timeout_pop (sweep->over, PROGRESS_EVERY)
                      : g_async_queue_pop (sweep->over);

    if (task != NULL) {
      count_point (sweep, GPOINTER_TO_UINT (task) - 1);
      over++;
    }
    if (options->progress != NULL)
      options->progress ((double) g_atomic_int_get (&sweep->progressed) / WHOLE / points, over,
                         points, options->data);
  }
}

static gboolean
run_points (Sweep *sweep, const GArray *order, GError **error)
{
  GThreadPool *pool = g_thread_pool_new (work, sweep, (gint) sweep->options->jobs, TRUE, error);

  if (pool == NULL)
    return FALSE;
  for (guint i = 0; i < order->len; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (g_array_index (order, guint, i) + 1), NULL);
  await_points (sweep, order->len);
  g_thread_pool_free (pool, FALSE, TRUE);
  return TRUE;
}

/* The first error of a full disk, in the plan's order, becomes the sweep's. */
static gboolean
find_room (Sweep *sweep, GError **error)
{
  for (guint i = 0; g_atomic_int_get (&sweep->full) != 0 && i < sweep->plan->points->len; i++)
    if (g_error_matches (sweep->errors[i], INPUT_ERROR, INPUT_ERROR_FULL)) {
      g_propagate_error (error, g_steal_pointer (&sweep->errors[i]));
      return FALSE;
    }
  return TRUE;
}

/* Everything that was written goes to disk. */
static gboolean
flush (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int result = fd >= 0 ? syncfs (fd) : 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return result == 0 || code == ENOSYS || input_error_write (error, folder, code);
}

/* The plan goes first: what is there of an earlier one must not seem to be of this. */
static gboolean
begin_folder (const SweepPlan *plan, const SweepOptions *options, GError **error)
{
  g_autofree char *points = g_build_filename (options->folder, "points", NULL);
  g_autofree char *table = g_build_filename (options->folder, RESULTS_TABLE, NULL);

  if (!folder_make (points, error))
    return FALSE;
  if (g_unlink (table) != 0 && errno != ENOENT)
    return input_error_write (error, table, errno);
  return sweep_plan_write (plan, options->shard, options->folder, error);
}

void
sweep_outcome_clear (SweepOutcome *outcome)
{
  g_clear_pointer (&outcome->states, g_free);
}

gboolean
sweep_run (const SweepPlan *plan, const SweepOptions *options, SweepOutcome *ret, GError **error)
{
  g_autofree guint *points = g_new0 (guint, plan->worlds->len);
  g_autoptr (GArray) order = order_points (plan, options->shard, points);
  g_autoptr (Worlds) worlds = worlds_new (plan, points);
  Sweep sweep = { .plan = plan, .options = options, .worlds = worlds, .outcome = ret };
  gboolean done;

  ret->states = g_new0 (guint8, plan->points->len);
  ret->points = order->len;
  if (!begin_folder (plan, options, error))
    return FALSE;
  sweep.over = g_async_queue_new ();
  sweep.errors = g_new0 (GError *, plan->points->len);
  done = run_points (&sweep, order, error) && find_room (&sweep, error)
         && flush (options->folder, error)
         && results_table_write (plan, options->folder, ret->states, error);
  for (guint i = 0; i < plan->points->len; i++)
    g_clear_error (&sweep.errors[i]);
  g_free (sweep.errors);
  g_async_queue_unref (sweep.over);
  return done;
}
