/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory by trace format: a long file of each is made, and read by `berth trace info` and `berth check`. */
#include "bench/bench.h"
#include "bench/rows.h"
#include "trace/trace.h"
#include "util/random.h"

#include <glib/gstdio.h>
#include <string.h>

#define USERS  1000
#define JITTER 3600 /* s by which rows are out of order, where a format's mostly are */

/* What a row is made of. */
typedef struct {
  gint64 number;
  gint64 submit, start, end; /* s */
  guint user, cores, gigabytes, gpus, nodes;
} Job;

typedef struct {
  const char *name; /* what is measured, and of which format */
  const char *format;
  const char *file;
  const char *header; /* NULL: none */
  gboolean ordered;
  void (*row) (Rows *rows, const Job *job);
  /* A table beside it, with as many rows; NULL: none. */
  const char *beside;
  const char *beside_header; /* NULL: none */
  void (*beside_row) (Rows *rows, const Job *job);
} Case;

/* Columns that stand side by side. */
static void
put (Rows *rows, const char *text, gint64 number)
{
  rows_text (rows, text);
  rows_number (rows, number);
}

/* 1990-01-01THH:MM:SS: seconds from the beginning of 1990. */
static void
put_date (Rows *rows, const char *text, gint64 seconds, char between)
{
  char date[32];
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (631152000 + seconds);
  g_snprintf (date, sizeof date, "%04d-%02d-%02d%c%02d:%02d:%02d", g_date_time_get_year (time),
              g_date_time_get_month (time), g_date_time_get_day_of_month (time), between,
              g_date_time_get_hour (time), g_date_time_get_minute (time),
              g_date_time_get_second (time));
  rows_text (rows, text);
  rows_text (rows, date);
}

/* Rows ----------------------------------------------------------------------------------------- */

static void
berth_row (Rows *rows, const Job *job)
{
  put (rows, "job", job->number);
  put (rows, ",user", job->user);
  put (rows, ",", job->submit);
  put (rows, ",", job->end - job->start);
  put (rows, ",", job->cores);
  put (rows, ",", job->gigabytes * 1024);
  rows_text (rows, "\n");
}

static void
openb_row (Rows *rows, const Job *job)
{
  put (rows, "openb-pod-", job->number);
  put (rows, ",", job->cores * 1000);
  put (rows, ",", job->gigabytes * 1024);
  rows_text (rows, job->gpus > 0 ? ",1,500,,LS,Running," : ",0,0,,BE,Running,");
  put (rows, "", job->submit);
  put (rows, ",", job->end);
  put (rows, ",", job->start);
  rows_text (rows, "\n");
}

static void
swf_row (Rows *rows, const Job *job)
{
  put (rows, "", job->number);
  put (rows, " ", job->submit);
  put (rows, " ", job->start - job->submit);
  put (rows, " ", job->end - job->start);
  put (rows, " ", job->cores);
  put (rows, " -1 -1 ", job->cores);
  put (rows, " ", (job->end - job->start) * 2);
  put (rows, " -1 1 ", job->user);
  rows_text (rows, " 1 -1 -1 -1 -1 -1\n");
}

/* A task comes, starts and ends: three rows a task. */
static void
google2011_row (Rows *rows, const Job *job)
{
  static const char *const events[] = { ",,0,u", ",,1,u", ",,4,u" };
  gint64 task = job->number / 3, event = job->number % 3;
  put (rows, "", (600 + task + event * 50) * 1000000);
  put (rows, ",,", task / 10);
  put (rows, ",", task % 10);
  put (rows, events[event], task / 10 % USERS);
  rows_text (rows, ",2,1,0.0625,0.03125,0.001,0\n");
}

/* The same of its successor: 3.3 million tasks of a trace of 10 million rows. */
static void
google2019_row (Rows *rows, const Job *job)
{
  static const char *const events[] = { ",SUBMIT,", ",SCHEDULE,", ",FINISH," };
  gint64 task = job->number / 3, event = job->number % 3;
  put (rows, "", (600 + task + event * 50) * 1000000);
  rows_text (rows, events[event]);
  put (rows, "", task / 10);
  put (rows, ",", task % 10);
  rows_text (rows, ",200,0.0625,0.03125\n");
}

/* Each collection has two rows; every fourth comes after the one before. */
static void
google2019_collection (Rows *rows, const Job *job)
{
  gint64 collection = job->number / 2;
  put (rows, "", (600 + collection * 10) * 1000000);
  rows_text (rows, job->number % 2 == 0 ? ",SUBMIT," : ",FINISH,");
  put (rows, "", collection);
  put (rows, ",user", job->user);
  if (collection % 4 == 3)
    put (rows, ",[", collection - 1);
  rows_text (rows, collection % 4 == 3 ? "]\n" : ",\n");
}

