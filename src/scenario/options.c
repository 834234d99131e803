/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows. A group's finish hook checks what no single key can show. */
#include "scenario/options.h"

#include "scenario/cell_options.h"
#include "scenario/combinations.h"
#include "scenario/generate_groups.h"
#include "scenario/option_types.h"
#include "scenario/presets.h"
#include "scenario/scheduler_groups.h"
#include "scenario/user_groups.h"
#include "scheduler/backfill/backfill.h"
#include "scheduler/policy_tables.h"
#include "util/input_error.h"

#include <string.h>

#define SETTING(member) .offset = G_STRUCT_OFFSET (Settings, member)
#define SCHEDULER(member) .offset = G_STRUCT_OFFSET (Settings, scheduler.member)
#define MACHINE(member) .offset = G_STRUCT_OFFSET (MachineGroup, member)
#define READ_BY(...) .read_by = (const char *const[]){ __VA_ARGS__, NULL }

static const Option scenario_options[] = {
  { .key = "title", .type = &option_text, SETTING (title), .max = 200,
    .fallback_note = "the file's name", .help = "What the results and charts are headed with." },
  { .key = "seed", .type = &option_integer, SETTING (seed), .max = G_MAXINT64, .fallback = "1",
    READ_BY ("score random", "preempt kube", "devices random"),
    .help = "Everything random in a run comes from it." },
  { .key = "horizon", .type = &option_time, SETTING (horizon), .min = 1, .none = "none",
    .fallback = "none", .help = "When the run stops; none: when nothing is left to happen." },
  { .key = "include", .type = &option_text, SETTING (include), .max = 4096,
    .help = "Another scenario file that this one is based on: its keys hold where this file "
            "does not give them." },
  { 0 },
};

static const Option machines_options[] = {
  { .key = "count", .type = &option_integer, MACHINE (count), .min = 1, .max = MACHINES_MAX,
    .fallback = "1", .help = "How many machines, named NAME-0, NAME-1, and so on." },
  { .key = "zones", .type = &option_names, MACHINE (zones), .fallback_note = "none",
    .help = "Zones, dealt round-robin: machine i stands in zone i mod (number of zones)." },
  { .key = "rack-size", .type = &option_integer, MACHINE (rack_size), .max = MACHINES_MAX,
    .fallback = "0",
    .help = "Machines a rack, filled in order (zone by zone) and named NAME-rK or NAME-ZONE-rK; "
            "0: no racks." },
  { .key = "attributes", .type = &option_text, MACHINE (attributes), .max = 4096,
    .help = "key=value joined by ;, as in machines.csv." },
  { .key = "taints", .type = &option_text, MACHINE (taints), .max = 4096,
    .help = "key or key=value joined by ;." },
  { .key = "soft-taints", .type = &option_text, MACHINE (soft_taints), .max = 4096,
    .help = "The same; they turn nobody away: see the score taint-toleration." },
  { .key = "RESOURCE", .any_key = TRUE, .type = &option_capacity, MACHINE (capacity),
    .fallback_note = "0", .help = "What each machine has of this resource of the cell." },
  { 0 },
};

