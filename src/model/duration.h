/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long tasks take: microseconds, or for ever. */
#pragma once

#include <glib.h>

#define DURATION_UNENDING G_MAXINT64
