/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of the API of Kubernetes as tests write them, and what becomes of them. */
#pragma once

#include "scenario/scenario.h"
#include "test.h"

#define NODE(name, labels, spec, status)                                                           \
  "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"" name                  \
  "\", \"labels\": {" labels "}}, \"spec\": {" spec                                                \
  "}, \"status\": {\"allocatable\": {\"cpu\": \"4\", \"memory\": \"8Gi\"}" status "}}\n"
#define N1 NODE ("n1", "", "", "")
#define REQUESTS(requests) "\"resources\": {\"requests\": {" requests "}}"
#define CONTAINER "\"containers\": [{" REQUESTS ("\"cpu\": 1") "}]"
/* more: what stands in metadata behind the name, and in spec behind the containers. */
#define POD(name, metadata, spec)                                                                  \
  "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"" name "\"" metadata     \
  "}, \"spec\": {" CONTAINER spec "}}\n"
#define OWNER(kind, name)                                                                          \
  ", \"ownerReferences\": [{\"kind\": \"" kind "\", \"name\": \"" name "\", \"controller\": true}]"
#define LABELS(labels) ", \"labels\": {" labels "}"
#define ON(node) ", \"nodeName\": \"" node "\""
#define MAKER(kind, name, metadata, spec, labels, pod_spec)                                        \
  "{\"apiVersion\": \"apps/v1\", \"kind\": \"" kind "\", \"metadata\": {\"name\": \"" name "\""    \
  metadata "}, \"spec\": {" spec "\"template\": {\"metadata\": {\"labels\": {" labels              \
  "}}, \"spec\": {" CONTAINER pod_spec "}}}}\n"

#define NODE_AFFINITY(terms)                                                                       \
  ", \"affinity\": {\"nodeAffinity\": {\"requiredDuringSchedulingIgnoredDuringExecution\": "       \
  "{\"nodeSelectorTerms\": [" terms "]}}}"
#define TERM(expressions) "{\"matchExpressions\": [" expressions "]}"
#define EXPRESSION(key, operator, values)                                                          \
  "{\"key\": \"" key "\", \"operator\": \"" operator "\", \"values\": [" values "]}"
#define APP(app) LABELS ("\"app\": \"" app "\"")
#define SPREAD(rules) ", \"topologySpreadConstraints\": [" rules "]"
#define NEAR(which, terms)                                                                         \
  ", \"affinity\": {\"" which "\": {\"requiredDuringSchedulingIgnoredDuringExecution\": [" terms "]}}"
#define AT(selector) "{\"topologyKey\": \"host\", " selector "}"
#define BUDGET(selector, rest)                                                                     \
  "{\"kind\": \"PodDisruptionBudget\", \"apiVersion\": \"policy/v1\", \"metadata\": {\"name\": \"b\"}, " \
  "\"spec\": {\"selector\": {" selector "}, " rest "}\n"
#define OF_X "\"matchLabels\": {\"app\": \"x\"}"

static inline Scenario *
load_with (const char *json, const char *also, const char *resources, GError **error)
{
  g_autofree char *text = g_strdup_printf ("[cell]\nresources = %s\n[workload]\ntrace = list.json\n%s",
                                           resources, also != NULL ? "also = more.json\n" : "");
  test_temp_file ("list.json", json);
  if (also != NULL)
    test_temp_file ("more.json", also);
  return scenario_load (test_temp_file ("kube.scenario", text), NULL, error);
}

static inline Scenario *
load (const char *json)
{
  g_autoptr (GError) error = NULL;
  Scenario *scenario = load_with (json, NULL, "cpu;memory;gpu", &error);
  test_ok (scenario != NULL, error);
  return scenario;
}

static inline void
append_named (GString *out, const char *name, const char *text)
{
  if (text[0] != '\0')
    g_string_append_printf (out, " %s[%s]", name, text);
}

/* A task a line, what it does not have left out: `JOB/TASK xCOUNT SECONDS pPRIORITY REQUEST …`. */
static inline char *
tasks_of (const Scenario *scenario)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  GString *out = g_string_new (NULL);
  TaskRecord task;
  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, task.task_class);
    g_autofree char *name = task_name_text (&task.name);
    ClassTexts texts;
    task_class_texts (class, &texts);
    g_string_append_printf (out, "%s/%s", task.job, name);
    if (task.count > 1)
      g_string_append_printf (out, " x%u", task.count);
    g_string_append_printf (out, " %d p%d ", (int) (task.submit / TIME_SECOND), class->priority);
    amounts_append (out, &scenario->resources, &class->request);
    append_named (out, "c", texts.constraints);
    append_named (out, "w", texts.preferences);
    append_named (out, "t", texts.tolerations);
    append_named (out, "g", texts.group);
    append_named (out, "s", texts.spread);
    append_named (out, "a", texts.affinity);
    if (task.budget != BUDGET_NONE)
      g_string_append_printf (out, " b%u", task.budget);
    g_string_append_c (out, '\n');
    ck_assert (task.duration == DURATION_UNENDING && task.after == NULL);
  }
  return g_string_free (out, FALSE);
}

/* "WHAT COUNT:LINE; …" of notes: of those left out with a `-` before. */
static inline char *
notes_of (const TraceNote *note)
{
  GString *out = g_string_new (NULL);
  for (; note->what != NULL; note++)
    g_string_append_printf (out, "%s%s%s %d:%u", out->len > 0 ? "; " : "", note->kept ? "" : "-",
                            note->what, (int) note->count, note->line);
  return g_string_free (out, FALSE);
}

static inline void
expect (const char *json, const char *tasks, const char *notes)
{
  g_autoptr (Scenario) scenario = load (json);
  g_autofree char *got = tasks_of (scenario);
  g_autofree char *noted = notes_of (workload_notes (scenario->workload));
  ck_assert_str_eq (got, tasks);
  ck_assert_str_eq (noted, notes);
}
