/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/resource_names.h"

#include <string.h>

#include "model/resources.h"
#include "util/input_error.h"

#define NAME_MAX_LENGTH 32

static const char *const reserved_names[] = {
  "machine", "machines", "zone",     "rack",        "attributes",  "taints",      "time",
  "event",   "job",      "task",     "user",        "submit",      "duration",    "estimate",
  "priority", "tier",    "count",    "zones",       "constraints", "preferences", "tolerations",
  "checkpoint", "budget", "none",    "rack-size",   "gang",        "soft-taints", "peak-at", "peak-for",
  "like",    "arrivals", "rate",     "gap",         "amplitude",   "period",      "peak",
  "state-rates", "leaving-rates", "lublin", "shape", "load",       "jobs",        "start",
  "until",   "tasks",    "correlation", "classes",  "class-skew",  "users",       "user-skew",   "group",
  "spread",  "affinity", "after",    "workflow",    "ran",     "data",
  "data-size", NULL
};

static gboolean
is_good (const char *name)
{
  static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

  return g_ascii_islower (*name) && strlen (name) <= NAME_MAX_LENGTH
         && strspn (name, good) == strlen (name) && !g_str_has_suffix (name, "-used")
         && !g_str_has_suffix (name, "-peak") && !g_str_has_prefix (name, "x-")
         && !g_strv_contains (reserved_names, name);
}

char *
resource_names_fault (const char *const *names, char **ret_expected)
{
  guint n = 0;

  for (; names[n] != NULL; n++) {
    if (!is_good (names[n])) {
      *ret_expected = g_strdup (
        "lower-case letters, digits, - and _, and no name of another column or key");
      return g_strdup_printf ("'%s' cannot be a resource's name", names[n]);
    }
    for (guint i = 0; i < n; i++)
      if (strcmp (names[i], names[n]) == 0) {
        *ret_expected = g_strdup ("each resource once");
        return g_strdup_printf ("'%s' again", names[n]);
      }
  }
  if (n <= MAX_RESOURCES)
    return NULL;
  *ret_expected = g_strdup_printf ("at most %d resources", MAX_RESOURCES);
  return g_strdup ("too many");
}

char *
device_names_fault (const char *const *names, const char *const *resources, char **ret_expected)
{
  guint n = 0;

  for (; names[n] != NULL; n++) {
    if (strcmp (names[n], "cpu") == 0 || strcmp (names[n], "memory") == 0) {
      *ret_expected = g_strdup ("other resources");
      return g_strdup ("cpu and memory are not made of devices");
    }
    if (g_strv_contains (resources, names[n]))
      continue;
    *ret_expected = input_expected_one_of (names[n], resources);
    return g_strdup_printf ("'%s' is no resource of the cell", names[n]);
  }
  if (n <= MAX_DEVICE_RESOURCES)
    return NULL;
  *ret_expected = g_strdup_printf ("at most %d resources made of devices", MAX_DEVICE_RESOURCES);
  return g_strdup ("too many");
}