static const Option workload_options[] = {
  { .key = "trace", .type = &option_file, SETTING (trace), .fallback_note = "none",
    .help = "Tasks file, or folder of a trace (docs/formats.md). Tasks of groups [generate NAME] come "
            "beside it; there must be one or the other." },
  { .key = "format", .type = &option_format, SETTING (trace_format), .fallback = "auto",
    .help = "Format of the tasks file." },
  { .key = "run-times", .type = &option_file, SETTING (run_times), .fallback_note = "none",
    .help = "File beside a tasks file of format alibaba2018 that says how long instances run in the "
            "mean (docs/formats.md)." },
  { .key = "also", .type = &option_file, SETTING (also), .fallback_note = "none",
    .help = "File of more objects beside a trace of format kubernetes, as if they stood at its end: a "
            "deployment that is not there yet (docs/formats/kubernetes.md)." },
  { .key = "machine-type", .type = &option_integer, SETTING (machine_type), .min = -1,
    .max = G_MAXINT64, .fallback = "-1",
    .help = "The machineId of a trace of format azure2020 that the cell's machines are of; -1: the "
            "one that most VMs of the trace may be on." },
  { .key = "users", .type = &option_choice, SETTING (listed_users_only),
    .choices = (const char *const[]){ "any", "listed", NULL }, .fallback = "any",
    .help = "listed: a user of the trace that [users] does not name is an error." },
  { .key = "over-quota", .type = &option_choice, SETTING (over_quota), .fallback = "refuse",
    .choices = (const char *const[]){ "refuse", "hold", NULL },
    .help = "What becomes of a task that would exceed a quota of its user when it arrives: it is "
            "dropped, or waits, without being in the queue, until others of them are gone." },
  { .key = "inflate", .type = &option_share, SETTING (inflate), .max = 100, .none = "none",
    .fallback = "none",
    .help = "Rows of the trace are drawn again, at random by the seed, until all tasks together "
            "request this part of what the cell's machines have of a resource: gpu:1.3 asks for "
            "130 % of the GPUs. The tasks of row JOB drawn as number n belong to job JOB#n." },
  { .key = "shuffle", .type = &option_flag, SETTING (shuffle), .fallback = "false",
    .help = "Whether the rows trade their submit times at random, by the seed." },
  { .key = "arrivals", .type = &option_choice, SETTING (arrivals), .fallback = "trace",
    .choices = (const char *const[]){ "trace", "one-by-one", NULL },
    .help = "When tasks are submitted: as the trace says, or a row a second from 0 on, in the "
            "trace's order." },
  { .key = "durations", .type = &option_choice, SETTING (durations), .fallback = "trace",
    .choices = (const char *const[]){ "trace", "unending", NULL },
    .help = "How long tasks run: as the trace says, or for ever." },
  { .key = "typical-share", .type = &option_number, SETTING (typical_share), .max = 1,
    .fallback = "0.95",
    READ_BY ("score fgd", "devices fgd"),
    .help = "The most common kinds of tasks (by request and constraints) that make up this part of "
            "all tasks are the typical tasks by which the policies fgd, and the results, measure the "
            "fragmentation of devices." },
  { .key = "typical-resources", .type = &option_names, SETTING (typical_resources),
    .fallback_note = "all",
    READ_BY ("score fgd", "devices fgd"),
    .help = "The resources that tell kinds of typical tasks apart; others are left out, but for the "
            "one whose devices are measured." },
  { 0 },
};

static const Option users_options[] = {
  { .key = "PATH", .any_key = TRUE, .type = &option_user_weight, SETTING (users),
    .fallback_note = "1",
    READ_BY ("order drf", "order asset", "order share-vector", "order largest-share-last",
             "order guaranteed-share", "order borrowed-share", "order hdrf", "order tetris"),
    .help = "Weight of a user where shares decide; 0 for borrowed-share alone. The users named "
            "here come first in the order of users." },
  { 0 },
};

#define TIER(tier) SETTING (tier_lowest[tier]), .min = 1, .max = PRIORITY_MAX

static const Option tiers_options[] = {
  { .key = "batch", .type = &option_integer, TIER (TIER_BATCH), .fallback = "100",
    READ_BY ("order", "preempt"),
    .help = "Lowest priority of the batch tier; free lies below." },
  { .key = "prod", .type = &option_integer, TIER (TIER_PROD), .fallback = "200",
    READ_BY ("order", "preempt"),
    .help = "Lowest priority of the prod tier." },
  { .key = "monitoring", .type = &option_integer, TIER (TIER_MONITORING), .fallback = "360",
    READ_BY ("order", "preempt"),
    .help = "Lowest priority of the monitoring tier." },
  { 0 },
};

