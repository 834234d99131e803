/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules become ties between classes and tallies. Rules that count the same share a tally, and
 * tallies that divide the machines alike share the division. */
#include "model/topology_parts.h"

/* What a task that must be near a group draws that with: kube-scheduler's hardPodAffinityWeight. */
#define NEAR_WEIGHT 1

typedef struct {
  Topology *topology;
  const Inventory *inventory;
  const TaskClasses *classes;
  GHashTable *tally;    /* a set of Tally, by kind, group and domains */
  GHashTable *by_group; /* label -> GPtrArray of Tally, in order */
} Builder;

/* Domains ---------------------------------------------------------------------------------------- */

/* Does the class's own wish keep it from the machine: a constraint, or a key of spread that the
 * machine lacks? */
static gboolean
is_ruled_out (const Builder *builder, const TaskClass *class, gboolean soft,
              const Machine *machine)
{
  const ConstraintList *constraints = &class->constraints;
  for (guint i = 0; i < constraints->count; i++)
    if (!constraint_holds (&constraints->item[i], builder->inventory->labels, machine->attributes,
                           machine->n_attributes))
      return TRUE;
  const SpreadRules *spread = &task_class_rules (class)->spread;
  for (guint i = 0; i < spread->count; i++)
    if (spread->item[i].soft == soft && machine_value (machine, spread->item[i].key) == LABEL_NONE)
      return TRUE;
  return FALSE;
}

static gboolean
same_keys (const SpreadRules *a, const SpreadRules *b)
{
  if (a->count != b->count)
    return FALSE;
  for (guint i = 0; i < a->count; i++)
    if (a->item[i].key != b->item[i].key || a->item[i].soft != b->item[i].soft)
      return FALSE;
  return TRUE;
}

static gboolean
honour_the_same (const TaskClass *a, const TaskClass *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  return constraint_list_equal (&a->constraints, &b->constraints)
         && same_keys (&task_class_rules (a)->spread, &task_class_rules (b)->spread);
}

static void
divide (const Builder *builder, Domains *domains)
{
  g_autoptr (GHashTable) number = g_hash_table_new (NULL, NULL);
  guint machines = inventory_count (builder->inventory);
  domains->domain = g_new (guint, MAX (machines, 1));
  for (guint m = 0; m < machines; m++) {
    const Machine *machine = inventory_machine (builder->inventory, m);
    guint value = machine_value (machine, domains->key);
    gpointer known;
    domains->domain[m] = DOMAIN_NONE;
    if (value == LABEL_NONE
        || (domains->honours != NULL && is_ruled_out (builder, domains->honours, domains->soft, machine)))
      continue;
    if (!g_hash_table_lookup_extended (number, GUINT_TO_POINTER (value), NULL, &known)) {
      known = GUINT_TO_POINTER (domains->count++);
      g_hash_table_insert (number, GUINT_TO_POINTER (value), known);
    }
    domains->domain[m] = GPOINTER_TO_UINT (known);
  }
  domains->present = g_new0 (guint, MAX (domains->count, 1));
  domains->seen = g_new0 (guint64, MAX (domains->count, 1));
  domains->tallies = g_ptr_array_new ();
}

static Domains *
domains_of (Builder *builder, guint key, const TaskClass *honours, gboolean soft)
{
  GPtrArray *all = builder->topology->domains;
  for (guint i = 0; i < all->len; i++) {
    Domains *domains = g_ptr_array_index (all, i);
    if (domains->key == key && domains->soft == soft
        && honour_the_same (domains->honours, honours))
      return domains;
  }
  Domains *domains = g_new0 (Domains, 1);
  domains->key = key;
  domains->honours = honours;
  domains->soft = soft;
  divide (builder, domains);
  g_ptr_array_add (all, domains);
  return domains;
}

/* Tallies ---------------------------------------------------------------------------------------- */

