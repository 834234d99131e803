/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of [generate NAME]. */
#include "scenario/generate_groups.h"

#include "scenario/generate_types.h"
#include "scenario/option_types.h"

#define GROUP(member) .offset = G_STRUCT_OFFSET (GenerateGroup, member)

const Option generate_options[] = {
  { .key = "like", .type = &option_choice, GROUP (like), .choices = generate_preset_names,
    .fallback = "none",
    .help = "Defaults of many keys of this group at once (docs/generate.md lists them). Keys that the "
            "group gives count more." },
  { .key = "arrivals", .type = &option_choice, GROUP (arrivals), .choices = arrival_names,
    .fallback = "poisson",
    .help = "When jobs come: with exponential gaps; the same with a daily cycle; at one of two rates "
            "in turn; with gaps of any law; as Lublin and Feitelson found; or all at the start." },
  { .key = "rate", .type = &option_rate, GROUP (rate), .fallback_note = "the process's own",
    .help = "Jobs in a time on average, while the shape is 1." },
  { .key = "gap", .type = &option_time_law, GROUP (gap), .fallback_note = "none",
    .help = "Time between two jobs: the law of arrivals = renewal; of others its mean says the rate." },
  { .key = "amplitude", .type = &option_ratio, GROUP (amplitude), .max = 1, .fallback = "0.5",
    .help = "With diurnal, by how much of itself the rate rises and falls." },
  { .key = "period", .type = &option_time, GROUP (period), .min = 1, .fallback = "1d",
    .help = "With diurnal, of the cycle." },
  { .key = "peak", .type = &option_time, GROUP (peak), .fallback = "15h",
    .help = "With diurnal, when the rate is highest, from the start on." },
  { .key = "state-rates", .type = &option_rates, GROUP (state_rate), .fallback_note = "none",
    .help = "With mmpp, the rate of jobs in either state; rate and load scale both." },
  { .key = "leaving-rates", .type = &option_rates, GROUP (leaving_rate), .fallback_note = "none",
    .help = "With mmpp, how often either state is left." },
  { .key = "lublin", .type = &option_choice, GROUP (lublin), .choices = lublin_names,
    .fallback = "batch", .help = "With arrivals = lublin, the jobs whose arrivals they are." },
  { .key = "shape", .type = &option_load_shape, GROUP (shape), .fallback = "steady",
    .help = "What the rate is multiplied by: 1; a factor that rises or falls evenly from start to "
            "until; or 1 but for a while." },
  { .key = "load", .type = &option_share, GROUP (load), .max = 1000, .none = "none",
    .fallback = "none",
    .help = "Sets the rate so that, on average and while the shape is 1, jobs ask for this part of "
            "what the machines have: cpu:0.7. Of jobs that come at once and never end: how many." },
  { .key = "jobs", .type = &option_limit, GROUP (jobs), .min = 1, .max = 1000000000000,
    .none = "none", .fallback = "none", .help = "So many jobs at most." },
  { .key = "start", .type = &option_time, GROUP (start), .fallback = "0",
    .help = "When jobs begin to come." },
  { .key = "until", .type = &option_time, GROUP (until), .none = "none",
    .fallback_note = "the horizon", .help = "When they end to come." },
  { .key = "tasks", .type = &option_count_law, GROUP (tasks), .fallback = "1",
    .help = "Tasks of a job; rounded, 1 at least." },
  { .key = "duration", .type = &option_time_law, GROUP (duration), .none = "unending",
    .fallback = "unending", .help = "How long all tasks of a job run." },
  { .key = "correlation", .type = &option_ratio, GROUP (correlation), .max = 1, .fallback = "0",
    .help = "How much the requests of different resources go together: the correlation of a normal "
            "copula." },
  { .key = "classes", .type = &option_limit, GROUP (classes), .min = 1, .max = 1000000,
    .none = "none", .fallback = "64",
    .help = "Requests are drawn once for so many classes, of which jobs choose, so that few tasks "
            "differ; none: each job draws its own." },
  { .key = "class-skew", .type = &option_ratio, GROUP (class_skew), .max = 10, .fallback = "1",
    .help = "The i-th class is chosen i^-skew times as often as the first (Zipf)." },
  { .key = "users", .type = &option_integer, GROUP (users), .min = 1, .max = 1000000,
    .fallback = "1", .help = "So many users, USER/0, USER/1, and so on; or one, USER." },
  { .key = "user-skew", .type = &option_ratio, GROUP (user_skew), .max = 10, .fallback = "1",
    .help = "The i-th user has i^-skew times as many jobs as the first (Zipf)." },
  { .key = "user", .type = &option_text, GROUP (user), .max = 200, .fallback_note = "NAME",
    .help = "USER, a path like org/team." },
  { .key = "tier", .type = &option_choice, GROUP (tier), .choices = tier_names,
    .fallback = "batch", .help = "Whose lowest priority tasks have." },
  { .key = "priority", .type = &option_integer, GROUP (priority), .max = PRIORITY_MAX,
    .fallback_note = "the tier's lowest", .help = "Or a priority of their own." },
  { .key = "constraints", .type = &option_text, GROUP (constraints), .max = 4096,
    .help = "As in tasks.csv." },
  { .key = "preferences", .type = &option_text, GROUP (preferences), .max = 4096,
    .help = "As in tasks.csv." },
  { .key = "tolerations", .type = &option_text, GROUP (tolerations), .max = 4096,
    .help = "As in tasks.csv." },
  { .key = "gang", .type = &option_flag, GROUP (gang), .fallback = "false",
    .help = "Whether all tasks of a job must start together." },
  { .key = "checkpoint", .type = &option_time, GROUP (checkpoint), .min = 1, .none = "none",
    .fallback = "none", .help = "Time of work between two checkpoints." },
  { .key = "budget", .type = &option_integer, GROUP (budget), .max = BUDGET_NONE - 1,
    .fallback_note = "none", .help = "How many tasks of a job may be down at once." },
  { .key = "RESOURCE", .any_key = TRUE, .type = &option_amount_law, GROUP (request),
    .fallback_note = "0", .help = "What each task requests of this resource of the cell." },
  { 0 },
};
