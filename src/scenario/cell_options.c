/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/cell_options.h"

#include "model/resource_names.h"
#include "scenario/option_types.h"

#define SETTING(member) .offset = G_STRUCT_OFFSET (Settings, member)
#define READ_BY(...) .read_by = (const char *const[]){ __VA_ARGS__, NULL }

const Option cell_options[] = {
  { .key = "machines", .type = &option_file, SETTING (machines),
    .help = "Machines file (docs/formats.md). Its machines come before those of groups. Where there "
            "are neither, a trace says itself what there was, where its format has that." },
  { .key = "format", .type = &option_format, SETTING (machines_format), .fallback = "auto",
    .help = "Format of the machines file." },
  { .key = "resources", .type = &option_names, SETTING (resource_names),
    .fallback = "cpu;memory;gpu", .help = "What machines have and tasks request, at most 8." },
  { .key = "devices", .type = &option_names, SETTING (device_names), .none = "none",
    .fallback_note = "gpu, where it is a resource",
    .help = "Resources that are made of devices, at most 2." },
  { .key = "shuffle", .type = &option_flag, SETTING (shuffle_machines), .fallback = "false",
    .help = "Whether machines are numbered in a random order, by the seed, instead of in order of "
            "appearance: ties between machines are broken in this order." },
  { .key = "zones", .type = &option_names, SETTING (zones), .fallback_note = "any",
    .help = "The zones there are; machines and constraints may name no other." },
  { .key = "network", .type = &option_file, SETTING (network),
    .fallback_note = "zones and racks as a tree", READ_BY ("score locality"),
    .help = "How machines are connected: links between racks, switches and machines, or GraphML "
            "(docs/topology.md). Distances between machines are the lengths of shortest ways." },
  { .key = "transfer-rate", .type = &option_amount, SETTING (transfer_rate), .none = "none",
    .fallback = "none",
    .help = "Memory a second, over a distance of 1, at which tasks get their input (data-size) before "
            "they run; at a distance of d it takes d times as long. none: it takes no time." },
  { .key = "schedulers", .type = &option_choice, SETTING (schedulers), .fallback = "monolithic",
    .choices = (const char *const[]){ "monolithic", "shared-state", "two-level", NULL },
    .help = "How the schedulers of [scheduler NAME] share the cell: one after the other, as ways "
            "of one scheduler; each on a copy of the cell's state, with conflicts (Omega); or each "
            "on an offer of all that is free, one at a time (Mesos)." },
  { .key = "conflicts", .type = &option_choice, SETTING (conflicts), .fallback = "fine",
    .choices = (const char *const[]){ "fine", "coarse", NULL },
    .help = "With shared-state, a placement conflicts when it does not fit any more (fine), or "
            "when anything has been placed on the machine since the copy (coarse)." },
  { .key = "commit", .type = &option_choice, SETTING (commit), .fallback = "incremental",
    .choices = (const char *const[]){ "incremental", "all-or-nothing", NULL },
    .help = "With shared-state, an attempt with conflicts keeps its other placements, or none." },
  { 0 },
};

static gboolean
check_resource_names (Settings *settings, const Entries *entries, GError **error)
{
  g_autofree char *expected = NULL;
  g_autofree char *fault = resource_names_fault ((const char *const *) settings->resource_names,
                                                 &expected);

  return fault == NULL || entries_refuse (entries, "cell", "resources", error, expected, fault);
}

static gboolean
check_device_names (Settings *settings, const Entries *entries, GError **error)
{
  g_autofree char *expected = NULL;
  g_autofree char *fault = device_names_fault ((const char *const *) settings->device_names,
                                               (const char *const *) settings->resource_names,
                                               &expected);

  return fault == NULL || entries_refuse (entries, "cell", "devices", error, expected, fault);
}

gboolean
cell_options_finish (Settings *settings, const Entries *entries, GError **error)
{
  if (!check_resource_names (settings, entries, error))
    return FALSE;
  if (settings->device_names == NULL) {
    gboolean gpu = g_strv_contains ((const char *const *) settings->resource_names, "gpu");

    settings->device_names = g_strsplit (gpu ? "gpu" : "", ";", -1);
  }
  if (!check_device_names (settings, entries, error))
    return FALSE;
  resource_set_init (&settings->resources, (const char *const *) settings->resource_names,
                     (const char *const *) settings->device_names);
  return TRUE;
}
