/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Standard Workload Format of the Parallel Workloads Archive, version 2.2 (Chapin et al.,
 * "Benchmarks and Standards for the Evaluation of Parallel Job Schedulers", JSSPP 1999): a job a
 * line, 18 numbers, -1 where something is not known; `;` begins a comment, and those at the top say
 * what computer it was. A job becomes one task that asks for its processors on one machine. */
#include <string.h>

#include "trace/formats.h"
#include "trace/intern.h"
#include "util/input_error.h"
#include "util/line_reader.h"

#define BLANKS  " \t"
#define COMMENT ';'

/* Places of the fields that are looked at, from 0. */
enum {
  JOB = 0,
  SUBMIT = 1,
  WAIT = 2,
  RUN_TIME = 3,
  ALLOCATED = 4,
  REQUESTED = 7,
  REQUESTED_TIME = 8,
  USER = 11,
  PRECEDING = 16,
  N_FIELDS = 18,
};

#define SECONDS_MAX    (TRACE_TIME_MAX / TIME_SECOND / 2)
#define PROCESSORS_MAX (G_MAXINT32 / 1000)

static const char EXPECTED_FIELDS[] = "18 whole numbers, -1 where one is not known";

/* Reading lines -------------------------------------------------------------------------------- */

static char *
skip_blanks (char *text)
{
  return text + strspn (text, BLANKS);
}

/* Cuts the line into its fields; FALSE when it has not as many. */
static gboolean
split (char *line, const char *field[N_FIELDS])
{
  for (guint i = 0; i < N_FIELDS; i++) {
    line = skip_blanks (line);
    if (*line == '\0')
      return FALSE;
    field[i] = line;
    line += strcspn (line, BLANKS);
    if (*line != '\0')
      *line++ = '\0';
  }
  return *skip_blanks (line) == '\0';
}

/* A comment's value where it is the one of that name: "; MaxProcs: 100". */
static const char *
comment_value (char *line, const char *name)
{
  char *key = skip_blanks (skip_blanks (line) + 1);
  gsize length = strlen (name);

  return g_ascii_strncasecmp (key, name, length) == 0 && key[length] == ':' ? key + length + 1
                                                                            : NULL;
}

static gboolean
is_comment (char *line)
{
  return *skip_blanks (line) == COMMENT;
}

static gboolean
looks_like (const char *beginning)
{
  const char *first = beginning + strspn (beginning, BLANKS "\r\n");
  g_autofree char *line = g_strndup (first, strcspn (first, "\r\n"));
  const char *field[N_FIELDS];

  return *first == ';'
         || ((*first == '-' || g_ascii_isdigit (*first)) && split (line, field));
}

static gboolean
need_cpu (const TraceContext *context, const char *display, guint *ret, GError **error)
{
  int place = resource_set_find (context->resources, "cpu");

  *ret = (guint) MAX (place, 0);
  return place >= 0
         || input_error (error, display, 0, "'cpu' among [cell] resources",
                         "jobs ask for processors, which the cell does not count");
}

/* The computer --------------------------------------------------------------------------------- */

/* What the comments before the first job say of its size: MaxProcs, else MaxNodes; 0: nothing. */
static gboolean
read_processors (LineReader *reader, gint64 *ret, GError **error)
{
  gint64 processors = 0, nodes = 0;
  char *line;
  int got;

  while ((got = line_reader_next (reader, &line, error)) > 0) {
    const char *value;

    if (*skip_blanks (line) == '\0')
      continue;
    if (!is_comment (line))
      break;
    if ((value = comment_value (line, "MaxProcs")) != NULL)
      processors = g_ascii_strtoll (value, NULL, 10);
    else if ((value = comment_value (line, "MaxNodes")) != NULL)
      nodes = g_ascii_strtoll (value, NULL, 10);
  }
  *ret = processors > 0 ? processors : nodes;
  return got >= 0;
}

static gboolean
swf_read_machines (const char *path, const char *display, const TraceContext *context,
                   Inventory *inventory, GError **error)
{
  g_autoptr (LineReader) reader = line_reader_new (path, display, error);
  MachineSpec spec = { .name = "computer" };
  g_autofree char *reason = NULL;
  gint64 processors;
  guint cpu;

  if (reader != NULL)
    line_reader_set_comment (reader, COMMENT);
  if (reader == NULL || !need_cpu (context, display, &cpu, error)
      || !read_processors (reader, &processors, error))
    return FALSE;
  if (processors < 1 && context->machines_optional)
    return TRUE;
  if (processors < 1 || processors > PROCESSORS_MAX)
    return input_error (error, display, 0,
                        "a comment like '; MaxProcs: 128', machines = FILE in [cell], or a group "
                        "[machines NAME]",
                        "its header does not say how many processors there are");
  spec.capacity.of[cpu] = (Amount) processors * 1000;
  return inventory_add (inventory, &spec, &reason)
         || input_error (error, display, 0, "machines of other names", "%s", reason);
}

