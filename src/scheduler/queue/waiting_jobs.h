/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting tasks of one class by job: an order policy compares jobs, and a job's place changes with
 * its tasks. What waits of a job in a line moves as one, so that a change costs no more however many
 * tasks of the job wait. */
#pragma once

#include "scheduler/policy.h"
#include "scheduler/queue/waiting_tasks.h"
#include "util/heap.h"

/* Of a class: its jobs in order. */
typedef struct WaitingJobs WaitingJobs;

/* Where all jobs of a queue are found again. */
typedef struct JobPlaces JobPlaces;

JobPlaces *job_places_new (const OrderPolicy *order);
void job_places_free (JobPlaces *places);

/* owner: told when the jobs of a line have moved. */
WaitingJobs *waiting_jobs_new (JobPlaces *places, gpointer owner);
void waiting_jobs_free (WaitingJobs *jobs);

void waiting_jobs_push (WaitingJobs *jobs, Task *task);
/* The first task of the first job; NULL when there is none. */
Task *waiting_jobs_first (const WaitingJobs *jobs);
/* Takes it out; there must be one. */
void waiting_jobs_pop (WaitingJobs *jobs);
/* What it is compared by. */
const OrderKey *waiting_jobs_key (const WaitingJobs *jobs);

/* Something has changed about the job: moved() is called with the owner of each line where it waits. */
void job_places_changed (JobPlaces *places, const Job *job, void (*moved) (gpointer owner, gpointer data),
                         gpointer data);