static const Option scheduler_options[] = {
  { .key = "preset", .type = &option_choice, SETTING (preset), .fallback = "none",
    .choices = preset_names,
    .help = "Defaults of many keys of this group at once: kube is kube-scheduler 1.36 as it comes "
            "(berth policies kube lists them). Keys that the scenario gives count more." },
  { .key = "order", .type = &option_policy, SCHEDULER (order), .kind = POLICY_ORDER,
    .fallback = "drf", .help = "Which user is served next." },
  { .key = "filters", .type = &option_filters, SCHEDULER (filters), .kind = POLICY_FILTER,
    .none = "none", .fallback = "constraints;taints",
    .help = "What turns a machine away, in order; up is put first and fit last where they are "
            "left out. Without this key, topology-spread and affinity are in it, behind the others, "
            "as soon as a task has spread or affinity." },
  { .key = "scores", .type = &option_scores, SCHEDULER (scores), .kind = POLICY_SCORE,
    .none = "none", .fallback = "best-fit", READ_BY ("preempt volcano"),
    .help = "What makes one machine better than another; weights default to 1; none: the first "
            "machine that fits." },
  { .key = "preempt", .type = &option_policy, SCHEDULER (preempt), .kind = POLICY_PREEMPT,
    .fallback = "none", .help = "Whom to evict for a task of higher priority." },
  { .key = "devices", .type = &option_policy, SCHEDULER (devices), .kind = POLICY_DEVICES,
    .fallback = "tightest",
    .help = "Which devices of a machine a task gets, of resources made of devices." },
  { .key = "preempt-within-tier", .type = &option_flag, SCHEDULER (preempt_within_tier),
    .fallback = "false", READ_BY ("preempt"),
    .help = "Whether a task may evict one of its own tier (never in prod)." },
  { .key = "exempt-time", .type = &option_time, SCHEDULER (exempt_time), .none = "none",
    .fallback = "0", READ_BY ("preempt"),
    .help = "A task is not evicted for another's sake before it has run so long." },
  { .key = "max-evictions", .type = &option_limit, SCHEDULER (max_evictions), .min = 1,
    .max = G_MAXINT32, .none = "none", .fallback = "none",
    READ_BY ("preempt"),
    .help = "A task that has been evicted so often for others' sake is spared from then on." },
  { .key = "max-cascade", .type = &option_limit, SCHEDULER (max_cascade), .min = 1,
    .max = CHAIN_MAX, .none = "none", .fallback = "none",
    READ_BY ("preempt"),
    .help = "How long a chain of evictions may be in one instant: 1: a task that has just been "
            "evicted evicts nobody before the next pass; 2: its victims do not; and so on." },
  { .key = "kube-candidates", .type = &option_choice, SETTING (kube_candidates),
    .choices = (const char *const[]){ "all", "sampled", NULL }, .fallback = "all",
    READ_BY ("preempt kube"),
    .help = "For preempt = kube: all machines are looked at; or, from one on that the seed says, as "
            "many as kube-scheduler would: a tenth, at least 100, of them with room." },
  { .key = "slurm-youngest-first", .type = &option_flag, SCHEDULER (slurm_youngest_first),
    .fallback = "false",
    READ_BY ("preempt slurm-partition"),
    .help = "For preempt = slurm-partition: candidates come by start, youngest first, not by tier and "
            "size." },
  { .key = "slurm-reorder-count", .type = &option_integer, SCHEDULER (slurm_reorder_count),
    .max = 100, .fallback = "1",
    READ_BY ("preempt slurm-partition"),
    .help = "For preempt = slurm-partition: how often candidates are put in another order, the one "
            "that made room first, to try whether fewer do." },
  { .key = "slurm-strict-order", .type = &option_flag, SCHEDULER (slurm_strict_order),
    .fallback = "false",
    READ_BY ("preempt slurm-partition"),
    .help = "For preempt = slurm-partition: nothing but that one moves then; else the others are "
            "sorted by size, largest first." },
  { .key = "grace", .type = &option_time, SCHEDULER (grace), .fallback = "0",
    READ_BY ("preempt"),
    .help = "How long a victim may run on while the machine is held." },
  { .key = "retry-backoff", .type = &option_back_off, SCHEDULER (retry_backoff), .none = "none",
    .fallback = "none",
    .help = "How long tasks that found no machine are not tried again: the first time doubles each "
            "time that they are tried in vain, up to the last (1s..10s: kube-scheduler)." },
  { .key = "aging", .type = &option_time, SCHEDULER (aging), .min = 1, .none = "none",
    .fallback = "none",
    .help = "The time in which the priority of a waiting task grows by one: who has waited long goes "
            "before who is more urgent, within a tier." },
  { .key = "queue", .type = &option_choice, SETTING (queue), .fallback = "skip",
    .choices = queue_names,
    READ_BY ("order"),
    .help = "What a task that cannot be placed means for those behind it; the last three "
            "backfill." },
  { .key = "passes", .type = &option_choice, SETTING (passes), .fallback = "instant",
    .choices = (const char *const[]){ "instant", "event", NULL },
    .help = "When the scheduler looks at who waits: once all events of an instant have happened, or "
            "after each of them, as event-driven simulators do." },
  { .key = "simultaneous", .type = &option_choice, SETTING (simultaneous),
    .fallback = "departures-first",
    .choices = (const char *const[]){ "departures-first", "arrivals-first", NULL },
    .help = "Whether tasks that arrive at an instant do so after those that finish then have left, "
            "and machines have changed, or before." },
  { .key = "compression", .type = &option_choice, SETTING (compression), .fallback = "full",
    .choices = (const char *const[]){ "full", "once", NULL },
    .help = "For queue = conservative: when something leaves, reservations move up until none can, "
            "or each once, in the order of the line." },
  { .key = "share-capacity", .type = &option_choice, SETTING (share_capacity), .fallback = "up",
    .choices = (const char *const[]){ "up", "configured", NULL },
    READ_BY ("order drf", "order asset", "order share-vector", "order largest-share-last",
             "order guaranteed-share", "order borrowed-share", "order hdrf", "order tetris"),
    .help = "Shares are of machines up now, or of all machines." },
  { .key = "share-scope", .type = &option_choice, SETTING (share_scope), .fallback = "all",
    .choices = (const char *const[]){ "all", "tier", NULL },
    READ_BY ("order drf", "order asset", "order share-vector", "order largest-share-last",
             "order guaranteed-share", "order borrowed-share", "order hdrf", "order tetris"),
    .help = "Shares count all that a user holds, or what it holds in the tier being served." },
  { .key = "share-ties", .type = &option_choice, SETTING (share_ties), .fallback = "running",
    .choices = (const char *const[]){ "running", "allocations", "index", NULL },
    READ_BY ("order drf", "order asset", "order share-vector", "order hdrf", "order tetris"),
    .help = "Of equal shares, the user that runs fewer tasks goes first, or the one that has been "
            "given fewer so far (as in Mesos), or simply the first." },
  { .key = "share-tree", .type = &option_choice, SETTING (share_tree), .fallback = "hdrf",
    .choices = share_tree_names,
    .help = "For hdrf, what a node with users below it has: of theirs, those that can still be "
            "served scaled down to the lowest of them; all scaled down; or the plain sum." },
  { .key = "share-weights", .type = &option_weights, SCHEDULER (share_weights),
    .fallback_note = "1 each",
    READ_BY ("order drf", "order asset", "order share-vector", "order largest-share-last",
             "order guaranteed-share", "order borrowed-share", "order hdrf", "order tetris"),
    .help = "What shares of each resource are divided by; 0 leaves it out." },
  { .key = "fairness-knob", .type = &option_integer, SCHEDULER (fairness_knob), .max = 100,
    .fallback = "25", READ_BY ("order tetris"),
    .help = "For order = tetris: percentage of users, those of the highest shares, that do not count. 0: "
            "packing alone; 100: one user counts, that of the lowest share." },
  { .key = "reclaim", .type = &option_choice, SETTING (reclaim), .fallback = "none",
    .choices = reclaim_names,
    .help = "When nothing more can be placed, whether a user may evict tasks of the same priority of "
            "a user with a higher share, and by whose rule." },
  { .key = "reclamation", .type = &option_choice, SETTING (reclamation), .fallback = "none",
    .choices = (const char *const[]){ "none", "borg", NULL },
    .help = "Whether what running tasks do not use may be given to others: borg reserves less for "
            "them than they ask for; tasks below prod are placed beside reservations, those of prod "
            "and above beside limits, and where a machine runs short the former are evicted." },
  { .key = "reclamation-after", .type = &option_time, SCHEDULER (reclamation.after), .min = 1,
    .fallback = "300",
    .help = "How long after its start all that a task asks for is reserved for it." },
  { .key = "reclamation-interval", .type = &option_time, SCHEDULER (reclamation.interval), .min = 1000,
    .fallback = "60", .help = "Time between two steps by which a reservation falls then." },
  { .key = "reclamation-step", .type = &option_number, SCHEDULER (reclamation.step), .max = 1,
    .fallback = "0.1",
    .help = "By what part of the limit it falls in a step; 1: in one step." },
  { .key = "reclamation-margin", .type = &option_number, SCHEDULER (reclamation.margin), .max = 1,
    .none = "none", .fallback = "0.1",
    .help = "What part of the limit stays reserved beyond what a task uses." },
  { .key = "spread-by", .type = &option_choice, SETTING (spread_by), .fallback = "machine",
    .choices = (const char *const[]){ "machine", "rack", "zone", NULL },
    READ_BY ("score spread"),
    .help = "What the score spread tells apart." },
  { .key = "gang-packing", .type = &option_choice, SETTING (gang_packing), .fallback = "none",
    .choices = (const char *const[]){ "none", "preferred", "required", NULL },
    .help = "Whether the tasks of a gang that starts go to as few racks or zones as can be: to the one "
            "with the least room that takes all of them, or, where there is none, to those with most "
            "room (preferred), or nowhere (required). After Kueue's topology-aware scheduling." },
  { .key = "gang-level", .type = &option_choice, SETTING (gang_level), .fallback = "rack",
    .choices = (const char *const[]){ "machine", "rack", "zone", NULL },
    .help = "Of what gang-packing takes few. A machine without a rack, or zone, is one by itself." },
  { .key = "ties", .type = &option_choice, SETTING (ties), .fallback = "first",
    .choices = (const char *const[]){ "first", "random", "next", NULL },
    READ_BY ("score"),
    .help = "Among machines of equal score: the first one; any, by the seed; or the next, from the "
            "machine on where a task was placed last. Without scores: first fit, in order or in "
            "random order, and next fit." },
  { .key = "sample", .type = &option_choice, SETTING (sample), .fallback = "all",
    .choices = (const char *const[]){ "all", "adaptive", "random", NULL },
    READ_BY ("score"),
    .help = "Which machines are considered: all; as many as kube-scheduler would, in turn; or those "
            "of a random order until sample-size of them are feasible (Borg's relaxed "
            "randomization). For comparison: all costs no more." },
  { .key = "sample-size", .type = &option_integer, SCHEDULER (sample_size), .min = 1,
    .max = G_MAXINT32, .fallback = "100", READ_BY ("score"),
    .help = "Feasible machines, for sample = random." },
  { .key = "resource-weights", .type = &option_weights, SCHEDULER (resource_weights),
    .fallback_note = "1 each",
    READ_BY ("score least-allocated", "score most-allocated", "score requested-to-capacity",
             "score best-fit-largest", "score dot-product-min", "score balanced-change"),
    .help = "For least-allocated, most-allocated, requested-to-capacity, best-fit-largest and "
            "dot-product-min; balanced-change leaves out what weighs 0." },
  { .key = "assumed-requests", .type = &option_amounts, SCHEDULER (assumed), .none = "none",
    .fallback = "none",
    READ_BY ("score least-allocated", "score most-allocated", "score requested-to-capacity"),
    .help = "What least-allocated, most-allocated and requested-to-capacity count for a task that "
            "asks for none of a resource; for nothing else does it count." },
  { .key = "shape", .type = &option_shape, SCHEDULER (shape), .fallback = "0:0;100:10",
    READ_BY ("score requested-to-capacity"),
    .help = "For requested-to-capacity: score at each percentage of utilization." },
  { .key = "job-time", .type = &option_time, SETTING (job_time), .fallback = "0",
    .help = "How long the scheduler decides about each job. Where it or task-time is not 0, jobs "
            "wait for a scheduler that is busy (order = fifo, nothing is evicted)." },
  { .key = "task-time", .type = &option_time, SETTING (task_time), .fallback = "0",
    .help = "How much longer it decides for each task of the job that is yet to be placed." },
  { 0 },
};

