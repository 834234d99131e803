/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of trace files begin with: tables for cpu, memory and gpu (of devices), and how files
 * are written, read and refused. */
#pragma once

#include "test.h"
#include "trace/trace.h"

extern ResourceSet resources;
extern TraceContext context;
extern Inventory *inventory;

/* A checked fixture. */
void setup (void);
void teardown (void);
/* The same with other resources, of which gpu is of devices. */
void setup_resources (const char *const *names);

void next_task (TaskStream *stream, TaskRecord *record);
const TaskClass *class_of (const TaskRecord *record);
/* All tasks of the workload as "job/task@seconds job/task@seconds". The caller frees. */
char *tasks_of (const Workload *workload);

/* All rows of a workload: "JOB[/TASK][*COUNT] USER TIER cpu,memory,gpu@SUBMIT+DURATION[/ESTIMATE][ gang][ CONSTRAINTS]",
 * joined by "; ", times in seconds, those without an end as `…`. The caller frees. */
char *rows_of (const Workload *workload);
/* "left: WHAT N (first: …); kept: …". The caller frees. */
char *notes_of (const TraceNote *notes);

/* The header of openb's pods. */
#define POD                                                                                        \
  "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"              \
  "deletion_time,scheduled_time\n"

/* Part of messages about both kinds of file. */
#define DEVICES_EXPECTED "whole devices, at most 64 a machine; a task may ask for a part of one"

typedef struct {
  const char *text;
  const char *message;
} Fault;

static inline Workload *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  Workload *workload = workload_load (test_temp_file ("t.csv", text), "t.csv", "auto", &context,
                                      &error);

  test_ok (workload != NULL, error);
  return workload;
}

static inline void
read_machines (const char *text)
{
  g_autoptr (GError) error = NULL;

  test_ok (trace_read_machines (test_temp_file ("m.csv", text), "m.csv", "auto", &context,
                                inventory, &error),
           error);
  inventory_finish (inventory);
}

static inline void
check_machine_fault (const char *text, const char *format, const char *message)
{
  g_autoptr (GError) error = NULL;

  ck_assert (!trace_read_machines (test_temp_file ("m.csv", text), "m.csv", format, &context,
                                   inventory, &error));
  ck_assert_ptr_nonnull (error);
  if (g_str_has_suffix (message, ": "))
    ck_assert_msg (g_str_has_prefix (error->message, message), "%s", error->message);
  else
    ck_assert_str_eq (error->message, message);
}

static inline void
check_task_fault (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (
    workload_load (test_temp_file ("t.csv", text), "t.csv", "auto", &context, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_str_eq (error->message, message);
}
