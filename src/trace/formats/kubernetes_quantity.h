/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities as the API of Kubernetes writes them (k8s.io/apimachinery, api/resource): `100m`, `1.5`,
 * `128Mi`, `1e3`, `2E`; and what they come to in a cell's units. */
#pragma once

#include "model/resources.h"
#include "util/json_get.h"

/* Billionths of a unit, the finest that the API knows: exact. */
__extension__ typedef unsigned __int128 KubeQuantity;

/* FALSE: it is none, is negative, or is above 2^63 - 1. */
gboolean kube_quantity_parse (const char *text, KubeQuantity *ret);

/* The member of an object like `requests`: a text, or a number; 0 where it has none. */
KubeQuantity kube_quantity_of (JsonReading *reading, JsonObject *object, const char *member);

/* What the API calls a resource of the cell: `gpu` is nvidia.com/gpu, others are as they are. */
const char *kube_resource_name (const Resource *resource);

/* In the resource's base units; bytes become MiB where it is `memory`, `ephemeral-storage` or
 * `hugepages-…`. What is no whole number of units is rounded up or down. Devices must be whole. */
Amount kube_amount (JsonReading *reading, const Resource *resource, KubeQuantity quantity,
                    gboolean up);