#define GROUP(member) .offset = G_STRUCT_OFFSET (SchedulerGroup, member)
#define OF_SCHEDULER .fallback_note = "that of [scheduler]"

static const Option named_scheduler_options[] = {
  { .key = "tiers", .type = &option_names, GROUP (tiers), .fallback_note = "all",
    .help = "Tiers whose tasks it serves. A task goes to the first scheduler that serves it." },
  { .key = "users", .type = &option_users, GROUP (users), .fallback_note = "all",
    .help = "Users whose tasks it serves, those below them in the tree included." },
  { .key = "priorities", .type = &option_priorities, GROUP (priorities), .fallback_note = "all",
    .help = "Priorities that it serves, both ends included." },
  { .key = "job-time", .type = &option_time, GROUP (job_time), OF_SCHEDULER,
    .help = "How long it decides about each job." },
  { .key = "task-time", .type = &option_time, GROUP (task_time), OF_SCHEDULER,
    .help = "How much longer for each task that is yet to be placed." },
  { .key = "scores", .type = &option_scores, GROUP (scores), .kind = POLICY_SCORE, .none = "none",
    OF_SCHEDULER, .help = "What makes one machine better than another for it." },
  { .key = "ties", .type = &option_choice, GROUP (ties), OF_SCHEDULER,
    .choices = (const char *const[]){ "first", "random", "next", NULL },
    .help = "Among machines of equal score: the first one, any, or the next." },
  { 0 },
};

