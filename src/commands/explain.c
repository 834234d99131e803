/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth explain: why a task is where it is, and why others wait, by running it all again. */
#include "commands/command.h"

#include "explain/explain.h"
#include "explain/run_folder.h"
#include "util/input_error.h"
#include "util/progress.h"

static struct {
  char *task;
  char *at;
  char *scenario;
  char **plugins;
  gboolean pending, json;
} given;

static const GOptionEntry entries[] = {
  { "task", 't', 0, G_OPTION_ARG_FILENAME, &given.task,
    "Why this task was placed where it was, evicted, or has to wait", "JOB/ID" },
  { "pending", 'p', 0, G_OPTION_ARG_NONE, &given.pending,
    "Why tasks wait: all classes, and the machines they compete for", NULL },
  { "at", 'a', 0, G_OPTION_ARG_FILENAME, &given.at,
    "Up to this moment (default: the end of the run)", "TIME" },
  { "scenario", 0, 0, G_OPTION_ARG_FILENAME, &given.scenario,
    "The scenario file, where it is not found by itself", "FILE" },
  PLUGIN_OPTION (&given.plugins),
  { "json", 0, 0, G_OPTION_ARG_NONE, &given.json, "Print JSON", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

/* A backlog can have thousands of classes: changes are looked for to help the largest. */
#define CLASSES_RELAXED 20

static gboolean
on_progress (gint64 now, double fraction, gpointer data)
{
  progress_update (data, fraction, now);
  return TRUE;
}

static gboolean
find_moment (const RunFolder *folder, gint64 *ret_until, GError **error)
{
  *ret_until = TIME_NEVER;
  if (!command_read_time ("--at", given.at, ret_until, error))
    return FALSE;
  if (given.at == NULL && folder->interrupted)
    return input_error (error, folder->scenario->path, 0, "--at TIME",
                        "the run was interrupted, and its end is not known");
  return TRUE;
}

static char *
tell_task (Replay *replay, gint64 until, GError **error)
{
  const Scenario *scenario = replay_moment (replay).scenario;
  guint64 sequence;
  gint64 submit;
  if (!task_story_find (scenario, given.task, &sequence, &submit, error))
    return NULL;
  if (submit > scenario->horizon) {
    g_autoptr (GString) text = g_string_new (NULL);
    time_append (text, submit);
    input_error (error, given.task, 0, until == TIME_NEVER ? NULL : "a later --at",
                 "it is submitted after that, at %s s", text->str);
    return NULL;
  }
  g_autoptr (TaskStory) story = task_story_tell (replay, given.task, sequence, error);
  Moment moment = replay_moment (replay);
  return story == NULL ? NULL
         : given.json  ? explain_task_json (&moment, story)
                       : explain_task_text (&moment, story);
}

static char *
tell_backlog (Replay *replay, GError **error)
{
  g_auto (Backlog) backlog = { 0 };
  if (!replay_run (replay, error))
    return NULL;
  Moment moment = replay_moment (replay);
  if (!backlog_find (&moment, CLASSES_RELAXED, &backlog, error))
    return NULL;
  return given.json ? explain_backlog_json (&moment, &backlog)
                    : explain_backlog_text (&moment, &backlog);
}

static char *
tell (const char *path, GError **error)
{
  g_auto (RunFolder) folder = { 0 };
  gint64 until;
  if (!run_folder_open (path, given.scenario, &folder, error)
      || !find_moment (&folder, &until, error))
    return NULL;
  g_autoptr (Progress) progress = progress_new (workload_tasks (folder.scenario->workload),
                                                "tasks");
  SimulationOptions options = { .progress = on_progress, .progress_data = progress };
  g_autoptr (Replay) replay = replay_new (folder.scenario, until, &options, error);
  if (replay == NULL)
    return NULL;
  return given.task != NULL ? tell_task (replay, until, error) : tell_backlog (replay, error);
}

extern const Command command_explain;

static int
explain (char **operands)
{
  GError *error = NULL;
  if ((given.task != NULL) == given.pending)
    return command_wrong_usage (&command_explain, "either --task or --pending is needed");
  if (!command_load_plugins (given.plugins, &error))
    return command_fail (error);
  g_autofree char *text = tell (operands[0], &error);
  if (text == NULL)
    return command_fail (error);
  command_print (text);
  return EXIT_DONE;
}

const Command command_explain = {
  .name = "explain",
  .summary = "say why a task is where it is, or why tasks wait",
  .operands = "DIR",
  .operand_kind = OPERAND_FOLDER,
  .min_operands = 1,
  .max_operands = 1,
  .details =
    "DIR is a folder that berth run has written. The run is simulated again, from the same files,\n"
    "which must not have changed; docs/explain.md says what the answers mean.",
  .options = entries,
  .run = explain,
};
