/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/reason.h"

gboolean
reason_set (char **ret_reason, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  *ret_reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}