#define OF_USER(member) .offset = G_STRUCT_OFFSET (UserGroup, member)

#define QUOTA(tier) OF_USER (quota.of[tier]), .fallback_note = "any amount"

static const Option user_options[] = {
  { .key = "share-weights", .type = &option_weights, OF_USER (share.weight), OF_SCHEDULER,
    READ_BY ("order drf", "order asset", "order share-vector", "order largest-share-last",
             "order guaranteed-share", "order borrowed-share"),
    .help = "What its shares of each resource are divided by, instead; those left out weigh 1." },
  { .key = "guaranteed", .type = &option_some_amounts, OF_USER (share.guaranteed),
    .fallback_note = "nothing",
    READ_BY ("order guaranteed-share", "order borrowed-share"),
    .help = "What is its own of the cell (nominal quota), for orders that compare users by it." },
  { .key = "quota-batch", .type = &option_some_amounts, QUOTA (TIER_BATCH),
    .help = "What its tasks of the tier batch, and those of users below it in the tree, may request "
            "together, waiting or running; any amount of what is not named. Tasks of the tier free "
            "need no quota." },
  { .key = "quota-prod", .type = &option_some_amounts, QUOTA (TIER_PROD),
    .help = "The same of the tier prod." },
  { .key = "quota-monitoring", .type = &option_some_amounts, QUOTA (TIER_MONITORING),
    .help = "The same of the tier monitoring." },
  { 0 },
};

