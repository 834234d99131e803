/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart of the GPU study: GPUs allocated, and left idle, against those requested; a line a policy. */
#pragma once

#include "report/chart.h"

#define STUDY_STEPS 131 /* 0 … 130 % requested */

Chart *study_chart_new (void);
/* A policy's allocation, as a fraction, at each step. */
void study_chart_add (Chart *chart, const char *policy, const double curve[STUDY_STEPS]);
/* Any chart, in the format that the file's name ends in. */
void study_chart_write (const Chart *chart, const char *file);
