/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An observer that writes down what the engine tells in the oracle's words, and recounts with the
 * oracle's eyes what the oracle's log does not hold: why a class is blocked, whether a woken class
 * can go anywhere, that after a pass no class is blocked that could, and that no task is left that
 * could be tried. What is wrong there becomes a line of the log that begins with "wrong:", so that
 * the comparison fails on it. */
#pragma once

#include "simulator/observer.h"
#include "oracle.h"

typedef struct OracleRecord OracleRecord;

/* scenario is the same one as the engine runs; context lives as long as the simulation. */
OracleRecord *oracle_record_new (const OracleScenario *scenario, const ObserverContext *context);
void oracle_record_free (OracleRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OracleRecord, oracle_record_free)

Observer *oracle_record_observer (OracleRecord *record);
/* The lines so far, owned by the record. */
const GPtrArray *oracle_record_log (const OracleRecord *record);
