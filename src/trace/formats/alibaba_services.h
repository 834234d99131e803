/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers of Alibaba's traces: long-running services beside the batch tasks. Each is a prod task of its
 * own, held in memory, some 150 bytes; they are given out before the batch tasks. */
#pragma once

#include "trace/intern.h"
#include "trace/places.h"
#include "trace/plain_table.h"

#define ALIBABA_SERVICE_USER "service"

typedef struct {
  const char *job, *name;
  gint64 submit, duration; /* us */
  gint64 cpu, memory;      /* millicores, MiB */
  guint line;
  gboolean ended;
} AlibabaService;

typedef struct AlibabaServices AlibabaServices;

AlibabaServices *alibaba_services_new (void);
void alibaba_services_free (AlibabaServices *services);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlibabaServices, alibaba_services_free)

/* The service of that name; NULL: there is none yet. Valid until one is added. */
AlibabaService *alibaba_services_find (AlibabaServices *services, const char *name);
/* Its texts are copied. */
void alibaba_services_add (AlibabaServices *services, const AlibabaService *service);

/* The next one as a record. 1, 0 when all have been given out, -1 and *error. table: for messages. */
int alibaba_services_next (AlibabaServices *services, const char *display, const Places *places,
                           Interner *interner, TaskRecord *ret, GError **error);
