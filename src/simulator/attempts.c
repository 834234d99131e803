/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk is where decisions are made, one at a time: each scheduler has one, or all share one
 * (monolithic). A job stands in its desk's line, is on the desk, or has been set aside for a
 * second; tasks of it that become pending meanwhile join it wherever it is. */
#include "simulator/attempts.h"

#include "scheduler/policy_tables.h"
#include "simulator/claims.h"

/* As in Omega's simulator: after so long a job is tried again, and after more than so many attempts
 * it is not, the first where none of its tasks has ever been placed. */
#define SET_ASIDE           TIME_SECOND
#define MOST_ATTEMPTS_NONE  100
#define MOST_ATTEMPTS       1000

/* What waits of a job. */
typedef struct {
  Job *job;
  guint scheduler;
  GPtrArray *tasks; /* of Task, as they became pending */
  guint attempts;
  gboolean again, any_placed;
  gint64 queued;
  gint64 back;      /* set aside until then */
} WaitingJob;

typedef struct {
  GQueue line;         /* of WaitingJob */
  WaitingJob *current; /* NULL: idle */
  guint64 number;      /* of the attempt, among all */
  guint tasks;         /* it is about the job's first so many */
  gint64 began, ends;
  guint64 since;       /* the last change of a machine that it knows of */
  GArray *claims;      /* of Claim */
} Desk;

typedef struct {
  const NamedScheduler *named;
  SchedulerOptions options;
  Pipeline *pipeline;
  GHashTable *jobs;    /* Job -> its WaitingJob; looked up, never walked */
  Total held[MAX_RESOURCES];
  gint64 running;
} Server;

struct Attempts {
  const Scenario *scenario;
  Cell *cell;
  const AttemptEffects *effects;
  gpointer data;
  Sharing sharing;
  guint n_servers, n_desks;
  Server *server;
  Desk *desk;
  GQueue aside;        /* of WaitingJob, in order of `back` */
  guint64 begun;
  MachineChanges changes;
  const OrderPolicy *drf;
};

static void
waiting_job_free (gpointer data)
{
  WaitingJob *waiting = data;
  g_ptr_array_unref (waiting->tasks);
  g_free (waiting);
}

static void
server_init (Server *server, const Scenario *scenario, const NamedScheduler *named,
             const Cell *cell)
{
  server->named = named;
  server->options = scenario->scheduler;
  server->options.scores = named->scores;
  server->options.ties = named->ties;
  server->pipeline = pipeline_new (&server->options, cell, scenario->seed);
  server->jobs = g_hash_table_new_full (NULL, NULL, NULL, waiting_job_free);
}

Attempts *
attempts_new (const Scenario *scenario, Cell *cell, const AttemptEffects *effects, gpointer data)
{
  const NamedSchedulers *schedulers = &scenario->schedulers;
  Attempts *attempts = g_new0 (Attempts, 1);
  attempts->scenario = scenario;
  attempts->cell = cell;
  attempts->effects = effects;
  attempts->data = data;
  attempts->sharing = schedulers->sharing;
  attempts->n_servers = schedulers->list->len;
  attempts->n_desks = attempts->sharing == SHARING_MONOLITHIC ? 1 : attempts->n_servers;
  attempts->server = g_new0 (Server, attempts->n_servers);
  attempts->desk = g_new0 (Desk, attempts->n_desks);
  attempts->changes.of = g_new0 (guint64, MAX (cell->machines, 1));
  attempts->drf = order_policy_find ("drf");
  for (guint s = 0; s < attempts->n_servers; s++)
    server_init (&attempts->server[s], scenario, named_schedulers_get (schedulers, s), cell);
  for (guint d = 0; d < attempts->n_desks; d++)
    attempts->desk[d].claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  return attempts;
}

void
attempts_free (Attempts *attempts)
{
  if (attempts == NULL)
    return;
  for (guint s = 0; s < attempts->n_servers; s++) {
    pipeline_free (attempts->server[s].pipeline);
    g_hash_table_unref (attempts->server[s].jobs);
  }
  for (guint d = 0; d < attempts->n_desks; d++) {
    g_queue_clear (&attempts->desk[d].line);
    g_array_unref (attempts->desk[d].claims);
  }
  g_queue_clear (&attempts->aside);
  g_free (attempts->server);
  g_free (attempts->desk);
  g_free (attempts->changes.of);
  g_free (attempts);
}

/* Facts ------------------------------------------------------------------------------------------
 */

static guint
server_of (const Attempts *attempts, const Task *task)
{
  guint server = named_schedulers_route (&attempts->scenario->schedulers, task->user,
                                         cell_class_of (attempts->cell, task));
  g_assert (server < attempts->n_servers); /* whoever loaded the scenario has seen to it */
  return server;
}

