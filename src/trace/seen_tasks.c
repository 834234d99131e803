/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing with linear probing, at most half full, doubled when it would be more.
 *
 * Names that share job and base are a family. Its tasks come as single numbers and as at most one
 * row of many, whose numbers begin at 0 (a second such row would repeat the 0). The family's own
 * entry holds that row, or else the lowest single number, which is where a row of many would first
 * meet them; every other single number has an entry of its own. A base without number is a family
 * of one. */
#include "trace/seen_tasks.h"

#include "util/random.h"

#include <string.h>

typedef struct {
  guint64 low, high;
  guint line;     /* 0: empty */
  gint32 number;  /* of a family: the lowest number, or -count of the row of many */
} Entry;

typedef struct {
  guint64 low, high;
} Hash;

struct SeenTasks {
  Entry *entries;
  guint size;   /* a power of two */
  guint count;
};

#define SIZE_FIRST 1024u
#define GROUP 8

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

/* Two hashes of unlike kind, side by side. Each word taken in passes both through a bijection, so
 * that texts of one length differ in both unless they meet by chance; the length goes in too. */
static Hash
hash_word (Hash hash, guint64 word)
{
  return (Hash){ .low = random_mix (hash.low ^ word),
                 .high = random_mix (hash.high + word * G_GUINT64_CONSTANT (0xd1342543de82ef95)) };
}

static Hash
hash_text (Hash hash, const char *text, gsize length)
{
  guint64 word;

  hash = hash_word (hash, length);
  for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
    memcpy (&word, text, sizeof word);
    hash = hash_word (hash, word);
  }
  word = 0;
  memcpy (&word, text, length);
  return length > 0 ? hash_word (hash, word) : hash;
}

/* Where the entry of a hash stands, or would. */
static Entry *
find (const SeenTasks *seen, Hash hash)
{
  guint mask = seen->size - 1;
  guint i = (guint) hash.low & mask;

  while (seen->entries[i].line != 0
         && (seen->entries[i].low != hash.low || seen->entries[i].high != hash.high))
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
      *find (seen, (Hash){ old[i].low, old[i].high }) = old[i];
}

/* Fills an entry of the hash, which has none. */
static void
add (SeenTasks *seen, Entry *place, Hash hash, gint32 number, guint line)
{
  *place = (Entry){ .low = hash.low, .high = hash.high, .line = line, .number = number };
  if (++seen->count > seen->size / 2)
    grow (seen);
}

/* Tasks of a job come one after the other, so that numbers near each other stand together: a group
 * begins where its hash says, the first behind the family's own entry. */
static Hash
hash_number (Hash family, gint32 number)
{
  guint64 group = (guint64) number / GROUP;
  Hash hash = group == 0 ? family : hash_word (family, group);

  hash.low += 1 + (guint64) number % GROUP;
  return hash;
}

/* A single number of a family that has an entry already. */
static guint
add_number (SeenTasks *seen, Entry *family, gint32 number, guint line)
{
  const Hash hash = { family->low, family->high };

  if (family->number < 0 ? number < -family->number : number == family->number)
    return family->line;
  Entry *place = find (seen, hash_number (hash, number));
  if (place->line != 0)
    return place->line;
  if (family->number >= 0 && number < family->number) {
    gint32 other = family->number;
    guint other_line = family->line;
    family->number = number;
    family->line = line;
    number = other;
    line = other_line;
    place = find (seen, hash_number (hash, number));
  }
  add (seen, place, hash_number (hash, number), number, line);
  return 0;
}

/* A row of many of a family that has an entry already. */
static guint
add_many (SeenTasks *seen, Entry *family, gint32 count, guint line, guint *ret_task)
{
  const Hash hash = { family->low, family->high };
  gint32 lowest = family->number;
  guint lowest_line = family->line;

  if (lowest < count) {
    *ret_task = (guint) MAX (lowest, 0);
    return lowest_line;
  }
  family->number = -count;
  family->line = line;
  add (seen, find (seen, hash_number (hash, lowest)), hash_number (hash, lowest), lowest,
       lowest_line);
  return 0;
}

guint
seen_tasks_add (SeenTasks *seen, const char *job, const TaskName *name, guint count, guint line,
                guint *ret_task)
{
  gsize length = strlen (name->base);
  gint32 number = name->number;
  Hash hash = { 0, 0 };

  if (seen->count >= SEEN_TASKS_MAX)
    return 0;
  if (number == TASK_NUMBER_NONE)
    task_name_split (name->base, &length, &number);
  hash = hash_text (hash, job, strlen (job));
  hash = hash_text (hash, name->base, length);
  if (number == TASK_NUMBER_NONE)
    hash = hash_word (hash, G_MAXUINT64);
  *ret_task = 0;
  Entry *family = find (seen, hash);
  if (family->line == 0) {
    add (seen, family, hash, count > 1 ? -(gint32) count : number, line);
    return 0;
  }
  if (number == TASK_NUMBER_NONE)
    return family->line;
  return count > 1 ? add_many (seen, family, (gint32) count, line, ret_task)
                   : add_number (seen, family, number, line);
}
