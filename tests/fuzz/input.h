/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fuzzer makes up, as files in a folder.
 *
 * A line `==> NAME <==`, as head(1) prints it, begins the file NAME, which may be in a folder of
 * its own (`task_events/part-00000-of-00500.csv`); names that lead out of the folder begin none.
 * Bytes before the first such line are a file that the reader names. So a single file is its own
 * input, and `head -n 99 FILE...` makes one of several. */
#pragma once

#include <glib.h>

/* Unpacks into a new folder, which the caller removes before the next is made. */
const char *fuzz_folder_new (const guint8 *data, gsize size, const char *first);
/* Removes it with all that is in it. */
void fuzz_folder_remove (const char *folder);

/* folder/name, to be freed; NULL where there is no such regular file. */
char *fuzz_file (const char *folder, const char *name);
