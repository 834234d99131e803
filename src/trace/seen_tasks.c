/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing with linear probing, at most half full, doubled when it would be more. */
#include "trace/seen_tasks.h"

#define SIZE_FIRST 1024u

typedef struct {
  guint64 low, high;
  guint line;  /* 0: empty */
} Entry;

struct SeenTasks {
  Entry *entries;
  guint size;   /* a power of two */
  guint count;
};

SeenTasks *
seen_tasks_new (void)
{
  SeenTasks *seen = g_new0 (SeenTasks, 1);

  seen->size = SIZE_FIRST;
  seen->entries = g_new0 (Entry, seen->size);
  return seen;
}

void
seen_tasks_free (SeenTasks *seen)
{
  if (seen == NULL)
    return;
  g_free (seen->entries);
  g_free (seen);
}

/* The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA'14). */
static guint64
mix (guint64 x)
{
  x = (x ^ x >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ x >> 31;
}

/* Two hashes of unlike kind, each mixed with the length, so that they do not fall together. The
 * terminating NUL is hashed too: it parts the job from the task. */
static Entry
hash_names (const char *job, const char *task, guint line)
{
  const char *const texts[] = { job, task };
  guint64 fnv = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  guint64 sum = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *c = texts[i];

    do {
      fnv = (fnv ^ (guint8) *c) * G_GUINT64_CONSTANT (0x100000001b3);
      sum = mix (sum + (guint8) *c);
      length++;
    } while (*c++ != '\0');
  }
  return (Entry){ .low = mix (fnv ^ length), .high = sum, .line = line };
}

/* Where the entry stands, or would. */
static Entry *
find (const SeenTasks *seen, const Entry *entry)
{
  guint mask = seen->size - 1;
  guint i = (guint) entry->low & mask;

  while (seen->entries[i].line != 0
         && (seen->entries[i].low != entry->low || seen->entries[i].high != entry->high))
    i = (i + 1) & mask;
  return &seen->entries[i];
}

static void
grow (SeenTasks *seen)
{
  g_autofree Entry *old = seen->entries;
  guint size = seen->size;

  seen->size = 2 * size;
  seen->entries = g_new0 (Entry, seen->size);
  for (guint i = 0; i < size; i++)
    if (old[i].line != 0)
      *find (seen, &old[i]) = old[i];
}

guint
seen_tasks_add (SeenTasks *seen, const char *job, const char *task, guint line)
{
  Entry entry;
  Entry *place;

  if (seen->count >= SEEN_TASKS_MAX)
    return 0;
  entry = hash_names (job, task, line);
  place = find (seen, &entry);
  if (place->line != 0)
    return place->line;
  *place = entry;
  if (++seen->count > seen->size / 2)
    grow (seen);
  return 0;
}
