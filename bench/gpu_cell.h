/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell of machines with GPUs, in round numbers like those of Alibaba's GPU cluster (Q. Weng et al.,
 * USENIX ATC'23): half of its machines have eight devices, a quarter two; of the tasks two in five share
 * one, two in five take one, and few several or none. */
#pragma once

#include "bench/google.h"

/* The machine m: shapes are mixed. */
Shape gpu_machine (guint m);
/* A request. */
Shape gpu_request (gsl_rng *rng);
