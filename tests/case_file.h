/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of small worlds and of what is expected of them. A case is `== NAME`, then `options:` (keys of
 * the scenario, quoted as for a shell), `machines:` and `tasks:` (the two files), and what is expected
 * under a heading of the file's own. What a case leaves out is that of the case before. Lines that
 * begin with # are comments. */
#pragma once

#include "scenario/scenario.h"

typedef struct {
  char *name;
  char *options;
  GString *machines, *tasks, *expected;
} Case;

/* heading: "facts:". A GPtrArray of Case that frees them, empty where there is no such file. */
GPtrArray *case_file_read (const char *path, const char *heading);

/* Fails the test with the case's name and the error where it cannot be loaded. ret_log: what the options
 * say as `log=`, which is no key, or "". */
Scenario *case_load (const Case *one, char **ret_log);
