/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [assert] of a scenario, held against the summary of its run. */
#pragma once

#include "scenario/scenario.h"

/* Failed assertions as lines for people, `FILE:LINE: KEY is 0.83; expected >= 0.9`, in *ret_failed
 * (NULL-terminated, maybe empty; the caller frees). A figure that is null (it could not be
 * measured) fails. FALSE with an INPUT_ERROR when a key is no figure of the summary. */
gboolean assertions_evaluate (const Scenario *scenario, const char *summary_json, GStrv *ret_failed,
                              GError **error);