static guint
tally_hash (gconstpointer data)
{
  const Tally *tally = data;
  return g_direct_hash (tally->domains) * 31 + tally->group * 7 + tally->kind;
}

static gboolean
tally_equal (gconstpointer a, gconstpointer b)
{
  const Tally *x = a, *y = b;
  return x->kind == y->kind && x->group == y->group && x->domains == y->domains;
}

static GPtrArray *
tallies_of_group (Builder *builder, guint group)
{
  GPtrArray *list = g_hash_table_lookup (builder->by_group, GUINT_TO_POINTER (group));
  if (list == NULL) {
    list = g_ptr_array_new ();
    g_hash_table_insert (builder->by_group, GUINT_TO_POINTER (group), list);
  }
  return list;
}

static Tally *
tally_of (Builder *builder, TallyKind kind, guint group, Domains *domains)
{
  const Tally like = { .kind = kind, .group = group, .domains = domains };
  Tally *tally = g_hash_table_lookup (builder->tally, &like);
  if (tally != NULL)
    return tally;
  tally = g_new (Tally, 1);
  *tally = like;
  tally->watchers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_hash_table_add (builder->tally, tally);
  g_ptr_array_add (builder->topology->tallies, tally);
  g_ptr_array_add (domains->tallies, tally);
  g_ptr_array_add (tallies_of_group (builder, group), tally);
  return tally;
}

/* Ties ------------------------------------------------------------------------------------------- */

static void
watch (Tally *tally, const TaskClass *class)
{
  g_array_append_val (tally->watchers, class->index);
}

static void
count_in (GArray *list, Tally *tally, gint32 amount)
{
  Counted counted = { tally, amount };
  g_array_append_val (list, counted);
}

static void
tie_spread (Builder *builder, const TaskClass *class, const SpreadRule *rule)
{
  ClassTies *ties = &builder->topology->class[class->index];
  SpreadTie tie = { tally_of (builder, TALLY_STAYING, task_class_rules (class)->group,
                              domains_of (builder, rule->key, class, rule->soft)),
                    rule };
  g_array_append_val (rule->soft ? ties->soft : ties->spread, tie);
  if (!rule->soft)
    watch (tie.tally, class);
}

/* Whom it draws, it is drawn to; the others see that too. */
static void
tie_wish (Builder *builder, const TaskClass *class, const AffinityRule *rule, Domains *domains)
{
  ClassTies *ties = &builder->topology->class[class->index];
  gint32 weight = rule->apart ? -rule->weight : rule->weight;
  count_in (ties->pulled, tally_of (builder, TALLY_RUNNING, rule->group, domains), weight);
  count_in (ties->counted, tally_of (builder, TALLY_DRAWN, rule->group, domains), weight);
}

static void
tie_affinity (Builder *builder, const TaskClass *class, const AffinityRule *rule)
{
  ClassTies *ties = &builder->topology->class[class->index];
  Domains *domains = domains_of (builder, rule->key, NULL, FALSE);
  if (rule->weight > 0) {
    tie_wish (builder, class, rule, domains);
    return;
  }
  AffinityTie tie = { tally_of (builder, TALLY_RUNNING, rule->group, domains),
                      rule->group == task_class_rules (class)->group };
  watch (tie.tally, class);
  if (!rule->apart) {
    g_array_append_val (ties->near, tie);
    count_in (ties->counted, tally_of (builder, TALLY_DRAWN, rule->group, domains), NEAR_WEIGHT);
    return;
  }
  g_array_append_val (ties->apart, tie.tally);
  count_in (ties->counted, tally_of (builder, TALLY_AVERSE, rule->group, domains), 1);
}

/* A class is counted where its group is, turned away where its group is not wanted, and drawn to
 * where it is. */
