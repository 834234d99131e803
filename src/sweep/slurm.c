/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/slurm.h"

#include "util/input_error.h"
#include "util/result_file.h"

#include <string.h>

#define PLAIN G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-./,:=+@%"

void
slurm_jobs_clear (SlurmJobs *jobs)
{
  g_clear_pointer (&jobs->array, g_free);
  g_clear_pointer (&jobs->merge, g_free);
  g_clear_pointer (&jobs->warnings, g_free);
}

/* Words for a shell ----------------------------------------------------------------------------- */

/* Quoted only where it must be: the scripts are to be read. */
static char *
quote (const char *word)
{
  return *word != '\0' && word[strspn (word, PLAIN)] == '\0' ? g_strdup (word) : g_shell_quote (word);
}

/* A line of its own each. */
static void
append_word (GString *script, const char *word)
{
  g_autofree char *quoted = quote (word);

  g_string_append_printf (script, " \\\n  %s", quoted);
}

static void
append_words (GString *script, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    append_word (script, words[i]);
}

static char *
absolute_folder (const SlurmSweep *sweep)
{
  return g_canonicalize_filename (sweep->folder, NULL);
}

static char *
script_folder (const SlurmSweep *sweep)
{
  return g_build_filename (sweep->folder, SLURM_FOLDER, NULL);
}

/* Scripts --------------------------------------------------------------------------------------- */

/* What both of them begin with; lines: more of #SBATCH, before those that were given, which win. */
static GString *
begin_script (const SlurmSweep *sweep, const char *purpose, const char *suffix, const char *lines)
{
  g_autofree char *name = g_strcanon (g_strdup (sweep->name),
                                      G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-.=", '-');
  GString *script = g_string_new (NULL);

  g_string_append_printf (script,
                          "#!/bin/bash\n"
                          "# Written by berth sweep --slurm. %s\n"
                          "#SBATCH --job-name=berth-%s%s\n"
                          "#SBATCH --requeue\n"
                          "%s", purpose, name, suffix, lines);
  for (guint i = 0; sweep->options != NULL && sweep->options[i] != NULL; i++)
    g_string_append_printf (script, "#SBATCH %s\n", sweep->options[i]);
  return script;
}

/* berth takes the shell's place, so that it gets the signals of Slurm itself. */
static gboolean
append_command (GString *script, const char *command, GError **error)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *berth = g_file_read_link ("/proc/self/exe", error);
  g_autofree char *quoted_here = quote (here);
  g_autofree char *quoted_berth = NULL;

  if (berth == NULL)
    return FALSE;
  quoted_berth = quote (berth);
  g_string_append_printf (script, "\ncd %s || exit\nexec %s %s", quoted_here, quoted_berth, command);
  return TRUE;
}

static gboolean
write_script (const SlurmSweep *sweep, const char *name, GString *script, GError **error)
{
  g_autofree char *folder = script_folder (sweep);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_string_append_c (script, '\n');
  return result_file_write_whole (path, script->str, script->len, error);
}

static gboolean
write_array (const SlurmSweep *sweep, GError **error)
{
  g_autofree char *lines = g_strdup_printf ("#SBATCH --array=1-%u\n"
                                            "#SBATCH --cpus-per-task=%u\n"
                                            "#SBATCH --output=shard-%%a.txt\n"
                                            "#SBATCH --open-mode=append\n",
                                            sweep->shards, sweep->jobs);
  g_autoptr (GString) script
    = begin_script (sweep, "Task K runs shard K; requeued, it goes on where it was ended.", "",
                    lines);
  g_autofree char *folder = absolute_folder (sweep);
  g_autofree char *output = g_strconcat ("--output=", folder, NULL);

  if (!append_command (script, "sweep", error))
    return FALSE;
  append_word (script, output);
  g_string_append_printf (script, " \\\n  --shard=\"$SLURM_ARRAY_TASK_ID\"/%u \\\n  --jobs=%u",
                          sweep->shards, sweep->jobs);
  append_words (script, sweep->sweep_words);
  return write_script (sweep, SLURM_ARRAY, script, error);
}

static gboolean
write_merge (const SlurmSweep *sweep, GError **error)
{
  g_autoptr (GString) script
    = begin_script (sweep, "Joins what shards there are, and says what is missing.", "-merge",
                    "#SBATCH --output=merge.txt\n");
  g_autofree char *folder = absolute_folder (sweep);
  g_autofree char *output = g_strconcat ("--output=", folder, NULL);
  g_autofree char *shards = g_strconcat (folder, "/shard-", NULL);
  g_autofree char *quoted_shards = quote (shards);

  if (!append_command (script, "merge", error))
    return FALSE;
  append_word (script, output);
  append_words (script, sweep->merge_words);
  g_string_append_printf (script, " \\\n  %s*-of-%u", quoted_shards, sweep->shards);
  return write_script (sweep, SLURM_MERGE, script, error);
}

