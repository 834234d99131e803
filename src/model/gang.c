/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/gang.h"

Gang *
gang_new (const TaskClass *task_class)
{
  Gang *gang = g_new0 (Gang, 1);

  gang->least = gang->need = task_class->gang;
  gang->waiting = g_ptr_array_new ();
  return gang;
}

void
gang_free (Gang *gang)
{
  if (gang == NULL)
    return;
  g_ptr_array_unref (gang->waiting);
  g_free (gang);
}
