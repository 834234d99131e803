/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slurm's jobs as sacct prints them: how it writes times, memory and resources, what becomes of a job, and
 * what is left out. */
#include "tests/trace_setup.h"
#include "trace/formats/slurm_text.h"
#include "util/calendar.h"

START_TEST (dates)
{
  static const struct { const char *text; gint64 seconds; } cases[] = {
    { "1970-01-01", 0 },
    { "2000-02-29T00:00:01", 951782401 },
    { "2020-06-09 18:41:01", 1591728061 },
    { "2024-12-31T23:59:59", 1735689599 },
    { "1717156800", 1717156800 },
    { "2023-02-29", -1 },
    { "2020-06-09T24:00:00", -1 },
    { "2020-06-09T18:41", -1 },
    { "2020-06-09T18:41:01Z", -1 },
    { "20-06-09", -1 },
    { "", -1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 time = -TIME_SECOND;
    ck_assert_int_eq (calendar_parse (cases[i].text, &time), cases[i].seconds >= 0);
    ck_assert_msg (time / TIME_SECOND == cases[i].seconds, "%s: %" G_GINT64_FORMAT, cases[i].text,
                   time / TIME_SECOND);
  }
}
END_TEST

START_TEST (spans)
{
  static const struct { const char *text; gint64 seconds; } cases[] = {
    { "00:01:05", 65 }, { "01:05", 65 },     { "1-02:30:30", 95430 }, { "2-00", 172800 },
    { "10:00.500", 600 }, { "100:00:00", 360000 }, { "5", -1 },       { "1-", -1 },
    { "a:b", -1 },      { "1:2:3:4", -1 },      { "-1:00", -1 },           { "99999999:00", -1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 time = -TIME_SECOND;
    ck_assert_int_eq (slurm_time_parse (cases[i].text, &time), cases[i].seconds >= 0);
    ck_assert_msg (time / TIME_SECOND == cases[i].seconds, "%s", cases[i].text);
  }
}
END_TEST

START_TEST (memory)
{
  static const struct { const char *text; gint64 mib; char each; } cases[] = {
    { "4000M", 4000, 0 },  { "3.5G", 3584, 0 }, { "16Gn", 16384, 'n' }, { "4Gc", 4096, 'c' },
    { "2097153K", 2049, 0 }, { "1T", 1048576, 0 }, { "512", 512, 0 },   { "0n", 0, 'n' },
    { "G", -1, 0 },        { "many", -1, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 mib = -1;
    char each;
    ck_assert_int_eq (slurm_memory_parse (cases[i].text, &mib, &each), cases[i].mib >= 0);
    ck_assert_msg (mib == cases[i].mib && each == cases[i].each, "%s", cases[i].text);
  }
}
END_TEST

START_TEST (trackable_resources)
{
  static const struct { const char *tres, *kind, *value; } cases[] = {
    { "billing=4,cpu=4,mem=16G,node=2", "cpu", "4" },
    { "billing=4,cpu=4,mem=16G,node=2", "node", "2" },
    { "gres/gpu:a100=2,gres/gpu=3", "gres/gpu", "3" },
    { "gres/gpu:a100=2,gres/gpu:h100=1", "gres/gpu", "3" },
    { "gres/gpumem=3", "gres/gpu", NULL },
    { "gres/gpu:a100,cpu=2", "gres/gpu", NULL },
    { "", "cpu", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    char value[64];
    gboolean found = slurm_tres_find (cases[i].tres, cases[i].kind, value, sizeof value);
    ck_assert_pstr_eq (found ? value : NULL, cases[i].value);
  }
}
END_TEST

#define HEAD "JobID|User|Account|Submit|Start|End|Elapsed|Timelimit|State|AllocTRES|ReqMem|NNodes\n"

START_TEST (jobs_become_tasks)
{
  g_autoptr (Workload) workload = load (HEAD
    "101|ann|phys|2024-05-31T12:00:00|2024-05-31T12:00:10|2024-05-31T13:00:10|01:00:00|02:00:00|"
    "COMPLETED|billing=4,cpu=4,mem=16G,node=1|16G|1\n"
    "101.batch||phys|2024-05-31T12:00:10|2024-05-31T12:00:10|2024-05-31T13:00:10|01:00:00||COMPLETED|"
    "cpu=4|16G|1\n"
    /* Two nodes are two tasks; killed at its limit, and so a little above it. */
    "102_7|ben|phys|2024-05-31T11:59:00|2024-05-31T12:01:00|2024-05-31T12:31:30|00:30:30|30:00|TIMEOUT|"
    "cpu=64,gres/gpu:a100=8,mem=256G,node=2||2\n"
    /* Nobody knows how long it would have run. */
    "103_[1-4]|cleo|bio|2024-05-31T12:30:00|Unknown|Unknown|00:00:00|UNLIMITED|PENDING||4000M|1\n"
    /* A part of three cores on two nodes, memory a core. */
    "104+0|cleo||2024-05-31T12:40:00|2024-05-31T12:40:05|Unknown|00:20:00|UNLIMITED|RUNNING|cpu=3|2Gc|2\n"
    "105|cleo|bio|2024-05-31T12:45:00|2024-05-31T12:46:00|2024-05-31T12:46:00|00:00:00|01:00:00|"
    "CANCELLED by 1000||4000Mn|1\n"
    "106||/a/b|2024-05-31T12:45:00|2024-05-31T12:46:00|2024-05-31T12:46:00|00:00:00|Partition_Limit|"
    "FAILED|cpu=1|1500Mn|1\n");
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "102_7*2 phys/ben batch 32000,131072,4000@0+1830 gang of 2; "
                          "101 phys/ann batch 4000,16384,0@60+3600/7200; "
                          "104+0*2 cleo batch 2000,3072,0@2460+1200/… gang of 2; "
                          "106 _a_b batch 1000,1500,0@2760+1");
  ck_assert_str_eq (notes, "left: steps of jobs: 1 (first: line 3); "
                           "left: jobs that have not run: 2 (first: line 5); "
                           "kept: jobs that still run: as long as they have so far: 1 (first: line 6); "
                           "kept: components of heterogeneous jobs: each starts by itself: 1 (first: line 6); "
                           "kept: jobs that nodes share unevenly: all have what the largest share is: 1 "
                           "(first: line 6)");
  ck_assert_str_eq (workload_format (workload), "sacct");
}
END_TEST

/* Few columns, in another order, in raw numbers, with a bar at the end of the line (--parsable). */
START_TEST (other_columns)
{
  g_autoptr (Workload) workload = load ("ElapsedRaw|Submit|NCPUS|JobIDRaw|TimelimitRaw|Priority|\n"
                                        "90|1717156800|2|7|3|100|\n\n"
                                        "30|1717156805|0|8||100|\n"
                                        "30||1|9||100|\n");
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "7 default batch 2000,0,0@0+90/180");
  ck_assert_str_eq (notes, "left: jobs without a submit time: 1 (first: line 5); "
                           "left: jobs without processors: 1 (first: line 4); "
                           "kept: priorities that Slurm gave last: all have that of tier batch: 1 "
                           "(first: line 2)");
}
END_TEST

/* Of jobs that run, and where something is said. */
START_TEST (what_has_no_use_is_counted)
{
  g_autoptr (Workload) workload = load ("JobID|Submit|ElapsedRaw|NCPUS|Partition|QOS|Priority\n"
                                        "1|1717156800|90|2|main|normal|4294967295\n"
                                        "1.0|1717156800|90|2|||\n"
                                        "2|1717156800|90|2|gpu||\n"
                                        "3|1717156800|90|2||high|0\n"
                                        "4|1717156800||2|main|high|7\n"
                                        "5|1717156800|90|2||Unknown|\n");
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "1 default batch 2000,0,0@0+90; 2 default batch 2000,0,0@0+90; "
                          "3 default batch 2000,0,0@0+90; 5 default batch 2000,0,0@0+90");
  ck_assert_str_eq (notes, "left: steps of jobs: 1 (first: line 3); "
                           "left: jobs that have not run: 1 (first: line 6); "
                           "kept: partitions of jobs: each may run on any machine: 2 (first: line 2); "
                           "kept: QOS of jobs: all are of tier batch: 2 (first: line 2); "
                           "kept: priorities that Slurm gave last: all have that of tier batch: 2 "
                           "(first: line 2)");
}
END_TEST

START_TEST (faults)
{
  static const Fault cases[] = {
    { "JobID|Submit|Elapsed\n1|2024-05-31|1:00\n",
      "t.csv:1: a column that is needed is missing; expected a header with AllocTRES, ReqTRES, NCPUS or "
      "ReqCPUS" },
    { "JobID|Submit|NCPUS|Start\n1|2024-05-31|1|\n",
      "t.csv:1: a column that is needed is missing; expected a header with Elapsed, or Start and End" },
    { "JobID|Submit|Elapsed|NCPUS\n1|2024-05-31|1:00\n",
      "t.csv:2: a row of another number of cells; expected 4 cells between vertical bars" },
    { "JobID|Submit|Elapsed|NCPUS\n1|yesterday|1:00|1\n",
      "t.csv:2: Submit: 'yesterday' is no date; expected a date like 2024-05-31T12:00:00, Unknown or "
      "None" },
    { "JobID|Submit|Elapsed|NCPUS\n1|2024-05-31|an hour|1\n",
      "t.csv:2: Elapsed: 'an hour' is no time; expected a time like 1-02:30:00 or 30:00" },
    { "JobID|Submit|Elapsed|NCPUS\n1|2024-05-31|1:00|one\n",
      "t.csv:2: cpu: 'one' is none; expected a whole number" },
    { "JobID|Submit|Elapsed|NCPUS|ReqMem\n1|2024-05-31|1:00|1|lots\n",
      "t.csv:2: ReqMem: 'lots' is none; expected memory like 4000M, 16G, 4Gc or 16Gn" },
    { "JobID|Submit|Elapsed|NCPUS\n|2024-05-31|1:00|1\n",
      "t.csv:2: JobID: the cell is empty; expected a number like 1234, 1234_5 or 1234+0" },
    { "JobID|Submit|Elapsed|NCPUS\n1|2024-05-31|1:00|1\n1|2024-05-31|1:00|1\n",
      "t.csv:3: task '0' of job '1' is there already; expected each task of a job once; it is on line 2" },
    { "JobID|Submit|Elapsed|NCPUS\n", "t.csv: no tasks; expected at least one task" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_task_fault (cases[i].text, cases[i].message);
}
END_TEST

START_TEST (no_machines)
{
  check_machine_fault (HEAD, "auto",
                       "m.csv: sacct does not say what machines there are; expected machines = FILE in "
                       "[cell], or a group [machines NAME]");
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("sacct");
  TCase *text = tcase_create ("text"), *jobs = tcase_create ("jobs");
  tcase_add_test (text, dates);
  tcase_add_test (text, spans);
  tcase_add_test (text, memory);
  tcase_add_test (text, trackable_resources);
  tcase_add_checked_fixture (jobs, setup, teardown);
  tcase_add_test (jobs, jobs_become_tasks);
  tcase_add_test (jobs, other_columns);
  tcase_add_test (jobs, what_has_no_use_is_counted);
  tcase_add_test (jobs, faults);
  tcase_add_test (jobs, no_machines);
  suite_add_tcase (s, text);
  suite_add_tcase (s, jobs);
  return s;
}

TEST_MAIN (suite)