static void
alibaba2017_row (Rows *rows, const Job *job)
{
  put (rows, "", job->submit);
  put (rows, ",", job->end);
  put (rows, ",", job->number / 3);
  put (rows, ",", job->number);
  put (rows, ",", job->nodes);
  put (rows, ",Terminated,", job->cores * 50);
  rows_text (rows, ",0.0078125\n");
}

static void
alibaba2017_instance (Rows *rows, const Job *job)
{
  put (rows, "", job->start);
  put (rows, ",", job->end);
  put (rows, ",", job->number / 3);
  put (rows, ",", job->number);
  put (rows, ",", job->number % 1300);
  rows_text (rows, ",Terminated,1,1,0.98,0.31,0.01,0.01\n");
}

/* Every third task comes after the two before. */
static void
alibaba2018_row (Rows *rows, const Job *job)
{
  static const char *const names[] = { "M1", "M2", "R3_1_2" };
  rows_text (rows, names[job->number % 3]);
  put (rows, ",", job->nodes);
  put (rows, ",j_", job->number / 3);
  put (rows, ",1,Terminated,", job->start);
  put (rows, ",", job->end);
  put (rows, ",", job->cores * 50);
  rows_text (rows, ",0.39\n");
}

static void
gpu2020_row (Rows *rows, const Job *job)
{
  put (rows, "4f057009a5d4", job->number);
  put (rows, ",worker,", job->nodes);
  put (rows, ".0,Terminated,", job->start);
  put (rows, ".0,", job->end);
  put (rows, ".0,", job->cores * 100);
  put (rows, ".0,", job->gigabytes);
  put (rows, ".0,", job->gpus * 50);
  rows_text (rows, ".0,T4\n");
}

static void
gpu2020_job (Rows *rows, const Job *job)
{
  put (rows, "4f057009a5d4", job->number);
  put (rows, ",8cb3bec23d14dbde320b6613452e", job->number);
  put (rows, ",58540f", job->user);
  put (rows, ",Terminated,", job->submit);
  put (rows, ".0,", job->end);
  rows_text (rows, ".0\n");
}

static void
helios_row (Rows *rows, const Job *job)
{
  put (rows, "", job->number);
  put (rows, ",u", job->user);
  put (rows, ",vc", job->user % 20);
  put (rows, ",", job->gpus * job->nodes);
  put (rows, ",", job->cores * job->nodes);
  put (rows, ",", job->nodes);
  put_date (rows, ",COMPLETED,", job->submit, ' ');
  put_date (rows, ",", job->start, ' ');
  put_date (rows, ",", job->end, ' ');
  put (rows, ",", job->end - job->start);
  put (rows, ",", job->start - job->submit);
  rows_text (rows, "\n");
}

static void
sacct_row (Rows *rows, const Job *job)
{
  put (rows, "", job->number);
  put (rows, "|user", job->user);
  put (rows, "|account", job->user % 40);
  put_date (rows, "|main|normal|", job->submit, 'T');
  put_date (rows, "|", job->start, 'T');
  put_date (rows, "|", job->end, 'T');
  put (rows, "|", job->end - job->start);
  put (rows, "|1-00:00:00|COMPLETED|billing=4,cpu=", job->cores * job->nodes);
  put (rows, ",mem=", job->gigabytes * job->nodes);
  put (rows, "G,node=", job->nodes);
  put (rows, ",gres/gpu=", job->gpus * job->nodes);
  rows_text (rows, "\n");
}

#define OPENB_HEADER                                                                               \
  "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"              \
  "deletion_time,scheduled_time\n"
#define INSTANCES_HEADER                                                                           \
  "time,type,collection_id,instance_index,priority,resource_request_cpus,resource_request_memory\n"
#define COLLECTIONS_HEADER "time,type,collection_id,user,start_after_collection_ids\n"
#define HELIOS_HEADER                                                                              \
  "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
#define SACCT_HEADER                                                                               \
  "JobID|User|Account|Partition|QOS|Submit|Start|End|ElapsedRaw|Timelimit|State|AllocTRES\n"

