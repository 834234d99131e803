/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of pods, selectors of pods by their labels, and the groups that these come to. Here a task is
 * of one group; there a pod may be selected by many. So a group is all pods that the same selectors
 * select, and a selector is the groups that it selects: one as a rule. */
#pragma once

#include "util/json_get.h"

/* Which pods: their namespaces, and what their labels must be. */
typedef struct {
  char *text;            /* `shop/app=web`: the same of selectors that are the same */
  GStrv namespaces;      /* sorted; NULL: all */
  GPtrArray *conditions; /* of the module's own */
  gboolean nobody;       /* there is no selector: the API means that none is selected */
} KubeSelector;

/* The API's LabelSelector, which may be NULL. namespaces is taken over. */
KubeSelector *kube_selector_new (JsonReading *reading, JsonObject *selector, GStrv namespaces);
void kube_selector_free (KubeSelector *selector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KubeSelector, kube_selector_free)
/* One condition more, before the selector is used: key=value, or that it is not. */
void kube_selector_add (KubeSelector *selector, const char *key, const char *value, gboolean is);

typedef struct KubeLabels KubeLabels;

KubeLabels *kube_labels_new (void);
void kube_labels_free (KubeLabels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KubeLabels, kube_labels_free)

/* The number of a namespace and labels, the API's object of texts, which may be NULL. */
guint kube_labels_set (KubeLabels *labels, JsonReading *reading, const char *namespace,
                       JsonObject *of_pod);
/* That of a selector, which is taken over. */
guint kube_labels_selector (KubeLabels *labels, KubeSelector *selector);

gboolean kube_labels_match (const KubeLabels *labels, guint set, const KubeSelector *selector);

/* Once all are in, for each set that a pod has: what group is it? */
void kube_labels_use (KubeLabels *labels, guint set);
/* Its number; the name of the group that no selector selects is "". */
guint kube_labels_group (const KubeLabels *labels, guint set);
const char *kube_labels_group_name (const KubeLabels *labels, guint group);
/* Numbers of groups that the selector selects: of guint, ascending. */
const GArray *kube_labels_selected (const KubeLabels *labels, guint selector);
