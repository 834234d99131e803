/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes: tasks that no policy can tell apart. Built while loading, read-only during runs. */
#pragma once

#include "model/constraint.h"
#include "model/resources.h"
#include "model/tier.h"
#include "model/topology_rule.h"

#define BUDGET_NONE G_MAXUINT16 /* of a task: no disruption budget */

typedef struct TaskClass {
  guint index;
  Amounts request;
  gint32 priority;
  Tier tier;
  ConstraintList constraints;
  ConstraintList preferences;
  GArray *tolerations; /* of Attribute, never NULL */
  guint64 tasks;       /* how many tasks of the workload are of this class */
  guint gang;          /* how many tasks of its gang must run at once; 0: it is of none */
  guint need;          /* … so many of which must be placed together now: 1 once the gang runs */
  guint gang_first;    /* the class of the same gangs whose need is 1: that of need n follows it */
  GArray *data;        /* of guint: labels of the places that hold its input; NULL: none does */
} TaskClass;

/* What its tasks ask of where others run, and who they are to these. */
typedef struct {
  guint group; /* label: whom other tasks' rules mean by it; LABEL_NONE: nobody */
  SpreadRules spread;
  AffinityRules affinity;
} ClassRules;

typedef struct TaskClasses TaskClasses;

/* labels and resources are not owned and must outlive the table. */
TaskClasses *task_classes_new (const ResourceSet *resources, const TierBounds *tiers,
                               Labels *labels);
void task_classes_free (TaskClasses *classes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaskClasses, task_classes_free)

/* What else a class is made of, in the file's syntax; NULL is empty. */
typedef struct {
  const char *constraints, *preferences, *tolerations;
  const char *group, *spread, *affinity; /* who has one of the last two must have a group */
  const char *data;
} ClassTexts;

/* The class of a task: request, priority, and texts (NULL: all are empty). Returns its index; or
 * G_MAXUINT and *ret_reason (the caller frees) when a text is wrong or the request is (e.g. "gpu: 1.5
 * is neither less than one device nor a whole number"). Texts are compared as written, so that a
 * lookup costs one hash. */
guint task_classes_intern (TaskClasses *classes, const Amounts *request, gint32 priority,
                           const ClassTexts *texts, char **ret_reason);
/* The same without making one: G_MAXUINT when there is none. Read-only, so safe during runs. */
guint task_classes_find (const TaskClasses *classes, const Amounts *request, gint32 priority,
                         const ClassTexts *texts);
/* Would they find this one? Quicker than a look-up, for tasks that follow their like. */
gboolean task_classes_is (const TaskClasses *classes, guint index, const Amounts *request,
                          gint32 priority, const ClassTexts *texts);
/* The class of tasks that are else of class `like`, which is of no gang, in a gang that needs `least`
 * of them at once, 2 or more. Interning makes those of all lesser needs as well; look-up, which is
 * read-only, says G_MAXUINT when there is none. */
guint task_classes_intern_gang (TaskClasses *classes, guint like, guint least);
guint task_classes_find_gang (const TaskClasses *classes, guint like, guint least);
void task_classes_count_tasks (TaskClasses *classes, guint index, guint64 tasks);
guint task_classes_count (const TaskClasses *classes);
/* Those that tasks of the workload are of: gangs have more, for what may become of them. */
guint task_classes_count_used (const TaskClasses *classes);
const TaskClass *task_classes_get (const TaskClasses *classes, guint index);

/* The class of the same gangs that need so many tasks at once, 1 … gang. */
static inline guint
task_class_of_need (const TaskClass *task_class, guint need)
{
  return task_class->gang_first + need - 1;
}
/* What it was made of, as the file has it: "" where it is empty. Valid as long as the class. */
void task_class_texts (const TaskClass *task_class, ClassTexts *ret);
/* Never NULL. Looked up when a run begins: few workloads have any. */
const ClassRules *task_class_rules (const TaskClass *task_class);
/* Does any class have rules on spread or affinity? */
gboolean task_classes_have_rules (const TaskClasses *classes);
/* Does the input of any class have a place? */
gboolean task_classes_have_data (const TaskClasses *classes);
/* A group that an affinity names and no class is of; NULL when there is none. */
const char *task_classes_missing_group (const TaskClasses *classes);
