/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a trace as tables, from which plots/trace-*.plot are drawn; docs/traces.md has their
 * columns. */
#pragma once

#include "report/trace_facts.h"

/* Writes trace.json (what trace_facts_json() says) and trace-*.csv to a folder, which is made where it
 * is missing. Each is whole or absent. */
gboolean trace_tables_write (const TraceFacts *facts, const char *folder, GError **error);

/* trace-load.csv (trace_load_table.c): a second pass over the tasks. */
gboolean trace_load_table_write (const TraceFacts *facts, const char *folder, GError **error);