/* Jobs ----------------------------------------------------------------------------------------- */

/* Those before N_REASONS leave nothing to run. */
enum {
  NO_RUN_TIME,
  NO_PROCESSORS,
  NO_SUBMIT,
  N_REASONS,
  PRECEDED = N_REASONS,
  NOT_ALLOCATED,
  OVERRUN,
  NO_LENGTH,
  NO_REQUESTED_TIME,
  NO_USER,
  N_NOTES,
};

typedef struct {
  TaskStream base;
  LineReader *reader;
  Interner interner;
  guint cpu;
  RecordedRun run;
  TraceNote notes[N_NOTES + 1];
} SwfTasks;

/* One line being read. */
typedef struct {
  const char *field[N_FIELDS];
  Row row;
} Job;

static gboolean
read_number (const Job *job, guint field, const char *name, gint64 max, gint64 *ret,
             GError **error)
{
  const char *reason = NULL;
  g_autofree char *expected = NULL;

  if (integer_parse (job->field[field], -1, max, ret, &reason))
    return TRUE;
  expected = g_strdup_printf ("a whole number from -1 to %" G_GINT64_FORMAT, max);
  return row_error (&job->row, name, expected, error, "'%s' %s", job->field[field], reason);
}

/* What a job says that matters here; -1 where it does not say. */
typedef struct {
  gint64 submit, run_time, requested_time; /* s */
  gint64 processors;
  gint64 user;
  gboolean allocated; /* the processors are those it had, not those it asked for */
} JobFields;

static gboolean
read_fields (const Job *job, JobFields *ret, GError **error)
{
  gint64 number, requested;

  if (!read_number (job, JOB, "job", G_MAXINT64, &number, error)
      || !read_number (job, SUBMIT, "submit", SECONDS_MAX, &ret->submit, error)
      || !read_number (job, RUN_TIME, "run time", SECONDS_MAX, &ret->run_time, error)
      || !read_number (job, ALLOCATED, "allocated processors", PROCESSORS_MAX, &ret->processors,
                       error)
      || !read_number (job, REQUESTED, "requested processors", PROCESSORS_MAX, &requested, error)
      || !read_number (job, REQUESTED_TIME, "requested time", SECONDS_MAX, &ret->requested_time,
                       error)
      || !read_number (job, USER, "user", G_MAXINT64, &ret->user, error))
    return FALSE;
  ret->allocated = ret->processors > 0;
  if (!ret->allocated)
    ret->processors = requested;
  return TRUE;
}

/* Why there is nothing to run; N_REASONS when there is. */
static guint
why_not (const JobFields *fields)
{
  if (fields->run_time < 0)
    return NO_RUN_TIME;
  if (fields->processors <= 0)
    return NO_PROCESSORS;
  return fields->submit < 0 ? NO_SUBMIT : N_REASONS;
}

/* What is assumed of a job, and what is not heeded. */
static void
note_assumed (SwfTasks *tasks, const Job *job, const JobFields *fields)
{
  const gboolean holds[N_NOTES] = {
    [PRECEDED] = g_ascii_strtoll (job->field[PRECEDING], NULL, 10) > 0,
    [NOT_ALLOCATED] = !fields->allocated,
    [OVERRUN] = fields->requested_time > 0 && fields->run_time > fields->requested_time,
    [NO_LENGTH] = fields->run_time == 0,
    [NO_REQUESTED_TIME] = fields->requested_time <= 0,
    [NO_USER] = fields->user < 0,
  };

  for (guint i = N_REASONS; i < N_NOTES; i++)
    if (holds[i])
      trace_note_add (&tasks->notes[i], NULL, job->row.line);
}

/* It was killed at what its user asked for, where it was. */
static void
set_times (const JobFields *fields, TaskRecord *record)
{
  gint64 asked = fields->requested_time > 0 ? fields->requested_time : fields->run_time;
  gint64 run_time = MAX (MIN (fields->run_time, asked), 1);

  record->submit = fields->submit * TIME_SECOND;
  record->duration = run_time * TIME_SECOND;
  record->estimate = MAX (MAX (fields->run_time, asked), 1) * TIME_SECOND;
}

/* It began when it had waited, where the log says how long that was. */
static gboolean
set_run (SwfTasks *tasks, const Job *job, TaskRecord *record, GError **error)
{
  gint64 wait;

  if (!tasks->interner.context.recorded_runs)
    return TRUE;
  if (!read_number (job, WAIT, "wait", SECONDS_MAX, &wait, error))
    return FALSE;
  if (wait < 0)
    return TRUE;
  tasks->run.start = record->submit + wait * TIME_SECOND;
  tasks->run.end = tasks->run.start + record->duration;
  record->runs = &tasks->run;
  record->n_runs = 1;
  return TRUE;
}

