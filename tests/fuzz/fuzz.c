/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer's two functions. `fuzz --target=NAME [libFuzzer's flags] [CORPUS...]` fuzzes one
 * reader; `fuzz --targets` says which there are. (Flags with two dashes are nothing to libFuzzer.) */
#include "tests/fuzz/targets.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static FuzzTarget target;

static gboolean
choose (const char *name)
{
  for (guint i = 0; fuzz_target_get (i, &target); i++)
    if (strcmp (target.name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
list (void)
{
  for (guint i = 0; fuzz_target_get (i, &target); i++)
    puts (target.name);
  exit (EXIT_SUCCESS);
}

/* GLib ends a program so, of which libFuzzer knows nothing: it would not keep the input. */
static void
on_trap (int number)
{
  (void) number;
  abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  static const char flag[] = "--target=";
  const char *name = "";

  for (int i = 1; i < *argc; i++) {
    if (strcmp ((*argv)[i], "--targets") == 0)
      list ();
    if (g_str_has_prefix ((*argv)[i], flag))
      name = (*argv)[i] + strlen (flag);
  }
  (void) signal (SIGTRAP, on_trap);
  if (choose (name))
    return 0;
  fprintf (stderr, "fuzz: no target '%s'; expected --target=NAME, of those that --targets lists\n",
           name);
  exit (EXIT_FAILURE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  (void) fuzz_target_run (&target, data, size);
  return 0;
}
