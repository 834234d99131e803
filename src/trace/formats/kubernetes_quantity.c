/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/kubernetes_quantity.h"

#include <string.h>

#define BILLION 1000000000u
#define MIB     (1u << 20)
#define UNITS_MAX ((KubeQuantity) G_MAXINT64 * BILLION)
#define DIGITS_MAX 28 /* of a mantissa: below 2^94 */
#define EXPONENT_MAX 30

typedef struct {
  KubeQuantity digits; /* without the point */
  int tens;            /* it stands for digits × 10^tens */
} Mantissa;

/* Returns what follows it; NULL: it is none. */
static const char *
parse_mantissa (const char *text, Mantissa *ret)
{
  guint n = 0;
  gboolean point = FALSE;
  *ret = (Mantissa){ 0 };
  for (; g_ascii_isdigit (*text) || (*text == '.' && !point); text++) {
    if (*text == '.') {
      point = TRUE;
      continue;
    }
    if (++n > DIGITS_MAX)
      return NULL;
    ret->digits = ret->digits * 10 + (guint) (*text - '0');
    ret->tens -= point ? 1 : 0;
  }
  return n > 0 ? text : NULL;
}

/* `e3`, `E-2`: an exponent of ten; `E` alone is no exponent. */
static gboolean
parse_exponent (const char *text, int *ret)
{
  char *end = NULL;
  if ((*text != 'e' && *text != 'E') || text[1] == '\0')
    return FALSE;
  gint64 value = g_ascii_strtoll (text + 1, &end, 10);
  if (*end != '\0' || ABS (value) > EXPONENT_MAX)
    return FALSE;
  *ret = (int) value;
  return TRUE;
}

static gboolean
parse_suffix (const char *text, int *tens, int *twos)
{
  static const struct { const char *text; int tens, twos; } suffixes[] = {
    { "", 0, 0 }, { "n", -9, 0 }, { "u", -6, 0 }, { "m", -3, 0 }, { "k", 3, 0 }, { "M", 6, 0 },
    { "G", 9, 0 }, { "T", 12, 0 }, { "P", 15, 0 }, { "E", 18, 0 }, { "Ki", 0, 10 }, { "Mi", 0, 20 },
    { "Gi", 0, 30 }, { "Ti", 0, 40 }, { "Pi", 0, 50 }, { "Ei", 0, 60 },
  };
  *twos = 0;
  if (parse_exponent (text, tens))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    if (strcmp (text, suffixes[i].text) != 0)
      continue;
    *tens = suffixes[i].tens;
    *twos = suffixes[i].twos;
    return TRUE;
  }
  return FALSE;
}

gboolean
kube_quantity_parse (const char *text, KubeQuantity *ret)
{
  KubeQuantity value, rest = 0;
  Mantissa mantissa;
  int tens, twos;
  const char *suffix = parse_mantissa (text + (*text == '+' ? 1 : 0), &mantissa);
  if (suffix == NULL || !parse_suffix (suffix, &tens, &twos))
    return FALSE;
  value = mantissa.digits;
  for (; twos > 0; twos--) {
    if (value > UNITS_MAX)
      return FALSE;
    value *= 2;
  }
  tens += mantissa.tens + 9;
  for (; tens > 0; tens--) {
    if (value > UNITS_MAX)
      return FALSE;
    value *= 10;
  }
  for (; tens < 0; tens++) {
    rest |= value % 10;
    value /= 10;
  }
  *ret = value + (rest != 0 ? 1 : 0); /* finer than the API is rounded up, as it does */
  return *ret <= UNITS_MAX;
}

KubeQuantity
kube_quantity_of (JsonReading *reading, JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  g_autofree char *number = NULL;
  KubeQuantity quantity;
  const char *text;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return 0;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING)
    text = number = json_to_string (node, FALSE);
  else
    text = json_get_text (reading, object, member);
  if (text != NULL && kube_quantity_parse (text, &quantity))
    return quantity;
  json_fault (reading, "a quantity of at least 0 like 2, 500m, 1.5Gi or 1e3", "%s: '%s' is none",
              member, text != NULL ? text : "");
  return 0;
}

const char *
kube_resource_name (const Resource *resource)
{
  return strcmp (resource->name, "gpu") == 0 ? "nvidia.com/gpu" : resource->name;
}

static gboolean
counts_bytes (const Resource *resource)
{
  return resource->unit == UNIT_MEMORY || strcmp (resource->name, "ephemeral-storage") == 0
         || g_str_has_prefix (resource->name, "hugepages-");
}

Amount
kube_amount (JsonReading *reading, const Resource *resource, KubeQuantity quantity, gboolean up)
{
  gboolean devices = resource->device_slot >= 0;
  KubeQuantity unit = BILLION;
  if (counts_bytes (resource))
    unit *= MIB;
  else if (resource->unit == UNIT_CPU)
    unit /= 1000;
  if (devices && quantity % BILLION != 0)
    json_fault (reading, "whole devices", "%s: a part of a device", kube_resource_name (resource));
  quantity = quantity / unit + (up && quantity % unit != 0 ? 1 : 0);
  quantity *= devices ? DEVICE : 1;
  if (quantity <= G_MAXINT32)
    return (Amount) quantity;
  json_fault (reading, "below 2^31 units", "%s: too much", kube_resource_name (resource));
  return 0;
}