static const Option metrics_options[] = {
  { .key = "interval", .type = &option_time, SETTING (interval), .min = 1000, .fallback = "5min",
    .help = "Time between two samples of the timeline." },
  { .key = "recorded", .type = &option_time, SETTING (recorded), .min = 1000000, .none = "none",
    .fallback = "none",
    .help = "Intervals, such as 1h, in which what is allocated is held against what the trace's own "
            "scheduler had allocated (recorded.csv); of traces that say when tasks ran." },
  { .key = "tasks", .type = &option_choice, SETTING (task_rows), .fallback = "auto",
    .choices = (const char *const[]){ "auto", "always", "never", NULL },
    .help = "Whether tasks.csv is written; auto: for at most a million tasks." },
  { .key = "decisions", .type = &option_count, SETTING (decisions), .min = 1, .max = 1000000000,
    .none = "none", .fallback = "none",
    .help = "How many decisions, from the first, are written to decisions.csv." },
  { .key = "loop-evictions", .type = &option_integer, SETTING (loop_evictions), .min = 1,
    .max = G_MAXINT32, .fallback = "3",
    .help = "A task that was evicted so often for others' sake, or two users or jobs that evicted each "
            "other's tasks so often, stand in preemption-loops.csv." },
  { .key = "reference-share", .type = &option_number, SETTING (reference_share), .max = 1,
    .fallback = "0.95",
    .help = "The most common classes that make up this part of all tasks are what fragmentation "
            "is measured against." },
  { 0 },
};

