/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `like` stands for. docs/generate.md says which numbers were measured and which are chosen. */
#include "scenario/generate_groups.h"

#include <string.h>

/* Jobs of parallel machines, a processor being a core: all tasks at once. */
static const PresetKey lublin_batch[] = {
  { "arrivals", "lublin" },      { "lublin", "batch" }, { "tasks", "lublin batch" },
  { "duration", "lublin batch" }, { "cpu", "1" },        { "gang", "true" },
  { NULL, NULL },
};

static const PresetKey lublin_interactive[] = {
  { "arrivals", "lublin" },
  { "lublin", "interactive" },
  { "tasks", "lublin interactive" },
  { "duration", "lublin interactive" },
  { "cpu", "1" },
  { "gang", "true" },
  { NULL, NULL },
};

/* Tirmazi et al., "Borg: the next generation", EuroSys'20: the core hours of jobs are Pareto's, with
 * an exponent of 0.69 and C² of 23,312; one task of one core has them as its hours. */
static const PresetKey google_2019[] = {
  { "arrivals", "diurnal" },
  { "gap", "36s" },
  { "amplitude", "0.5" },
  { "duration", "bounded-pareto 0.69 36s 10000h" },
  { "cpu", "1" },
  { "memory", "4GiB" },
  { "users", "100" },
  { NULL, NULL },
};

/* Quantiles of the 8,152 pods of Alibaba's GPU cluster of 2023 (openb). */
static const PresetKey openb[] = {
  { "arrivals", "renewal" },
  { "gap", "quantiles 0.05:1s 0.1:6s 0.25:45s 0.5:161s 0.75:437s 0.9:948s 0.95:1469s 0.99:3426s "
           "0.995:4948s 0.998:68040s 0.999:427061s 1:1410436s" },
  { "duration", "quantiles 0.01:23s 0.1:73s 0.25:175s 0.5:616s 0.75:2241s 0.9:7764s 0.95:18064s "
                "0.99:114348s 1:12537496s" },
  { "cpu", "quantiles 0.2:3152m 0.25:4 0.3:4152m 0.4:8 0.5:11300m 0.7:11908m 0.8:12500m "
           "0.9:16400m 0.95:24200m 0.99:32 1:120200m" },
  { "memory", "quantiles 0.15:5600 0.2:6144 0.25:15258 0.3:22888 0.4:30517 0.5:41560 0.6:47104 "
              "0.7:49152 0.8:49152 0.9:58368 0.95:64512 0.99:125952 1:737280" },
  { "gpu", "discrete 0:1088 0.11:31 0.16:75 0.22:62 0.23:145 0.32:335 0.37:53 0.46:130 0.47:769 "
           "0.55:72 0.59:75 0.65:253 0.81:1078 1:3911 2:16 4:15 8:44" },
  { "correlation", "0.874" },
  { "classes", "500" },
  { "class-skew", "0" },
  { NULL, NULL },
};

/* The example workload of Omega's simulator (Schwarzkopf et al., EuroSys'13): all is exponential. */
static const PresetKey omega_batch[] = {
  { "gap", "10s" },  { "tasks", "exponential 100" }, { "duration", "exponential 100s" },
  { "cpu", "1" },    { "memory", "2GiB" },           { NULL, NULL },
};

static const PresetKey omega_service[] = {
  { "gap", "20s" }, { "tasks", "exponential 10" }, { "duration", "exponential 500s" },
  { "cpu", "1" },   { "memory", "2GiB" },          { "tier", "prod" },
  { NULL, NULL },
};

const char *const generate_preset_names[] = {
  "none", "lublin-batch", "lublin-interactive", "google-2019", "openb", "omega-batch",
  "omega-service", NULL,
};

static const PresetKey *const keys[] = {
  NULL, lublin_batch, lublin_interactive, google_2019, openb, omega_batch, omega_service,
};

G_STATIC_ASSERT (G_N_ELEMENTS (keys) + 1 == G_N_ELEMENTS (generate_preset_names));

const PresetKey *
generate_preset_keys (const char *name)
{
  for (guint i = 0; generate_preset_names[i] != NULL; i++)
    if (strcmp (generate_preset_names[i], name) == 0)
      return keys[i];
  return NULL;
}
