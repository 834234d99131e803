/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/metric.h"

#include <string.h>

const char *const compare_unit_names[] = { "seconds", "count", "share", "number" };

#define WAIT(prefix, part, ...)                                                                    \
  {                                                                                                \
    .key = prefix "wait_seconds.*." part, .subject = "* waits", .at = part,                       \
    .unit = METRIC_SECONDS, .better = BETTER_LESS, .relative = TRUE, __VA_ARGS__                   \
  }
#define OF_ROWS "window.wait_seconds.*.p50"

const CompareMetric compare_metrics[] = {
  WAIT ("window.", "mean", .hidden = TRUE),
  WAIT ("window.", "p50", .heavy = FALSE),
  WAIT ("window.", "p90", .heavy = FALSE),
  WAIT ("window.", "p99", .heavy = TRUE),
  WAIT ("", "mean", .hidden = TRUE),
  WAIT ("", "p50", .unless = OF_ROWS),
  WAIT ("", "p90", .unless = OF_ROWS),
  WAIT ("", "p99", .heavy = TRUE, .unless = OF_ROWS),
  WAIT ("", "max", .heavy = TRUE, .hidden = TRUE),
  { .key = "window.user_wait_seconds.*.p50", .subject = "waits of *", .at = "p50",
    .unit = METRIC_SECONDS, .better = BETTER_LESS, .relative = TRUE },
  { .key = "window.user_wait_seconds.*.p90", .subject = "waits of *", .at = "p90",
    .unit = METRIC_SECONDS, .better = BETTER_LESS, .relative = TRUE },
  { .key = "window.never_started.*", .subject = "* tasks that have not started",
    .unit = METRIC_COUNT, .better = BETTER_LESS, .relative = TRUE },
  { .key = "slowdown.*.p50", .subject = "* slowdown", .at = "p50", .unit = METRIC_NUMBER,
    .better = BETTER_LESS, .relative = TRUE, .hidden = TRUE },
  { .key = "slowdown.*.p99", .subject = "* slowdown", .at = "p99", .unit = METRIC_NUMBER,
    .better = BETTER_LESS, .relative = TRUE, .heavy = TRUE, .hidden = TRUE },
  { .key = "window.utilization.*", .subject = "* allocated", .unit = METRIC_SHARE,
    .better = BETTER_MORE },
  { .key = "utilization.*.allocated_mean", .subject = "* allocated", .unit = METRIC_SHARE,
    .better = BETTER_MORE, .unless = "window.utilization.*" },
  { .key = "utilization.*.used_mean", .subject = "* used", .unit = METRIC_SHARE,
    .better = BETTER_MORE, .hidden = TRUE },
  { .key = "window.queue", .subject = "tasks waiting at a time", .unit = METRIC_COUNT,
    .better = BETTER_LESS, .relative = TRUE },
  { .key = "queue.mean", .subject = "tasks waiting at a time", .unit = METRIC_COUNT,
    .better = BETTER_LESS, .relative = TRUE, .unless = "window.queue" },
  { .key = "tasks.finished", .subject = "tasks finished", .unit = METRIC_COUNT,
    .better = BETTER_MORE, .relative = TRUE },
  { .key = "tasks.dropped", .subject = "tasks dropped", .unit = METRIC_COUNT,
    .better = BETTER_LESS, .relative = TRUE },
  { .key = "tasks.unschedulable", .subject = "tasks that did not fit when tried",
    .unit = METRIC_COUNT, .better = BETTER_LESS, .relative = TRUE, .hidden = TRUE },
  { .key = "preemptions.total", .subject = "evictions", .unit = METRIC_COUNT,
    .better = BETTER_LESS, .relative = TRUE },
  { .key = "preemptions.by_tier.*", .subject = "evictions of *", .unit = METRIC_COUNT,
    .better = BETTER_LESS, .relative = TRUE, .hidden = TRUE },
  { .key = "work.badput_seconds", .subject = "work lost", .unit = METRIC_SECONDS,
    .better = BETTER_LESS, .relative = TRUE },
  { .key = "work.goodput_seconds", .subject = "work done", .unit = METRIC_SECONDS,
    .better = BETTER_MORE, .relative = TRUE, .hidden = TRUE },
  { .key = "fragmentation.*.stranded_mean", .subject = "free * stranded", .unit = METRIC_SHARE,
    .better = BETTER_LESS, .hidden = TRUE },
  { .key = "fairness.max_share_gap", .subject = "largest gap between users' shares",
    .unit = METRIC_SHARE, .better = BETTER_LESS },
  { .key = "fairness.jain", .subject = "Jain's index of fairness", .unit = METRIC_NUMBER,
    .better = BETTER_MORE, .hidden = TRUE },
  { .key = NULL },
};

static const CompareMetric any_number
  = { .key = "*", .subject = NULL, .unit = METRIC_NUMBER, .relative = TRUE };

/* Length of a key's first part. */
static gsize
part_length (const char *key)
{
  return strcspn (key, ".");
}

gboolean
compare_metric_fits (const char *pattern, const char *key)
{
  for (;;) {
    gsize length = part_length (key), wanted = part_length (pattern);
    gboolean star = wanted == 1 && *pattern == '*';

    if (!star && (length != wanted || strncmp (pattern, key, length) != 0))
      return FALSE;
    key += length;
    pattern += wanted;
    if (*key == '\0' || *pattern == '\0')
      return *key == *pattern;
    key++;
    pattern++;
  }
}

const CompareMetric *
compare_metric_find (const char *key)
{
  for (const CompareMetric *metric = compare_metrics; metric->key != NULL; metric++)
    if (compare_metric_fits (metric->key, key))
      return metric;
  return &any_number;
}

/* What stands for the star. */
static char *
star_of (const char *pattern, const char *key)
{
  while (*pattern != '*') {
    key += part_length (key) + 1;
    pattern += part_length (pattern) + 1;
  }
  return g_strndup (key, part_length (key));
}

char *
compare_metric_subject (const CompareMetric *metric, const char *key)
{
  const char *star = metric->subject != NULL ? strchr (metric->subject, '*') : NULL;
  g_autofree char *part = NULL;

  if (metric->subject == NULL)
    return g_strdup (key);
  if (star == NULL)
    return g_strdup (metric->subject);
  part = star_of (metric->key, key);
  return g_strdup_printf ("%.*s%s%s", (int) (star - metric->subject), metric->subject, part,
                          star + 1);
}
