/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A placeholder for the table of subcommands: enough for the build to make its manual page and
 * completion.
 */

#include <stdio.h>
#include <string.h>

#include "berth.h"

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "help") == 0 && strcmp (argv[2], "--man") == 0)
    printf (".TH BERTH 1 \"\" \"berth %s\"\n.SH NAME\nberth \\- cluster scheduler simulator\n",
            berth_version ());
  else if (argc == 3 && strcmp (argv[1], "help") == 0 && strcmp (argv[2], "--completion") == 0)
    printf ("complete -f berth\n");
  else
    printf ("berth %s\n", berth_version ());
  return 0;
}