static void
join_line (Attempts *attempts, WaitingJob *waiting)
{
  guint desk = attempts->sharing == SHARING_MONOLITHIC ? 0 : waiting->scheduler;
  g_queue_push_tail (&attempts->desk[desk].line, waiting);
}

void
attempts_add (Attempts *attempts, Task *task)
{
  guint scheduler = server_of (attempts, task);
  GHashTable *jobs = attempts->server[scheduler].jobs;
  WaitingJob *waiting = g_hash_table_lookup (jobs, task->job);
  if (waiting == NULL) {
    waiting = g_new0 (WaitingJob, 1);
    waiting->job = task->job;
    waiting->scheduler = scheduler;
    waiting->tasks = g_ptr_array_new ();
    waiting->queued = task->queued;
    waiting->again = task->placements > 0;
    g_hash_table_insert (jobs, task->job, waiting);
    join_line (attempts, waiting);
  }
  g_ptr_array_add (waiting->tasks, task);
}

static void
count_held (Attempts *attempts, const Task *task, int sign)
{
  Server *server = &attempts->server[server_of (attempts, task)];
  const Amounts *request = &cell_class_of (attempts->cell, task)->request;
  server->running += sign;
  for (guint r = 0; r < attempts->cell->resources->count; r++)
    server->held[r] += (Total) request->of[r] * sign;
}

void
attempts_task_left (Attempts *attempts, const Task *task)
{
  count_held (attempts, task, -1);
}

void
attempts_machine_changed (Attempts *attempts, guint machine)
{
  attempts->changes.of[machine] = ++attempts->changes.last;
}

/* Attempts ---------------------------------------------------------------------------------------
 */

static void
choose (Attempts *attempts, Desk *desk)
{
  Server *server = &attempts->server[desk->current->scheduler];
  desk->since = attempts->changes.last;
  claims_choose (desk->claims, server->pipeline, attempts->cell,
                 (Task *const *) desk->current->tasks->pdata, desk->tasks);
}

static void
begin (Attempts *attempts, Desk *desk, gint64 now)
{
  WaitingJob *waiting = g_queue_pop_head (&desk->line);
  const NamedScheduler *named = attempts->server[waiting->scheduler].named;
  desk->current = waiting;
  desk->number = ++attempts->begun;
  desk->tasks = waiting->tasks->len;
  desk->began = now;
  desk->ends = named_scheduler_time (named, desk->tasks);
  desk->ends = desk->ends < TIME_NEVER - now ? now + desk->ends : TIME_NEVER;
  waiting->attempts++;
  if (attempts->sharing != SHARING_MONOLITHIC)
    choose (attempts, desk);
}

/* Carries out the claims that do not conflict. Returns how many; *ret_conflicts: how many do. */
static guint
commit (Attempts *attempts, Desk *desk, guint *ret_conflicts)
{
  const NamedSchedulers *schedulers = &attempts->scenario->schedulers;
  Server *server = &attempts->server[desk->current->scheduler];
  guint placed = 0;
  *ret_conflicts = claims_check (desk->claims, server->pipeline, attempts->cell,
                                 schedulers->coarse ? &attempts->changes : NULL, desk->since);
  if (schedulers->all_or_nothing && *ret_conflicts > 0)
    return 0;
  for (guint i = 0; i < desk->claims->len; i++) {
    const Claim *claim = &g_array_index (desk->claims, Claim, i);
    if (claim->conflicts)
      continue;
    attempts->effects->place (attempts->data, claim->task, claim->machine);
    attempts_machine_changed (attempts, claim->machine);
    count_held (attempts, claim->task, +1);
    placed++;
  }
  return placed;
}

/* Leaves the job with the tasks that are still pending. */
static void
remove_placed (WaitingJob *waiting)
{
  GPtrArray *tasks = waiting->tasks;
  guint left = 0;
  for (guint i = 0; i < tasks->len; i++) {
    Task *task = g_ptr_array_index (tasks, i);
    if (task->state == TASK_PENDING)
      tasks->pdata[left++] = task;
  }
  g_ptr_array_set_size (tasks, (int) left);
}

static gboolean
is_hopeless (const WaitingJob *waiting)
{
  return waiting->attempts > MOST_ATTEMPTS
         || (waiting->attempts > MOST_ATTEMPTS_NONE && !waiting->any_placed);
}

