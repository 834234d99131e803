/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of igraph: what it complains about becomes a GError instead of ending the program. */
#pragma once

#include <igraph.h>

#include <glib.h>

/* Calls call(data), whose own calls are wrapped in IGRAPH_CHECK and whose objects stand on igraph's
 * stack of finalizers (IGRAPH_FINALLY). FALSE and INPUT_ERROR when it failed; what stood on the stack
 * is destroyed then. Threads take turns. */
gboolean igraph_call (igraph_error_t (*call) (gpointer data), gpointer data, GError **error);
