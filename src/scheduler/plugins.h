/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies from shared objects (berth/policy.h says what is in one). Only who starts the program
 * loads them; a scenario file cannot. They stay loaded until the process ends. */
#pragma once

#include <glib.h>

typedef struct {
  char *path;   /* as given */
  char *name;   /* the file's, without folder */
  char *sha256; /* of its bytes, lower-case hex */
} Plugin;

/* Loads the file, checks all that it offers and adds it to the tables of policies, or adds nothing:
 * then FALSE and *error (INPUT_ERROR) says what is wrong with it. Before the first scenario is
 * read, by one thread. */
gboolean plugin_load (const char *path, GError **error);

/* Those that were loaded, in order; never NULL. Of Plugin. */
const GPtrArray *plugins_loaded (void);
