/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case_file.h"

#include "test.h"

static Case *
case_new (const char *name, const Case *before)
{
  Case *made = g_new0 (Case, 1);
  made->name = g_strdup (name);
  made->options = g_strdup ("");
  made->machines = g_string_new (before != NULL ? before->machines->str : NULL);
  made->tasks = g_string_new (before != NULL ? before->tasks->str : NULL);
  made->expected = g_string_new (NULL);
  return made;
}

static void
case_free (gpointer data)
{
  Case *one = data;
  g_free (one->name);
  g_free (one->options);
  g_string_free (one->machines, TRUE);
  g_string_free (one->tasks, TRUE);
  g_string_free (one->expected, TRUE);
  g_free (one);
}

/* Where the lines after a heading go; NULL: it is none. */
static GString *
part_called (const Case *one, const char *line, const char *heading)
{
  return g_str_equal (line, "machines:") ? one->machines
         : g_str_equal (line, "tasks:")  ? one->tasks
         : g_str_equal (line, heading)   ? one->expected
                                         : NULL;
}

GPtrArray *
case_file_read (const char *path, const char *heading)
{
  GPtrArray *read = g_ptr_array_new_with_free_func (case_free);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return read;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Case *one = NULL;
  GString *part = NULL;
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];
    if (*line == '\0' || *line == '#')
      continue;
    if (g_str_has_prefix (line, "== ")) {
      g_ptr_array_add (read, one = case_new (line + 3, one));
      part = NULL;
    } else if (g_str_has_prefix (line, "options: ")) {
      g_free (one->options);
      one->options = g_strdup (line + strlen ("options: "));
    } else if (part_called (one, line, heading) != NULL) {
      part = part_called (one, line, heading);
      g_string_truncate (part, 0);
    } else {
      g_assert (part != NULL);
      g_string_append_printf (part, "%s\n", line);
    }
  }
  return read;
}

Scenario *
case_load (const Case *one, char **ret_log)
{
  g_auto (GStrv) options = NULL;
  g_autoptr (GPtrArray) overrides = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  *ret_log = g_strdup ("");
  if (!g_shell_parse_argv (one->options, NULL, &options, NULL))
    options = g_new0 (char *, 1);
  for (guint i = 0; options[i] != NULL; i++)
    if (g_str_has_prefix (options[i], "log=")) {
      g_free (*ret_log);
      *ret_log = g_strdup (options[i] + strlen ("log="));
    } else if (*options[i] != '\0') {
      g_ptr_array_add (overrides, options[i]);
    }
  g_ptr_array_add (overrides, NULL);
  test_temp_file ("machines.csv", one->machines->str);
  test_temp_file ("tasks.csv", one->tasks->str);
  const char *path = test_temp_file ("case.scenario",
                                     "[cell]\nmachines = machines.csv\n"
                                     "[workload]\ntrace = tasks.csv\n");
  Scenario *scenario = scenario_load (path, (const char *const *) overrides->pdata, &error);
  ck_assert_msg (scenario != NULL, "%s: %s", one->name, scenario != NULL ? "" : error->message);
  return scenario;
}
