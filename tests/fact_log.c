/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fact_log.h"

typedef struct {
  Observer base;
  FactLogParts parts;
  GString *text;
  GPtrArray *class_names;   /* of char *, by class; NULL: no task of it yet */
} FactLog;

static void
begin (FactLog *log, gint64 now, const char *what)
{
  time_append (log->text, now);
  g_string_append_printf (log->text, " %s", what);
}

static void
append_task (FactLog *log, const Task *task)
{
  g_string_append_printf (log->text, " %s", task->job->name);
  g_autofree char *name = task_name_text (&task->name);
  if (!g_str_equal (name, "0"))
    g_string_append_printf (log->text, "/%s", name);
}

static void
append_machine (FactLog *log, guint machine)
{
  const Inventory *inventory = log->base.context->cell->inventory;
  g_string_append_printf (log->text, " %s", inventory_machine (inventory, machine)->name);
}

static void
end_line (FactLog *log)
{
  g_string_append_c (log->text, '\n');
}

/* A class goes by the first task of it that waits. */
static void
name_class (FactLog *log, const Task *task, guint task_class)
{
  gsize length = log->text->len;
  if (task_class >= log->class_names->len)
    g_ptr_array_set_size (log->class_names, (int) task_class + 1);
  char **class_name = (char **) &log->class_names->pdata[task_class];
  if (*class_name != NULL)
    return;
  append_task (log, task);
  *class_name = g_strdup (log->text->str + length + 1);
  g_string_truncate (log->text, length);
}

static void
submitted (Observer *self, gint64 now, const Task *task)
{
  FactLog *log = (FactLog *) self;
  name_class (log, task, task->task_class);
  begin (log, now, "submit");
  append_task (log, task);
  end_line (log);
}

static void
over_quota (Observer *self, gint64 now, const Task *task, int resource, gboolean waits)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, waits ? "wait" : "refuse");
  append_task (log, task);
  if (resource >= 0)
    g_string_append_printf (log->text, " %s", self->context->cell->resources->item[resource].name);
  end_line (log);
}

static void
admitted (Observer *self, gint64 now, const Task *task)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, "admit");
  append_task (log, task);
  end_line (log);
}

static void
regrouped (Observer *self, gint64 now, const Task *task, guint task_class)
{
  (void) now;
  name_class ((FactLog *) self, task, task_class);
}

static void
placed (Observer *self, gint64 now, const Task *task)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, "place");
  append_task (log, task);
  g_string_append (log->text, " on");
  append_machine (log, task->machine);
  end_line (log);
}

static void
finished (Observer *self, gint64 now, const Task *task)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, "finish");
  append_task (log, task);
  end_line (log);
}

static void
evicted (Observer *self, gint64 now, const Task *task, EvictCause cause, gint64 lost,
         gint64 started)
{
  static const char *const causes[] = { [EVICT_PREEMPTED] = "preempted",
                                        [EVICT_FAILED] = "failed",
                                        [EVICT_SHORTFALL] = "shortfall" };
  FactLog *log = (FactLog *) self;
  (void) started;
  name_class (log, task, task->task_class);
  begin (log, now, "evict");
  append_task (log, task);
  g_string_append_printf (log->text, " %s lost ", causes[cause]);
  time_append (log->text, lost);
  end_line (log);
}

static void
dropped (Observer *self, gint64 now, const Task *task)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, "drop");
  append_task (log, task);
  end_line (log);
}

static void
blocked (Observer *self, gint64 now, guint task_class, const Blocked *why)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, "blocked");
  g_string_append_printf (log->text, " %s %s",
                          (char *) g_ptr_array_index (log->class_names, task_class),
                          reason_names[why->reason]);
  if (why->resource >= 0)
    g_string_append_printf (log->text, " %s",
                            self->context->cell->resources->item[why->resource].name);
  if (why->reason == REASON_GANG)
    g_string_append_printf (log->text, " %u of %u", why->fit,
                            self->context->cell->class_at[task_class]->need);
  end_line (log);
}