static const Option assert_options[] = {
  { .key = "KEY", .any_key = TRUE, .type = &option_assertion, SETTING (assertions),
    .fallback_note = "none",
    .help = "A figure of summary.json by its dotted key, such as utilization.cpu.allocated_mean. "
            "The run exits with status 3 where it does not hold." },
  { 0 },
};

/* Checks of whole groups ----------------------------------------------------------------------- */

static gboolean
finish_workload (Settings *settings, const Entries *entries, GError **error)
{
  for (guint i = 0; settings->typical_resources != NULL && settings->typical_resources[i]; i++) {
    const char *name = settings->typical_resources[i];
    const char *const *known = (const char *const *) settings->resource_names;
    g_autofree char *expected = input_expected_one_of (name, known);
    g_autofree char *what = g_strdup_printf ("'%s' is no resource of the cell", name);

    if (!g_strv_contains (known, name))
      return entries_refuse (entries, "workload", "typical-resources", error, expected, what);
  }
  return TRUE;
}

static gboolean
finish_tiers (Settings *settings, const Entries *entries, GError **error)
{
  for (guint tier = TIER_PROD; tier < N_TIERS; tier++)
    if (settings->tier_lowest[tier] <= settings->tier_lowest[tier - 1]) {
      g_autofree char *what
        = g_strdup_printf ("%" G_GINT64_FORMAT " is not above the %" G_GINT64_FORMAT " of %s",
                           settings->tier_lowest[tier], settings->tier_lowest[tier - 1],
                           tier_names[tier - 1]);

      return entries_refuse (entries, "tiers", tier_names[tier], error,
                         "batch below prod below monitoring", what);
    }
  return TRUE;
}

