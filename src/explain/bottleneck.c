/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network of a resource: source -> class (its waiting tasks' demand) -> group of machines where
 * it is eligible (no limit) -> target (what the group has free). Demands can be met, as far as this
 * resource in total is concerned, if the flow is all of the demand; if not, the classes on the
 * source's side of the cut ask for more than all of their groups have. */
#include "explain/bottleneck.h"

#include "explain/max_flow.h"

#include <string.h>

#define FIRST_CLASS 2 /* vertices 0 and 1 are source and target; then classes, then groups */

typedef struct {
  const Moment *moment;
  const guint *waiting;
  GArray *classes;  /* of guint: those that have waiting tasks */
  GPtrArray *groups;
  GPtrArray *rows;  /* by group: a byte per class of `classes`, 1 where it is eligible */
} Competition;

static void
group_free (gpointer data)
{
  EligibleGroup *group = data;
  g_array_unref (group->machines);
  g_free (group);
}

static void
bottleneck_free (gpointer data)
{
  Bottleneck *bottleneck = data;
  g_array_unref (bottleneck->classes);
  g_array_unref (bottleneck->groups);
  g_free (bottleneck);
}

void
bottlenecks_free (Bottlenecks *bottlenecks)
{
  if (bottlenecks == NULL)
    return;
  g_ptr_array_unref (bottlenecks->groups);
  g_ptr_array_unref (bottlenecks->bottlenecks);
  g_free (bottlenecks);
}

/* Who may run where -------------------------------------------------------------------------- */

static GArray *
find_waiting (const Moment *moment, const guint *waiting)
{
  GArray *classes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint c = 0; c < task_classes_count (moment->cell->classes); c++)
    if (waiting[c] > 0)
      g_array_append_val (classes, c);
  return classes;
}

/* By class and machine, a byte each: it passes every filter but `fit`, and the machine, were it
 * empty, would be large enough. */
static guint8 *
find_eligible (const Competition *competition)
{
  const Moment *moment = competition->moment;
  guint machines = moment->cell->machines;
  guint fit = 1u << inspection_filter_index (moment->inspection, "fit");
  guint8 *eligible = g_malloc (MAX ((gsize) competition->classes->len * machines, 1));
  for (guint c = 0; c < competition->classes->len; c++) {
    guint index = g_array_index (competition->classes, guint, c);
    const TaskClass *class = task_classes_get (moment->cell->classes, index);
    PolicyView view = inspection_view (moment->inspection, class, NULL);
    guint8 *row = eligible + (gsize) c * machines;
    inspection_sweep (moment->inspection, fit, &view, row);
    for (guint m = 0; m < machines; m++)
      row[m] &= (guint8) cell_fits_empty (moment->cell, &class->request, m);
  }
  return eligible;
}

/* A byte per class; NULL where there is none at all. */
static GBytes *
classes_of (const Competition *competition, const guint8 *eligible, guint machine)
{
  guint classes = competition->classes->len, machines = competition->moment->cell->machines;
  guint8 *row = g_malloc (MAX (classes, 1));
  gboolean any = FALSE;
  for (guint c = 0; c < classes; c++) {
    row[c] = eligible[(gsize) c * machines + machine];
    any = any || row[c];
  }
  if (any)
    return g_bytes_new_take (row, classes);
  g_free (row);
  return NULL;
}

static void
group_machines (Competition *competition)
{
  g_autoptr (GHashTable) number = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  g_autofree guint8 *eligible = find_eligible (competition);
  for (guint m = 0; m < competition->moment->cell->machines; m++) {
    g_autoptr (GBytes) row = classes_of (competition, eligible, m);
    gpointer known;
    if (row == NULL)
      continue;
    if (!g_hash_table_lookup_extended (number, row, NULL, &known)) {
      EligibleGroup *group = g_new0 (EligibleGroup, 1);
      group->machines = g_array_new (FALSE, FALSE, sizeof (guint));
      known = GUINT_TO_POINTER (competition->groups->len);
      g_ptr_array_add (competition->groups, group);
      g_ptr_array_add (competition->rows, g_bytes_ref (row));
      g_hash_table_insert (number, row, known);
    }
    EligibleGroup *group = g_ptr_array_index (competition->groups, GPOINTER_TO_UINT (known));
    g_array_append_val (group->machines, m);
  }
}

static gboolean
competes (const Competition *competition, guint class, guint group)
{
  const guint8 *row = g_bytes_get_data (g_ptr_array_index (competition->rows, group), NULL);
  return row[class];
}

/* Sums --------------------------------------------------------------------------------------- */

static Total
demand_of (const Competition *competition, guint class, guint resource)
{
  guint index = g_array_index (competition->classes, guint, class);
  const TaskClass *its = task_classes_get (competition->moment->cell->classes, index);
  return (Total) its->request.of[resource] * competition->waiting[index];
}