static void
woken (Observer *self, gint64 now, guint task_class)
{
  FactLog *log = (FactLog *) self;
  if ((log->parts & FACT_LOG_WAKES) == 0)
    return;
  begin (log, now, "woken");
  g_string_append_printf (log->text, " %s",
                          (char *) g_ptr_array_index (log->class_names, task_class));
  end_line (log);
}

static void
held (Observer *self, gint64 now, const Task *task, gboolean is_held)
{
  FactLog *log = (FactLog *) self;
  begin (log, now, is_held ? "hold" : "release");
  append_machine (log, task->machine);
  g_string_append (log->text, " for");
  append_task (log, task);
  end_line (log);
}

static void
attempted (Observer *self, gint64 now, const Attempt *attempt)
{
  FactLog *log = (FactLog *) self;
  const NamedSchedulers *schedulers = &self->context->scenario->schedulers;
  if ((log->parts & FACT_LOG_ATTEMPTS) == 0)
    return;
  begin (log, now, "attempt");
  g_string_append_printf (log->text, " %s by %s: %u of %u placed, %u conflicts, %u left%s\n",
                          attempt->job->name,
                          named_schedulers_get (schedulers, attempt->scheduler)->name,
                          attempt->placed, attempt->tasks, attempt->conflicts, attempt->left,
                          attempt->abandoned ? ", abandoned" : "");
}

static void
machine (Observer *self, gint64 now, guint index)
{
  static const char *const states[] = {
    [MACHINE_ABSENT] = "absent",
    [MACHINE_IS_DOWN] = "down",
    [MACHINE_DRAINING] = "draining",
    [MACHINE_IS_UP] = "up",
  };
  FactLog *log = (FactLog *) self;
  begin (log, now, "machine");
  append_machine (log, index);
  g_string_append_printf (log->text, " %s", states[self->context->cell->state[index]]);
  end_line (log);
}

static void
passed (Observer *self, gint64 now, guint64 decisions)
{
  FactLog *log = (FactLog *) self;
  if ((log->parts & FACT_LOG_PASSES) == 0)
    return;
  begin (log, now, "pass");
  g_string_append_printf (log->text, " %" G_GUINT64_FORMAT "\n", decisions);
}

static void
sample (Observer *self, gint64 now)
{
  FactLog *log = (FactLog *) self;
  const TaskPool *tasks = self->context->tasks;
  guint running = 0, pending = 0;
  if ((log->parts & FACT_LOG_SAMPLES) == 0)
    return;
  for (guint slot = 0; slot < task_pool_slots (tasks); slot++) {
    const Task *task = task_pool_get (tasks, slot);
    if (task != NULL && (task->state == TASK_RUNNING || task->state == TASK_LEAVING))
      running++;
    else if (task != NULL)
      pending++;
  }
  begin (log, now, "sample");
  g_string_append_printf (log->text, " %u up, %u running, %u pending\n",
                          self->context->cell->machines_up, running, pending);
}

static const ObserverType fact_log_type = {
  .name = "fact-log",
  .summary = "every fact as a line",
  .submitted = submitted,
  .over_quota = over_quota,
  .admitted = admitted,
  .placed = placed,
  .finished = finished,
  .evicted = evicted,
  .dropped = dropped,
  .blocked = blocked,
  .woken = woken,
  .held = held,
  .attempt = attempted,
  .regrouped = regrouped,
  .machine = machine,
  .passed = passed,
  .sample = sample,
};

char *
fact_log_run (const Scenario *scenario, FactLogParts parts, GError **error)
{
  SimulationOptions options = { .check = TRUE };
  g_autoptr (Simulation) simulation = simulation_new (scenario, &options, error);
  if (simulation == NULL)
    return NULL;
  FactLog log = { .base = { .type = &fact_log_type, .context = simulation_context (simulation) },
                  .parts = parts,
                  .text = g_string_new (NULL),
                  .class_names = g_ptr_array_new_with_free_func (g_free) };
  simulation_add_observer (simulation, &log.base);
  gboolean ran = simulation_run (simulation, error);
  if (ran) {
    begin (&log, simulation_now (simulation), "end");
    end_line (&log);
  }
  g_ptr_array_unref (log.class_names);
  return g_string_free (log.text, !ran);
}
