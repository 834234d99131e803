/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/alibaba_services.h"

struct AlibabaServices {
  GArray *list; /* of AlibabaService */
  guint given;
  GHashTable *by_name; /* number in the list, + 1 */
  GStringChunk *texts;
};

AlibabaServices *
alibaba_services_new (void)
{
  AlibabaServices *services = g_new0 (AlibabaServices, 1);
  services->list = g_array_new (FALSE, FALSE, sizeof (AlibabaService));
  services->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  services->texts = g_string_chunk_new (1 << 12);
  return services;
}

void
alibaba_services_free (AlibabaServices *services)
{
  if (services == NULL)
    return;
  g_array_unref (services->list);
  g_hash_table_unref (services->by_name);
  g_string_chunk_free (services->texts);
  g_free (services);
}

AlibabaService *
alibaba_services_find (AlibabaServices *services, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (services->by_name, name));
  return number > 0 ? &g_array_index (services->list, AlibabaService, number - 1) : NULL;
}

void
alibaba_services_add (AlibabaServices *services, const AlibabaService *service)
{
  AlibabaService own = *service;
  own.job = g_string_chunk_insert_const (services->texts, service->job);
  own.name = g_string_chunk_insert_const (services->texts, service->name);
  g_array_append_val (services->list, own);
  g_hash_table_insert (services->by_name, (gpointer) own.name, GUINT_TO_POINTER (services->list->len));
}

int
alibaba_services_next (AlibabaServices *services, const char *display, const Places *places,
                       Interner *interner, TaskRecord *ret, GError **error)
{
  if (services->given == services->list->len)
    return 0;
  const AlibabaService *service
    = &g_array_index (services->list, AlibabaService, services->given++);
  const Row row = { .display = display, .line = service->line };
  const Amounts request = places_amounts (places, service->cpu, service->memory, 0);
  *ret = (TaskRecord){ .job = service->job,
                       .name = task_name_of_text (service->name),
                       .count = 1,
                       .line = service->line,
                       .submit = service->submit,
                       .duration = service->duration,
                       .estimate = service->duration,
                       .budget = BUDGET_NONE,
                       .workflow = service->job };
  return interner_user (interner, &row, "user", ALIBABA_SERVICE_USER, &ret->user, error)
             && interner_class (interner, &row, &request,
                                interner->context.tiers->lowest[TIER_PROD], NULL, 1,
                                &ret->task_class, error)
           ? 1
           : -1;
}
