/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an override of a scenario's key was asked for: a line of a file, for messages. */
#pragma once

#include <glib.h>

typedef struct {
  const char *file;        /* interned; NULL: the command line */
  guint line;
} OverridePlace;