/* A format without a row here is named at the end. */
static const Case cases[] = {
  { "berth", "berth", "tasks.csv", "job,user,submit,duration,cpu,memory\n", TRUE, berth_row, NULL, NULL, NULL },
  { "berth, unsorted", "berth", "tasks.csv", "job,user,submit,duration,cpu,memory\n", FALSE, berth_row, NULL,
    NULL, NULL },
  { "openb", "openb", "pods.csv", OPENB_HEADER, TRUE, openb_row, NULL, NULL, NULL },
  { "swf", "swf", "log.swf", NULL, TRUE, swf_row, NULL, NULL, NULL },
  { "google2011", "google2011", "part-00000-of-00001.csv", NULL, TRUE, google2011_row, NULL, NULL, NULL },
  { "google2019", "google2019", "instance_events.csv", INSTANCES_HEADER, TRUE, google2019_row,
    "collection_events.csv", COLLECTIONS_HEADER, google2019_collection },
  { "alibaba2017", "alibaba2017", "batch_task.csv", NULL, FALSE, alibaba2017_row,
    "batch_instance.csv", NULL, alibaba2017_instance },
  { "alibaba2018", "alibaba2018", "batch_task.csv", NULL, FALSE, alibaba2018_row, NULL, NULL, NULL },
  { "alibaba-gpu2020", "alibaba-gpu2020", "pai_task_table.csv", NULL, FALSE, gpu2020_row,
    "pai_job_table.csv", NULL, gpu2020_job },
  { "helios", "helios", "cluster_log.csv", HELIOS_HEADER, FALSE, helios_row, NULL, NULL, NULL },
  { "sacct", "sacct", "sacct.txt", SACCT_HEADER, FALSE, sacct_row, NULL, NULL, NULL },
};

/* Files ---------------------------------------------------------------------------------------- */

/* Ten jobs a second; one of ten takes several nodes. */
static void
draw (gint64 number, gboolean ordered, Job *ret)
{
  guint64 dice = random_mix ((guint64) number);
  gint64 at = number / 10 + (ordered ? 0 : (gint64) (dice % JITTER));
  ret->number = number;
  ret->submit = at;
  ret->start = at + (gint64) (dice >> 12 & 255);
  ret->end = ret->start + 1 + (gint64) (dice >> 20 & 4095);
  ret->user = (guint) (dice >> 32) % USERS;
  ret->cores = 1u << (dice >> 42 & 3);
  ret->gigabytes = 1u << (dice >> 44 & 7);
  ret->gpus = (dice >> 47 & 7) == 0 ? 2 : 0;
  ret->nodes = (dice >> 50) % 10 == 0 ? 2u << (dice >> 54 & 3) : 1;
}

static char *
write_table (const char *name, const char *header, gboolean ordered, gint64 count,
             void (*row) (Rows *, const Job *))
{
  char *path = bench_path (name);
  Rows *rows = rows_new (path);
  if (header != NULL)
    rows_text (rows, header);
  for (gint64 i = 0; i < count; i++) {
    Job job;
    draw (i, ordered, &job);
    row (rows, &job);
  }
  rows_free (rows);
  return path;
}

static double
megabytes (const char *path)
{
  GStatBuf status;
  if (path == NULL)
    return 0;
  if (g_stat (path, &status) != 0)
    bench_fail ("%s is gone", path);
  return (double) status.st_size / 1e6;
}

static void
measure (const Case *of, gint64 count)
{
  g_autofree char *scenario = bench_path ("formats.scenario"), *beside = NULL;
  g_autofree char *path = write_table (of->file, of->header, of->ordered, count, of->row);
  if (of->beside != NULL)
    beside = write_table (of->beside, of->beside_header, of->ordered, count, of->beside_row);
  bench_write (scenario, "[workload]\ntrace = %s\nformat = %s\n[machines node]\ncount = 1000\ncpu = 64\n"
                         "memory = 512GiB\ngpu = 8\n", path, of->format);
  Child info = BENCH_BERTH ("trace", "info", path);
  Child check = BENCH_BERTH ("check", scenario);
  bench_text ("format", of->name);
  bench_number ("rows", (double) count, 0);
  bench_number ("MB", megabytes (path) + megabytes (beside), 1);
  bench_number ("info s", info.wall, 2);
  bench_number ("info MiB", info.peak, 0);
  bench_number ("check s", check.wall, 2);
  bench_number ("check MiB", check.peak, 0);
  bench_row ();
  g_unlink (path);
  if (beside != NULL)
    g_unlink (beside);
}

static gboolean
is_measured (const char *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].format, format) == 0)
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  static char *only;
  static const GOptionEntry entries[]
    = { { "only", 0, 0, G_OPTION_ARG_STRING, &only, "Only this format", "NAME" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL } };
  bench_begin (argc, argv,
               "Reading a long trace of each format: how long it takes, and how much memory. With --full\n"
               "10 million rows, which take some GB in $TMPDIR.", entries);
  bench_table ("berth trace info, berth check");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (only == NULL || strcmp (only, cases[i].format) == 0)
      measure (&cases[i], bench_full () ? 10000000 : 300000);
  bench_note ("A table beside that is read as well has as many rows.");
  for (guint i = 0; trace_formats[i] != NULL; i++)
    if (!is_measured (trace_formats[i]->name))
      bench_note ("Not measured: %s.", trace_formats[i]->name);
  return bench_end ();
}
