/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a text is refused, for whoever knows in which file and line it stands. */
#pragma once

#include <glib.h>

/* Sets *ret_reason, which the caller frees. FALSE. */
gboolean reason_set (char **ret_reason, const char *format, ...) G_GNUC_PRINTF (2, 3);