/* Zones of groups are among the cell's; every machine has something. */
static gboolean
finish_machines (Settings *settings, const Entries *entries, GError **error)
{
  for (guint g = 0; g < settings->groups->len; g++) {
    const MachineGroup *group = g_ptr_array_index (settings->groups, g);
    const Entry *zones = entries_find (entries, group->head.header->group, "zones");
    gint64 sum = 0;

    for (guint r = 0; r < settings->resources.count; r++)
      sum += group->capacity.of[r];
    if (sum == 0) {
      g_autofree char *names = g_strjoinv (", ", settings->resource_names);
      g_autofree char *expected = g_strdup_printf ("one of %s at least", names);

      return input_error (error, group->head.header->file, group->head.header->line, expected,
                          "machines without capacity in [%s]", group->head.header->group);
    }
    for (guint z = 0; settings->zones != NULL && group->zones != NULL && group->zones[z]; z++) {
      const char *const *known = (const char *const *) settings->zones;
      g_autofree char *expected = input_expected_one_of (group->zones[z], known);

      if (!g_strv_contains (known, group->zones[z]))
        return input_error (error, zones->file, zones->line, expected,
                            "zones: '%s' is no zone of the cell", group->zones[z]);
    }
  }
  return TRUE;
}

#define NAMED(word, member, function)                                                              \
  .argument = "NAME", .what = word, .list = G_STRUCT_OFFSET (Settings, member), .make = function

const OptionGroup option_groups[] = {
  { .name = "scenario", .help = "The run as a whole.", .options = scenario_options },
  { .name = "cell", .help = "What the cell is made of.", .options = cell_options,
    .finish = cell_options_finish },
  { .name = "machines", NAMED ("machines", groups, machine_group_new),
    .help = "A group of machines that are alike; as many groups as you like.",
    .options = machines_options, .finish = finish_machines },
  { .name = "workload", .help = "What there is to do.", .options = workload_options,
    .finish = finish_workload },
  { .name = "users", .help = "Users and their weights.", .options = users_options },
  { .name = "tiers", .help = "Where the tiers of priority begin.", .options = tiers_options,
    .finish = finish_tiers },
  { .name = "scheduler", .help = "How tasks are placed (see berth policies).",
    .options = scheduler_options, .preset = "preset", .finish = combinations_check },
  { .name = "scheduler", NAMED ("a scheduler", scheduler_groups, scheduler_group_new),
    .help = "A scheduler among several; as many groups as you like. What they do not say holds for "
            "all of them, from [scheduler].",
    .options = named_scheduler_options, .finish = scheduler_groups_check },
  { .name = "user", .argument = "PATH", .what = "a user", .is_path = TRUE,
    .list = G_STRUCT_OFFSET (Settings, user_groups), .make = user_group_new,
    .help = "What is a user's own; as many groups as you like. Users that [users] does not name come "
            "behind those that it does, and have weight 1.",
    .options = user_options, .finish = user_groups_check },
  { .name = "generate", NAMED ("jobs", generate_groups, generate_group_new),
    .help = "A group of generated jobs; as many groups as you like, beside a trace or instead of one. "
            "See docs/generate.md.",
    .options = generate_options, .preset = "like", .preset_keys = generate_preset_keys,
    .finish = generate_groups_check },
  { .name = "metrics", .help = "What is measured.", .options = metrics_options },
  { .name = "assert", .help = "What must hold when the run is over.", .options = assert_options },
  { .name = "vary",
    .help = "What berth sweep varies: every combination is a point, and is run (docs/sweep.md).",
    .options = vary_options },
  { 0 },
};

const OptionGroup *
option_group_find (const char *group)
{
  for (const OptionGroup *known = option_groups; known->name != NULL; known++) {
    gsize length = strlen (known->name);

    if (known->argument == NULL ? strcmp (known->name, group) == 0
                                : strncmp (known->name, group, length) == 0
                                    && group[length] == ' ')
      return known;
  }
  return NULL;
}

const Option *
option_find (const OptionGroup *group, const char *key)
{
  for (const Option *option = group->options; option->key != NULL; option++)
    if (option->any_key || strcmp (option->key, key) == 0)
      return option;
  return NULL;
}