static void
tie_group (Builder *builder, const TaskClass *class)
{
  ClassTies *ties = &builder->topology->class[class->index];
  guint group = task_class_rules (class)->group;
  const GPtrArray *tallies = g_hash_table_lookup (builder->by_group, GUINT_TO_POINTER (group));
  for (guint i = 0; group != LABEL_NONE && tallies != NULL && i < tallies->len; i++) {
    Tally *tally = g_ptr_array_index (tallies, i);
    if (tally->kind == TALLY_AVERSE) {
      g_array_append_val (ties->apart, tally);
      watch (tally, class);
    } else if (tally->kind == TALLY_DRAWN) {
      count_in (ties->pulled, tally, 1);
    } else {
      count_in (ties->counted, tally, 1);
    }
  }
}

static void
tie_classes (Builder *builder)
{
  Topology *topology = builder->topology;
  for (guint c = 0; c < topology->classes; c++) {
    const TaskClass *class = task_classes_get (builder->classes, c);
    ClassTies *ties = &topology->class[c];
    ties->counted = g_array_new (FALSE, FALSE, sizeof (Counted));
    ties->spread = g_array_new (FALSE, FALSE, sizeof (SpreadTie));
    ties->near = g_array_new (FALSE, FALSE, sizeof (AffinityTie));
    ties->apart = g_array_new (FALSE, FALSE, sizeof (Tally *));
    ties->soft = g_array_new (FALSE, FALSE, sizeof (SpreadTie));
    ties->pulled = g_array_new (FALSE, FALSE, sizeof (Counted));
    const ClassRules *rules = task_class_rules (class);
    for (guint i = 0; i < rules->spread.count; i++)
      tie_spread (builder, class, &rules->spread.item[i]);
    for (guint i = 0; i < rules->affinity.count; i++)
      tie_affinity (builder, class, &rules->affinity.item[i]);
  }
  for (guint c = 0; c < topology->classes; c++)
    tie_group (builder, task_classes_get (builder->classes, c));
}

static void
domains_free (gpointer data)
{
  Domains *domains = data;
  g_free (domains->domain);
  g_free (domains->present);
  g_free (domains->seen);
  g_ptr_array_unref (domains->tallies);
  g_free (domains);
}

static void
tally_free (gpointer data)
{
  Tally *tally = data;
  g_free (tally->count);
  g_array_unref (tally->watchers);
  g_free (tally);
}

Topology *
topology_new (const Inventory *inventory, const TaskClasses *classes)
{
  if (!task_classes_have_rules (classes))
    return NULL;
  Topology *topology = g_new0 (Topology, 1);
  Builder builder = { .topology = topology, .inventory = inventory, .classes = classes };
  topology->machines = inventory_count (inventory);
  topology->classes = task_classes_count (classes);
  topology->class = g_new0 (ClassTies, topology->classes);
  topology->domains = g_ptr_array_new_with_free_func (domains_free);
  topology->tallies = g_ptr_array_new_with_free_func (tally_free);
  topology->stirred = g_ptr_array_new ();
  topology->answer = g_array_new (FALSE, FALSE, sizeof (guint));
  topology->listed = g_new0 (guint64, topology->classes);
  builder.tally = g_hash_table_new (tally_hash, tally_equal);
  builder.by_group
    = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  tie_classes (&builder);
  g_hash_table_unref (builder.tally);
  g_hash_table_unref (builder.by_group);
  return topology;
}

void
topology_free (Topology *topology)
{
  if (topology == NULL)
    return;
  for (guint c = 0; c < topology->classes; c++) {
    g_array_unref (topology->class[c].counted);
    g_array_unref (topology->class[c].spread);
    g_array_unref (topology->class[c].near);
    g_array_unref (topology->class[c].apart);
    g_array_unref (topology->class[c].soft);
    g_array_unref (topology->class[c].pulled);
  }
  g_free (topology->class);
  g_ptr_array_unref (topology->domains);
  g_ptr_array_unref (topology->tallies);
  g_ptr_array_unref (topology->stirred);
  g_array_unref (topology->answer);
  g_free (topology->listed);
  g_free (topology);
}
