/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of [cell]. */
#pragma once

#include "scenario/options.h"

extern const Option cell_options[];

/* Checks which resources there are, and makes settings->resources. */
gboolean cell_options_finish (Settings *settings, const Entries *entries, GError **error);
