/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tasks of a group ask for: drawn for each job, or once for each of a few classes, among
 * which jobs choose. */
#pragma once

#include "generate/generator.h"

typedef struct Requests Requests;

Requests *requests_new (const GeneratorSpec *spec, const ResourceSet *resources);
void requests_free (Requests *requests);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Requests, requests_free)

/* From the beginning. */
typedef struct RequestStream RequestStream;
RequestStream *request_stream_new (const Requests *requests);
void request_stream_free (RequestStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RequestStream, request_stream_free)
Amounts request_stream_next (RequestStream *stream);

/* How much of a resource a task asks for on average; infinite where the law has no mean. */
double requests_mean (const Requests *requests, guint resource);
