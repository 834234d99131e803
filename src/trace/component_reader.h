/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Components of a workload's graphs, for one who mostly asks for them in their order. Several may read at
 * once. */
#pragma once

#include "trace/job_graphs.h"

typedef struct ComponentReader ComponentReader;

/* The graphs are finished, and outlive it. */
ComponentReader *component_reader_new (const JobGraphs *graphs);
void component_reader_free (ComponentReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ComponentReader, component_reader_free)

/* The caller frees it by g_free(). NULL and *error. */
Component *component_reader_load (ComponentReader *reader, guint component, GError **error);