/* The job is placed, or given up. */
static void
dismiss (Attempts *attempts, WaitingJob *waiting)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_ref (waiting->tasks);
  g_hash_table_remove (attempts->server[waiting->scheduler].jobs, waiting->job);
  for (guint i = 0; i < tasks->len; i++)
    attempts->effects->drop (attempts->data, g_ptr_array_index (tasks, i));
}

static guint64
end (Attempts *attempts, Desk *desk, gint64 now)
{
  WaitingJob *waiting = desk->current;
  Attempt attempt = { .scheduler = waiting->scheduler,
                      .job = waiting->job,
                      .number = waiting->attempts,
                      .again = waiting->again,
                      .queued = waiting->queued,
                      .began = desk->began,
                      .tasks = desk->tasks };
  if (attempts->sharing == SHARING_MONOLITHIC)
    choose (attempts, desk);
  attempt.placed = commit (attempts, desk, &attempt.conflicts);
  desk->current = NULL;
  remove_placed (waiting);
  waiting->any_placed = waiting->any_placed || attempt.placed > 0;
  attempt.left = waiting->tasks->len;
  attempt.abandoned = attempt.left > 0 && is_hopeless (waiting);
  attempts->effects->ended (attempts->data, &attempt);
  if (attempt.left == 0 || attempt.abandoned) {
    dismiss (attempts, waiting);
  } else {
    waiting->back = now + SET_ASIDE;
    g_queue_push_tail (&attempts->aside, waiting);
  }
  return attempt.tasks;
}

/* The pass ---------------------------------------------------------------------------------------
 */

gint64
attempts_due (const Attempts *attempts)
{
  const WaitingJob *first = g_queue_peek_head ((GQueue *) &attempts->aside);
  gint64 due = first != NULL ? first->back : TIME_NEVER;
  for (guint d = 0; d < attempts->n_desks; d++)
    if (attempts->desk[d].current != NULL)
      due = MIN (due, attempts->desk[d].ends);
  return due;
}

/* Of the attempts that end now the one that began first, or NULL. */
static Desk *
next_to_end (Attempts *attempts, gint64 now)
{
  Desk *next = NULL;
  for (guint d = 0; d < attempts->n_desks; d++) {
    Desk *desk = &attempts->desk[d];
    if (desk->current != NULL && desk->ends == now && (next == NULL || desk->number < next->number))
      next = desk;
  }
  return next;
}

static OrderKey
share_of (const Attempts *attempts, guint server)
{
  const Cell *cell = attempts->cell;
  static const Total nothing[MAX_RESOURCES];
  OrderKey key = { .user = server,
                   .weight = WEIGHT_ONE,
                   .tasks = attempts->server[server].running };
  attempts->drf->share (&(Holdings){ .resources = cell->resources->count,
                                     .held = attempts->server[server].held,
                                     .capacity = cell->up_capacity,
                                     .weight = attempts->scenario->scheduler.share_weights,
                                     .guaranteed = nothing },
                        &key);
  return key;
}

/* The desk to whom all that is free is offered next. */
static Desk *
next_to_be_offered (Attempts *attempts)
{
  Desk *next = NULL;
  OrderKey least = { 0 };
  for (guint d = 0; d < attempts->n_desks; d++) {
    Desk *desk = &attempts->desk[d];
    if (desk->current != NULL)
      return NULL;
    if (desk->line.length == 0)
      continue;
    OrderKey key = share_of (attempts, d);
    if (next == NULL || attempts->drf->compare (&key, &least) < 0) {
      next = desk;
      least = key;
    }
  }
  return next;
}

/* The desk that begins an attempt next, or NULL. */
static Desk *
next_to_begin (Attempts *attempts)
{
  if (attempts->sharing == SHARING_TWO_LEVEL)
    return next_to_be_offered (attempts);
  for (guint d = 0; d < attempts->n_desks; d++)
    if (attempts->desk[d].current == NULL && attempts->desk[d].line.length > 0)
      return &attempts->desk[d];
  return NULL;
}

static void
take_back (Attempts *attempts, gint64 now)
{
  WaitingJob *first;
  while ((first = g_queue_peek_head (&attempts->aside)) != NULL && first->back <= now) {
    g_queue_pop_head (&attempts->aside);
    join_line (attempts, first);
  }
}

guint64
attempts_pass (Attempts *attempts, gint64 now)
{
  guint64 decisions = 0;
  Desk *desk;
  while ((desk = next_to_end (attempts, now)) != NULL)
    decisions += end (attempts, desk, now);
  take_back (attempts, now);
  while ((desk = next_to_begin (attempts)) != NULL) {
    begin (attempts, desk, now);
    if (desk->ends == now)
      decisions += end (attempts, desk, now);
  }
  return decisions;
}
