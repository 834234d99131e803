/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData2011, version 2: which files it is, and what their rows are. */
#pragma once

#include "trace/formats/google.h"

/* Parts (google2011_parts.c) ------------------------------------------------------------------- */

#define GOOGLE2011_TASKS    "task_events"
#define GOOGLE2011_MACHINES "machine_events"

/* Is the folder one that the trace is published in, or one of its parts? */
gboolean google2011_is_folder (const char *path);

/* The parts of one kind that belong to a path: the folder of the trace, that of its task_events, or
 * a single part, in which case machines are those beside it. In order; none may be missing between
 * the first and the last. NULL-terminated; empty where there is no such folder. */
GStrv google2011_find_parts (const char *path, const char *kind, GError **error);

/* Rows (google2011_rows.c, google2011_machines.c) ---------------------------------------------- */

/* Cuts the line at its commas. FALSE when there are not as many cells. */
gboolean google2011_split (char *line, const char **cells, guint count);

gboolean google2011_is_tasks_line (char *line);
gboolean google2011_is_machines_line (char *line);

/* Reads all of rows->parts. */
gboolean google2011_read_rows (GoogleRows *rows, GError **error);

/* The machines of a file of machines, or else those that belong to a path. NULL and *error. */
GoogleMachines *google2011_machines_new (const char *path, GError **error);
/* Those beside a trace of that path. */
GoogleMachines *google2011_machines_beside (const char *path, GError **error);
