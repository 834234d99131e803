/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small cells of Google's ClusterData 2019 as BigQuery exports them, written by hand. */
#pragma once

#include "test.h"
#include "workload_text.h"

#define INSTANCES   "cell/instance_events-000000000000.json"
#define COLLECTIONS "cell/collection_events-000000000000.json"
#define MACHINES    "cell/machine_events-000000000000.json"

#define SECONDS "000000"
#define NEVER "9223372036854775807"

/* A row of instance_events: 64-bit numbers are text. `more` begins with a comma, or is nothing. */
#define ROW(time, job, index, type, more)                                                          \
  "{\"time\":\"" time "\",\"type\":\"" type "\",\"collection_id\":\"" job                          \
  "\",\"instance_index\":\"" index "\"" more "}\n"
#define REQUEST(cpu, memory) ",\"resource_request\":{\"cpus\":" cpu ",\"memory\":" memory "}"
/* All that is needed of task 0 of job 7. */
#define OF(time, type)                                                                             \
  ROW (time SECONDS, "7", "0", type, ",\"priority\":\"200\"" REQUEST ("0.5", "0.25"))

static const char two_machines[]
  = "{\"time\":\"0\",\"machine_id\":\"1\",\"type\":\"1\",\"switch_id\":\"s/1=\","
    "\"capacity\":{\"cpus\":1,\"memory\":1}}\n"
    "{\"time\":\"0\",\"machine_id\":\"2\",\"type\":\"ADD\",\"capacity\":{\"cpus\":0.5,\"memory\":0.25}}\n";

static const char one_collection[]
  = "{\"time\":\"0\",\"type\":\"0\",\"collection_id\":\"7\",\"user\":\"u/7=\",\"priority\":\"200\"}\n";

/* In the running test's own folder. */
static inline void
write_file (const char *name, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (test_temp_path (name));

  g_mkdir_with_parents (folder, 0700);
  test_temp_file (name, text);
}

static inline void
remove_all (void)
{
  if (g_file_test (test_temp_path ("cell"), G_FILE_TEST_IS_DIR))
    test_remove_tree (test_temp_path ("cell"));
}

/* A scenario with that trace. */
static inline Scenario *
load_path (const char *path, GError **error)
{
  g_autofree char *text = g_strdup_printf ("[workload]\ntrace = %s\n", path);

  return scenario_load (test_temp_file ("google.scenario", text), NULL, error);
}

/* One with these files alone; NULL: there is none. */
static inline Scenario *
load (const char *instances, const char *collections, const char *machines, GError **error)
{
  remove_all ();
  write_file (INSTANCES, instances);
  if (collections != NULL)
    write_file (COLLECTIONS, collections);
  if (machines != NULL)
    write_file (MACHINES, machines);
  return load_path ("cell", error);
}

/* Every task with its CPU and memory, and in seconds. */
static inline char *
tasks_of (const Scenario *scenario)
{
  return workload_tasks_text (scenario, 2, TIME_SECOND);
}

/* Where the first is, is not said of the first line of the first file. */
static inline char *
notes_of (const TraceNote *notes)
{
  g_autofree char *text = trace_notes_text (notes);
  g_auto (GStrv) parts = g_strsplit (text, " (first: " INSTANCES ":1)", -1);

  return g_strjoinv ("", parts);
}
