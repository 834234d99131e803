/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of objects of the API of Kubernetes, as what becomes of it here: pods, some of which are there
 * and some of which a controller is yet to make, and what is wished of where they run. All is held in
 * memory, by what differs: a text or a set of labels that many pods have is there once. */
#pragma once

#include "trace/formats/kubernetes_labels.h"
#include "trace/formats/kubernetes_quantity.h"
#include "trace/intern.h"
#include "trace/trace.h"
#include "util/json_items.h"

enum {
  /* left out */
  KUBE_ENDED,
  KUBE_GATED,
  KUBE_OTHER_KINDS,
  /* assumed */
  KUBE_EITHER_TERM,
  KUBE_JOINT_PREFERENCE,
  KUBE_SELECTORS,
  KUBE_EFFECTS,
  KUBE_NEVER,
  KUBE_PORTS,
  KUBE_VOLUMES,
  KUBE_RESOURCES,
  KUBE_SHARED_BUDGETS,
  KUBE_PRIORITIES,
  KUBE_NO_NODE,
  N_KUBE_NOTES,
};

/* What a pod asks of where others run. */
typedef enum { KUBE_SPREAD, KUBE_NEAR, KUBE_APART } KubeRuleKind;

typedef struct {
  KubeRuleKind kind;
  guint selector;
  const char *key;
  gint32 skew, domains;
  gint32 weight; /* of the last two, where it is a wish; else 0 */
  gboolean soft; /* of a spread */
} KubeRule;

/* A pod, or so many alike that are yet to be. Texts are the list's. */
typedef struct {
  const char *namespace, *job, *name;
  const char *node; /* where it runs; NULL: nowhere yet */
  guint count;
  gboolean made;    /* by a controller, from its template: tasks are `name.0`, `name.1` … */
  const char *file; /* for messages and notes, and the line in it */
  guint line;
  Amounts request;
  gint64 priority;
  const char *priority_class; /* whose number its own is, where it has none; NULL: it has one */
  const char *constraints, *preferences, *tolerations;
  guint labels;
  guint first_rule, n_rules; /* of the list's */
  guint notes;               /* a bit for each that holds for it */
  guint16 budget;
  gint32 number; /* the priority that it has here */
} KubePod;

typedef enum {
  KUBE_NODE,
  KUBE_POD,
  KUBE_BUDGET,
  KUBE_PRIORITY_CLASS,
  KUBE_DEPLOYMENT,
  KUBE_REPLICA_SET,
  KUBE_STATEFUL_SET,
  KUBE_JOB,
  KUBE_OTHER,
  N_KUBE_KINDS,
} KubeKind;

/* The objects of a trace, one at a time: of its file, then of that of [workload] also. */
typedef struct {
  JsonReading reading; /* of the object just returned */
  const char *files[2];
  const char *displays[2];
  guint file;          /* the next to be opened */
  JsonItems *items;    /* of the one before; NULL: it is at its end */
} KubeObjects;

void kube_objects_init (KubeObjects *objects, const char *path, const char *display,
                        const TraceContext *context);
void kube_objects_clear (KubeObjects *objects);
/* What is no object of the API is an error. Elements of a PodList and its like need no kind of their
 * own. As json_items_next(). */
int kube_next_object (KubeObjects *objects, JsonObject **ret_object, KubeKind *ret_kind,
                      GError **error);

/* What is read of one list. */
typedef struct {
  KubeObjects objects;
  const ResourceSet *resources;
  const TierBounds *tiers;
  GStringChunk *texts;
  KubeLabels *labels;
  GArray *pods;            /* of KubePod */
  GArray *rules;           /* of KubeRule */
  GHashTable *nodes;       /* a set of names */
  GHashTable *there;       /* `Kind/namespace/name` of a controller: how many pods it has */
  GPtrArray *controllers;  /* of KubeController */
  GPtrArray *budgets;      /* of KubeBudget */
  GHashTable *priorities;  /* name of a class: gint64, owned */
  gint64 usual_priority;   /* of pods that say nothing */
  guint jobs;
  TraceNote notes[N_KUBE_NOTES + 1];
} KubeList;

/* NULL and INPUT_ERROR. */
KubeList *kube_list_load (const char *path, const char *display, const TraceContext *context,
                          GError **error);
void kube_list_free (KubeList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KubeList, kube_list_free)

/* The list's own copy, one of each text. */
const char *kube_text (KubeList *list, const char *text);
/* At a place; and of a pod, which may yet turn out not to be made. */
void kube_note (KubeList *list, guint note, const char *file, guint line);
static inline void
kube_note_pod (KubePod *pod, guint note)
{
  pod->notes |= 1u << note;
}

/* kubernetes_machines.c: the nodes of a file. */
gboolean kube_read_machines (const char *path, const char *display, const TraceContext *context,
                             Inventory *inventory, GError **error);

/* Each part of a pod, into *pod. -------------------------------------------------------------------- */

/* kubernetes_requests.c: what its containers ask for. */
void kube_read_requests (KubeList *list, JsonObject *spec, KubePod *pod);
/* kubernetes_wishes.c: which machines it may be on, or would rather be. */
void kube_read_node_wishes (KubeList *list, JsonObject *spec, KubePod *pod);
/* kubernetes_rules.c: where other pods are; labels are its own. */
void kube_read_rules (KubeList *list, JsonObject *spec, JsonObject *labels, KubePod *pod);
/* A pod by its metadata and spec, without a name. FALSE: it is left out. */
gboolean kube_read_pod (KubeList *list, JsonObject *metadata, JsonObject *spec,
                        const char *namespace, KubePod *ret);

/* Objects, by kind ---------------------------------------------------------------------------------- */

void kube_add_pod (KubeList *list, JsonObject *pod);
void kube_add_controller (KubeList *list, const char *kind, JsonObject *controller);
void kube_add_budget (KubeList *list, JsonObject *budget);
void kube_add_priority_class (KubeList *list, JsonObject *priority_class);

/* When all are in: the pods that controllers are yet to make; then, of all, priorities and budgets.
 * FALSE and *error: somebody is of a class that nobody knows. */
void kube_make_pods (KubeList *list);
gboolean kube_settle_priorities (KubeList *list, GError **error);
void kube_settle_budgets (KubeList *list);

/* Words of the syntax of constraints, of attributes and taints: a label's key, and its value. Keys that
 * machines have here by themselves get another name; a value that is empty is `-`. */
void kube_append_key (JsonReading *reading, GString *out, const char *key);
void kube_append_value (JsonReading *reading, GString *out, const char *value);
/* `key:effect` or `key:effect=value`: a taint, or who tolerates it; value NULL: whatever it is. */
void kube_append_taint (JsonReading *reading, GString *out, const char *key, const char *value,
                        const char *effect);

#define KUBE_NOBODY "!machine" /* a constraint that no machine meets */
