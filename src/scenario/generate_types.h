/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of values that only generators take. Comments say what type the field has. */
#pragma once

#include "scenario/options.h"

extern const OptionType option_count_law;  /* Law *, of numbers */
extern const OptionType option_time_law;   /* Law *; `none` is NULL */
extern const OptionType option_amount_law; /* Law *[MAX_RESOURCES], by the key's resource */
extern const OptionType option_rate;       /* double, per second; `none` is 0 */
extern const OptionType option_rates;      /* double[2] */
extern const OptionType option_ratio;      /* double, 0 … max */
extern const OptionType option_load_shape; /* ShapeText */