/* A line of its own, or it would be one of the script's. */
static gboolean
check_options (const SlurmSweep *sweep, GError **error)
{
  for (guint i = 0; sweep->options != NULL && sweep->options[i] != NULL; i++)
    if (*sweep->options[i] != '-' || strpbrk (sweep->options[i], "\r\n") != NULL)
      return input_error (error, "--slurm-option", 0, "an option of sbatch, such as --partition=main",
                          "'%s'", sweep->options[i]);
  return TRUE;
}

/* Slurm replaces %j and the like in the working folder of a job, too, where it opens the job's output. */
static gboolean
check_folder (const SlurmSweep *sweep, GError **error)
{
  g_autofree char *folder = absolute_folder (sweep);

  return strpbrk (folder, "%\\") == NULL
         || input_error (error, folder, 0, "a folder without % and \\",
                         "Slurm does not take its name as it is");
}

gboolean
slurm_write (const SlurmSweep *sweep, GError **error)
{
  g_autofree char *folder = script_folder (sweep);

  return check_options (sweep, error) && check_folder (sweep, error) && folder_make (folder, error)
         && write_array (sweep, error) && write_merge (sweep, error);
}

/* Submission ------------------------------------------------------------------------------------ */

/* What sbatch has said, behind what it said before, as one line and without its name. */
static void
append_said (GString *line, const char *text)
{
  g_auto (GStrv) said = g_strsplit (text, "\n", -1);

  for (guint i = 0; said[i] != NULL; i++) {
    const char *what = g_strstrip (said[i]);

    what += g_str_has_prefix (what, "sbatch: ") ? strlen ("sbatch: ") : 0;
    what += g_str_has_prefix (what, "error: ") ? strlen ("error: ") : 0;
    if (*what != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? "; " : "", what);
  }
}

/* `ID` or `ID;CLUSTER`: the id, or NULL. */
static char *
parse_id (const char *out)
{
  gsize digits = strspn (out, G_CSET_DIGITS);

  return digits > 0 && strchr (";\n", out[digits]) != NULL ? g_strndup (out, digits) : NULL;
}

/* Runs it in the scripts' folder. The id of the job; or NULL, and *said has the reason. */
static char *
call_sbatch (const SlurmSweep *sweep, const char *const *words, GString *said)
{
  g_autofree char *folder = script_folder (sweep);
  g_autofree char *out = NULL, *err = NULL, *id = NULL;
  g_autoptr (GError) why = NULL;
  int status;

  if (!g_spawn_sync (folder, (char **) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err,
                     &status, &why)) {
    g_string_assign (said, g_error_matches (why, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)
                             ? "there is no such command; expected Slurm on this machine, or "
                               "--slurm-write"
                             : why->message);
    return NULL;
  }
  append_said (said, err);
  if (!g_spawn_check_wait_status (status, &why)) {
    if (said->len == 0)
      g_string_assign (said, why->message);
    return NULL;
  }
  id = parse_id (out);
  if (id == NULL)
    g_string_append_printf (said, "%sit names no job", said->len > 0 ? "; " : "");
  return g_steal_pointer (&id);
}

gboolean
slurm_submit (const SlurmSweep *sweep, SlurmJobs *ret, GError **error)
{
  static const char *const array[] = { "sbatch", "--parsable", SLURM_ARRAY, NULL };
  g_autoptr (GString) said = g_string_new (NULL);
  g_autofree char *dependency = NULL;
  g_auto (SlurmJobs) jobs = { .array = call_sbatch (sweep, array, said) };

  if (jobs.array == NULL)
    return input_error_file (error, "sbatch", "%s", said->str);
  dependency = g_strconcat ("--dependency=afterany:", jobs.array, NULL);
  jobs.merge = call_sbatch (
    sweep, (const char *const[]){ "sbatch", "--parsable", dependency, SLURM_MERGE, NULL }, said);
  if (jobs.merge == NULL)
    return input_error_file (error, "sbatch", "%s; job %s runs the shards, and nothing joins them",
                             said->str, jobs.array);
  jobs.warnings = g_string_free (g_steal_pointer (&said), FALSE);
  *ret = jobs;
  memset (&jobs, 0, sizeof jobs);
  return TRUE;
}

char *
slurm_submit_line (const SlurmSweep *sweep)
{
  g_autofree char *folder = script_folder (sweep);
  g_autofree char *quoted = quote (folder);

  return g_strdup_printf ("cd %s && sbatch --dependency=afterany:$(sbatch --parsable " SLURM_ARRAY
                          ") " SLURM_MERGE, quoted);
}
