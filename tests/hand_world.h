/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observers fed with facts by hand. The world has two machines of 4 cores and 8192 MiB, user a (weight
 * 1), user b (weight 2), and one more. Times are given; facts must come in the order of a run. */
#pragma once

#include "metrics/json_text.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/summary.h"
#include "test.h"

#define S TIME_SECOND

typedef struct {
  Scenario scenario;
  Cell *cell;
  TaskPool *tasks;
  ObserverContext context;
  Results *results;
  GPtrArray *observers;
  guint prod, batch, huge; /* classes: 2 cores in prod, 1 core in batch, 8 cores in prod */
  guint64 sequence;
} World;

#define TELL(world, hook, ...)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    for (guint o_ = 0; o_ < (world)->observers->len; o_++) {                                       \
      Observer *observer_ = g_ptr_array_index ((world)->observers, o_);                            \
      if (observer_->type->hook != NULL)                                                           \
        observer_->type->hook (observer_, __VA_ARGS__);                                            \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* folder NULL: no files. */
void world_init (World *world, const char *folder);
void world_clear (World *world);

void world_machine_state (World *world, gint64 now, guint machine, MachineState state);
Task *world_submit (World *world, gint64 now, const char *job, guint user, guint class,
                    gint64 duration);
void world_place (World *world, gint64 now, Task *task, guint machine);
void world_finish (World *world, gint64 now, Task *task);
void world_evict (World *world, gint64 now, Task *task, EvictCause cause);
void world_drop (World *world, gint64 now, Task *task);
void world_block (World *world, gint64 now, guint class, Reason reason);
void world_wake (World *world, gint64 now, guint class);
void world_pass (World *world, gint64 now, guint64 decisions);
void world_sample (World *world, gint64 now);
/* The end of the run: its summary. */
JsonNode *world_end (World *world, gint64 now);
/* One of everything, over 40 s, to the end. */
JsonNode *world_play (World *world);

/* key: names joined by dots */
JsonNode *member (JsonNode *root, const char *key);
double figure (JsonNode *root, const char *key);

typedef struct {
  const char *key;
  double value;
} Expected;

void check_figures (JsonNode *root, const Expected *expected, guint n);
void check_file (const char *path, const char *text);
