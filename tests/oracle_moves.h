/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to tasks in the oracle's run, and the log of it. oracle_place() is one of these. */
#pragma once

#include "oracle.h"

/* A line of the log, with the time before it. */
void oracle_say (OracleState *state, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* machine: or ORACLE_NONE */
void oracle_say_task (OracleState *state, const char *what, int task, int machine);

/* Something changed: every pending task is worth another try. */
void oracle_retry_all (OracleState *state);
/* One task less of its job is down: others may be evicted that were spared for that. */
void oracle_recover (OracleState *state, int task);
void oracle_leave (OracleState *state, int task, OracleTaskState next);
/* Those of its gang go with it if too few are left. */
void oracle_evict (OracleState *state, int task, const char *cause);
/* When the last victim has left a held machine, the task it is held for takes its place. */
void oracle_end_hold_if_empty (OracleState *state, int machine);