static Total
sum_of (const Competition *competition, guint group, const Amount *column)
{
  const EligibleGroup *its = g_ptr_array_index (competition->groups, group);
  Total sum = 0;
  for (guint i = 0; i < its->machines->len; i++)
    sum += column[g_array_index (its->machines, guint, i)];
  return sum;
}

/* The cut ------------------------------------------------------------------------------------ */

static void
add_edge (GArray *edges, guint from, guint to, Total capacity)
{
  FlowEdge edge = { from, to, capacity };
  g_array_append_val (edges, edge);
}

static GArray *
make_network (const Competition *competition, guint resource, Total *ret_demand)
{
  const Cell *cell = competition->moment->cell;
  guint classes = competition->classes->len, first_group = FIRST_CLASS + classes;
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (FlowEdge));
  *ret_demand = 0;
  for (guint c = 0; c < classes; c++) {
    Total demand = demand_of (competition, c, resource);
    *ret_demand += demand;
    add_edge (edges, 0, FIRST_CLASS + c, demand);
    for (guint g = 0; g < competition->groups->len; g++)
      if (competes (competition, c, g))
        add_edge (edges, FIRST_CLASS + c, first_group + g, demand + 1); /* never full */
  }
  for (guint g = 0; g < competition->groups->len; g++)
    add_edge (edges, first_group + g, 1, sum_of (competition, g, cell->free[resource]));
  return edges;
}

/* Adds the class, and whoever is connected with it through groups, to the bottleneck; takes them
 * off side[]. */
static void
collect (const Competition *competition, guint class, guint8 *side, Bottleneck *bottleneck)
{
  const Cell *cell = competition->moment->cell;
  guint first_group = FIRST_CLASS + competition->classes->len;
  side[FIRST_CLASS + class] = 0;
  g_array_append_val (bottleneck->classes,
                      g_array_index (competition->classes, guint, class));
  bottleneck->demand += demand_of (competition, class, bottleneck->resource);
  for (guint g = 0; g < competition->groups->len; g++) {
    if (!side[first_group + g] || !competes (competition, class, g))
      continue;
    side[first_group + g] = 0;
    g_array_append_val (bottleneck->groups, g);
    bottleneck->free += sum_of (competition, g, cell->free[bottleneck->resource]);
    bottleneck->capacity += sum_of (competition, g, cell->capacity[bottleneck->resource]);
    for (guint c = 0; c < competition->classes->len; c++)
      if (side[FIRST_CLASS + c] && competes (competition, c, g))
        collect (competition, c, side, bottleneck);
  }
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return COMPARE (*(const guint *) a, *(const guint *) b);
}

static void
add_bottlenecks (const Competition *competition, guint resource, guint8 *side, GPtrArray *found)
{
  for (guint c = 0; c < competition->classes->len; c++) {
    if (!side[FIRST_CLASS + c])
      continue;
    Bottleneck *bottleneck = g_new0 (Bottleneck, 1);
    bottleneck->resource = resource;
    bottleneck->classes = g_array_new (FALSE, FALSE, sizeof (guint));
    bottleneck->groups = g_array_new (FALSE, FALSE, sizeof (guint));
    collect (competition, c, side, bottleneck);
    g_array_sort (bottleneck->classes, compare_numbers);
    g_array_sort (bottleneck->groups, compare_numbers);
    g_ptr_array_add (found, bottleneck);
  }
}

static gboolean
cut (const Competition *competition, guint resource, GPtrArray *found, GError **error)
{
  guint vertices = FIRST_CLASS + competition->classes->len + competition->groups->len;
  Total demand, flow;
  g_autoptr (GArray) edges = make_network (competition, resource, &demand);
  g_autofree guint8 *side = g_new0 (guint8, vertices);
  if (demand == 0)
    return TRUE;
  if (!max_flow (vertices, edges, &flow, side, error))
    return FALSE;
  if (flow < demand)
    add_bottlenecks (competition, resource, side, found);
  return TRUE;
}

Bottlenecks *
bottlenecks_find (const Moment *moment, const guint *waiting, GError **error)
{
  g_autoptr (Bottlenecks) ret = g_new0 (Bottlenecks, 1);
  g_autoptr (GArray) classes = find_waiting (moment, waiting);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  ret->groups = g_ptr_array_new_with_free_func (group_free);
  ret->bottlenecks = g_ptr_array_new_with_free_func (bottleneck_free);
  Competition competition = { moment, waiting, classes, ret->groups, rows };
  group_machines (&competition);
  for (guint r = 0; r < moment->cell->resources->count; r++)
    if (!cut (&competition, r, ret->bottlenecks, error))
      return NULL;
  return g_steal_pointer (&ret);
}