static gboolean
read_job (SwfTasks *tasks, const Job *job, const JobFields *fields, TaskRecord *record,
          GError **error)
{
  Amounts request = { 0 };
  gint32 priority = tasks->interner.context.tiers->lowest[TIER_BATCH];
  char user[32] = "default";

  *record = (TaskRecord){ .job = job->field[JOB],
                          .name = { "", 0 },
                          .count = 1,
                          .line = job->row.line,
                          .budget = BUDGET_NONE };
  if (fields->user >= 0)
    g_snprintf (user, sizeof user, "user%" G_GINT64_FORMAT, fields->user);
  request.of[tasks->cpu] = (Amount) fields->processors * 1000;
  note_assumed (tasks, job, fields);
  set_times (fields, record);
  return set_run (tasks, job, record, error)
         && interner_user (&tasks->interner, &job->row, "user", user, &record->user, error)
         && interner_class (&tasks->interner, &job->row, &request, priority, NULL, 1,
                            &record->task_class, error);
}

/* 1: a job; 0: nothing on this line; -1: *error. */
static int
read_line (SwfTasks *tasks, char *line, TaskRecord *record, GError **error)
{
  Job job = { .row = { .display = line_reader_display (tasks->reader),
                       .line = line_reader_line (tasks->reader) } };
  JobFields fields;

  if (is_comment (line) || *skip_blanks (line) == '\0')
    return 0;
  if (!split (line, job.field)) {
    input_error (error, job.row.display, job.row.line, EXPECTED_FIELDS, "not 18 fields");
    return -1;
  }
  if (!read_fields (&job, &fields, error))
    return -1;
  if (why_not (&fields) < N_REASONS) {
    trace_note_add (&tasks->notes[why_not (&fields)], NULL, job.row.line);
    return 0;
  }
  return read_job (tasks, &job, &fields, record, error) ? 1 : -1;
}

static int
swf_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  SwfTasks *tasks = (SwfTasks *) (void *) stream;
  char *line;
  int got, found = 0;

  while (found == 0 && (got = line_reader_next (tasks->reader, &line, error)) != 0)
    found = got < 0 ? -1 : read_line (tasks, line, ret, error);
  return found;
}

static double
swf_tasks_progress (const TaskStream *stream)
{
  return line_reader_progress (((const SwfTasks *) (const void *) stream)->reader);
}

static const TraceNote *
swf_tasks_notes (const TaskStream *stream)
{
  return ((const SwfTasks *) (const void *) stream)->notes;
}

static void
swf_tasks_free (TaskStream *stream)
{
  SwfTasks *tasks = (SwfTasks *) (void *) stream;

  line_reader_free (tasks->reader);
  interner_clear (&tasks->interner);
  g_free (tasks);
}

static TaskStream *
swf_open_tasks (const char *path, const char *display, const TraceContext *context, gboolean learn,
                GError **error)
{
  static const TraceNote reasons[N_NOTES + 1] = {
    [NO_RUN_TIME] = { .what = "jobs without a run time" },
    [NO_PROCESSORS] = { .what = "jobs without processors" },
    [NO_SUBMIT] = { .what = "jobs without a submit time" },
    [PRECEDED] = { .what = "wishes of jobs to come after another one" },
    [NOT_ALLOCATED]
    = { .kept = TRUE, .what = "jobs without allocated processors: as many as they requested" },
    [OVERRUN] = { .kept = TRUE, .what = "jobs that ran longer than they requested: killed then" },
    [NO_LENGTH] = { .kept = TRUE, .what = "jobs that ran for 0 s: 1 s" },
    [NO_REQUESTED_TIME]
    = { .kept = TRUE, .what = "jobs without a requested time: their run time" },
    [NO_USER] = { .kept = TRUE, .what = "jobs without a user: 'default'" },
  };
  LineReader *reader;
  SwfTasks *tasks;
  guint cpu;

  if (!need_cpu (context, display, &cpu, error))
    return NULL;
  reader = line_reader_new (path, display, error);
  if (reader == NULL)
    return NULL;
  line_reader_set_comment (reader, COMMENT);
  tasks = g_new0 (SwfTasks, 1);
  tasks->base = (TaskStream){ .next = swf_tasks_next,
                              .progress = swf_tasks_progress,
                              .free = swf_tasks_free,
                              .notes = swf_tasks_notes };
  tasks->reader = reader;
  tasks->cpu = cpu;
  memcpy (tasks->notes, reasons, sizeof reasons);
  interner_init (&tasks->interner, context, learn);
  return &tasks->base;
}

const TraceFormat trace_format_swf = {
  .name = "swf",
  .summary = "Standard Workload Format 2.2, the logs of the Parallel Workloads Archive",
  .looks_like = looks_like,
  .machines_in_tasks = TRUE,
  .read_machines = swf_read_machines,
  .open_tasks = swf_open_tasks,
};
