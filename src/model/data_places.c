/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/data_places.h"

#include <string.h>

gboolean
data_places_parse (const char *text, Labels *labels, GArray **ret, char **ret_reason)
{
  g_auto (GStrv) names = g_strsplit (text, ";", -1);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  if (text[strspn (text, " \t")] == '\0') {
    *ret = NULL;
    return TRUE;
  }
  for (guint i = 0; names[i] != NULL; i++) {
    guint place;
    if (*g_strstrip (names[i]) == '\0') {
      *ret_reason = g_strdup_printf ("'%s' has an empty name", text);
      return FALSE;
    }
    place = labels_intern (labels, names[i]);
    g_array_append_val (places, place);
  }
  *ret = g_steal_pointer (&places);
  return TRUE;
}
