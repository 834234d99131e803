/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The API's priorities are numbers below 2^31, negative ones among them; here a tier has a range of a
 * hundred or so. Only their order decides anything. */
#include "trace/formats/kubernetes.h"

#include "util/input_error.h"

#define SYSTEM_LOWEST 2000000000 /* priorities from here on are the system's own */

static void
know_priority (KubeList *list, const char *class, gint64 value)
{
  gint64 *kept = g_new (gint64, 1);
  *kept = value;
  g_hash_table_insert (list->priorities, (gpointer) kube_text (list, class), kept);
}

void
kube_add_priority_class (KubeList *list, JsonObject *object)
{
  JsonReading *reading = &list->objects.reading;
  const char *name
    = json_get_text (reading, json_get_object (reading, object, "metadata"), "name");
  gint64 value = json_get_integer (reading, object, "value", G_MININT32, G_MAXINT32, 0);
  know_priority (list, name != NULL ? name : "", value);
  if (json_get_boolean (reading, object, "globalDefault"))
    list->usual_priority = value;
}

/* Each pod's priority as the API has it: its own, else its class's, which another pod may tell. */
static gboolean
find_priorities (KubeList *list, GError **error)
{
  for (guint i = 0; i < list->pods->len; i++) {
    const KubePod *pod = &g_array_index (list->pods, KubePod, i);
    if (pod->priority != G_MININT64 && pod->priority_class != NULL)
      know_priority (list, pod->priority_class, pod->priority);
  }
  for (guint i = 0; i < list->pods->len; i++) {
    KubePod *pod = &g_array_index (list->pods, KubePod, i);
    const gint64 *known
      = pod->priority_class != NULL ? g_hash_table_lookup (list->priorities, pod->priority_class) : NULL;
    if (pod->priority != G_MININT64)
      continue;
    if (pod->priority_class != NULL && known == NULL)
      return input_error (error, pod->file, pod->line,
                          "a PriorityClass of the file, or one that some pod has with its priority",
                          "priorityClassName: '%s' is not known", pod->priority_class);
    pod->priority = known != NULL ? *known : list->usual_priority;
  }
  return TRUE;
}

static int
compare_priorities (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y ? 1 : 0;
}

static Tier
tier_of (gint64 priority)
{
  return priority < 0 ? TIER_FREE : priority < SYSTEM_LOWEST ? TIER_BATCH : TIER_MONITORING;
}

/* The priorities that there are, ascending. */
static GArray *
all_priorities (const KubeList *list)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = 0;
  for (guint i = 0; i < list->pods->len; i++)
    g_array_append_val (all, g_array_index (list->pods, KubePod, i).priority);
  g_array_sort (all, compare_priorities);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || g_array_index (all, gint64, i) != g_array_index (all, gint64, n - 1))
      g_array_index (all, gint64, n++) = g_array_index (all, gint64, i);
  g_array_set_size (all, n);
  return all;
}

/* Their order is kept, not their distances: of the priorities of a tier's pods, the lowest becomes the
 * tier's lowest, the next the next. */
static void
number_priorities (KubeList *list)
{
  g_autoptr (GArray) all = all_priorities (list);
  for (guint i = 0; i < list->pods->len; i++) {
    KubePod *pod = &g_array_index (list->pods, KubePod, i);
    Tier tier = tier_of (pod->priority);
    gint32 end = tier == TIER_FREE    ? list->tiers->lowest[TIER_BATCH]
                 : tier == TIER_BATCH ? list->tiers->lowest[TIER_PROD]
                                      : PRIORITY_MAX;
    gint64 number = list->tiers->lowest[tier];
    for (guint p = 0; g_array_index (all, gint64, p) < pod->priority; p++)
      number += tier_of (g_array_index (all, gint64, p)) == tier ? 1 : 0;
    if (number >= end)
      kube_note_pod (pod, KUBE_PRIORITIES);
    pod->number = (gint32) MIN (number, end - 1);
  }
}

gboolean
kube_settle_priorities (KubeList *list, GError **error)
{
  if (!find_priorities (list, error))
    return FALSE;
  number_priorities (list);
  return TRUE;
}
