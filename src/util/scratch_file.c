/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting: runs of rows that fit into memory are sorted where they are, then all are merged into
 * another file, which takes the place of the first. */
#include "util/scratch_file.h"

#include "util/heap.h"
#include "util/input_error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFER_SIZE (1 << 18)
#define RUN_SIZE    (1 << 22) /* bytes */
#define BLOCK_SIZE  (1 << 20) /* what is given back at once; of whole pages */

struct ScratchFile {
  int fd;
  gsize row_size, rows;
  char *buffer;
  gsize used; /* of it, not in the file yet */
  void *map;
  gsize map_size;
};

static gboolean
fail (const char *what, int number, GError **error)
{
  return input_error_file (error, g_get_tmp_dir (), "cannot %s a temporary file: %s", what,
                           g_strerror (number));
}

ScratchFile *
scratch_file_new (gsize row_size, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "berth-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  if (fd < 0) {
    fail ("make", errno, error);
    return NULL;
  }
  unlink (path);
  ScratchFile *file = g_new0 (ScratchFile, 1);
  file->fd = fd;
  file->row_size = row_size;
  file->buffer = g_malloc (BUFFER_SIZE);
  return file;
}

static void
unmap (ScratchFile *file)
{
  if (file->map != NULL)
    munmap (file->map, file->map_size);
  file->map = NULL;
}

void
scratch_file_free (ScratchFile *file)
{
  if (file == NULL)
    return;
  unmap (file);
  close (file->fd);
  g_free (file->buffer);
  g_free (file);
}

static gboolean
flush (ScratchFile *file, GError **error)
{
  gsize done = 0;
  while (done < file->used) {
    gssize wrote = write (file->fd, file->buffer + done, file->used - done);
    if (wrote < 0 && errno != EINTR)
      return fail ("write", errno, error);
    done += wrote < 0 ? 0 : (gsize) wrote;
  }
  file->used = 0;
  return TRUE;
}

gboolean
scratch_file_append (ScratchFile *file, gconstpointer row, GError **error)
{
  g_return_val_if_fail (file->map == NULL, FALSE);
  if (file->used + file->row_size > BUFFER_SIZE && !flush (file, error))
    return FALSE;
  memcpy (file->buffer + file->used, row, file->row_size);
  file->used += file->row_size;
  file->rows++;
  return TRUE;
}

gboolean
scratch_file_append_rows (ScratchFile *file, gconstpointer rows, gsize n, GError **error)
{
  for (gsize i = 0, own; i < n; i += own) {
    gsize room = (BUFFER_SIZE - file->used) / file->row_size;
    own = MIN (n - i, MAX (room, 1));
    if (room == 0 && !flush (file, error))
      return FALSE;
    memcpy (file->buffer + file->used, (const char *) rows + i * file->row_size,
            own * file->row_size);
    file->used += own * file->row_size;
    file->rows += own;
  }
  return TRUE;
}

gsize
scratch_file_rows (const ScratchFile *file)
{
  return file->rows;
}

gboolean
scratch_file_map (ScratchFile *file, gpointer *ret, GError **error)
{
  *ret = NULL;
  if (!flush (file, error))
    return FALSE;
  if (file->rows == 0)
    return TRUE;
  file->map_size = file->rows * file->row_size;
  void *map = mmap (NULL, file->map_size, PROT_READ | PROT_WRITE, MAP_SHARED, file->fd, 0);
  if (map == MAP_FAILED)
    return fail ("map", errno, error);
  *ret = file->map = map;
  return TRUE;
}

/* Blocks of the map that end within these bytes of it. */
static void
forget_bytes (const ScratchFile *file, gsize from, gsize to)
{
  gsize begin = from / BLOCK_SIZE * BLOCK_SIZE, end = to / BLOCK_SIZE * BLOCK_SIZE;

  if (begin < end)
    (void) madvise ((char *) file->map + begin, end - begin, MADV_DONTNEED);
}

void
scratch_file_forget (const ScratchFile *file, gsize row)
{
  forget_bytes (file, row * file->row_size, (row + 1) * file->row_size);
}

gboolean
scratch_file_end (ScratchFile *file, GError **error)
{
  return flush (file, error);
}

gboolean
scratch_file_read (const ScratchFile *file, gsize first, gsize n, gpointer into, GError **error)
{
  gsize size = n * file->row_size, done = 0;

  while (done < size) {
    gssize got = pread (file->fd, (char *) into + done, size - done,
                        (off_t) (first * file->row_size + done));
    if (got == 0 || (got < 0 && errno != EINTR))
      return fail ("read", got == 0 ? EIO : errno, error);
    done += got < 0 ? 0 : (gsize) got;
  }
  return TRUE;
}

/* Sorting -------------------------------------------------------------------------------------- */

/* Sorted rows, from the first that is not merged yet. */
typedef struct {
  const ScratchFile *file;
  const char *next, *end;
  ScratchCompare compare;
  guint position; /* the heap's */
} Run;

static int
compare_runs (gconstpointer a, gconstpointer b)
{
  const Run *x = a;

  return x->compare (x->next, ((const Run *) b)->next);
}

/* How many rows a run has; the last may have fewer. */
static gsize
run_rows (const ScratchFile *file)
{
  return RUN_SIZE / file->row_size;
}

/* Sorts each run of the mapped rows. Returns them; the caller frees. */
static Run *
sort_runs (const ScratchFile *file, ScratchCompare compare, guint *ret_count)
{
  gsize rows = run_rows (file), count = (file->rows + rows - 1) / rows;
  Run *runs = g_new0 (Run, count);
  char *begin = file->map;

  for (gsize i = 0; i < count; i++) {
    gsize own = MIN (rows, file->rows - i * rows);
    gsize offset = (gsize) (begin - (char *) file->map);
    qsort (begin, own, file->row_size, compare);
    forget_bytes (file, offset, offset + own * file->row_size);
    runs[i] = (Run){ .file = file, .next = begin, .end = begin + own * file->row_size, .compare = compare };
    begin += own * file->row_size;
  }
  *ret_count = (guint) count;
  return runs;
}

/* The row has been merged. Runs are read in turns, so that each gives back small pieces. */
static void
go_on (Run *run)
{
  static const gsize piece = 1 << 16;
  gsize before = (gsize) (run->next - (const char *) run->file->map) / piece;

  run->next += run->file->row_size;
  gsize now = (gsize) (run->next - (const char *) run->file->map) / piece;
  if (now > before)
    (void) madvise ((char *) run->file->map + before * piece, (now - before) * piece,
                    MADV_DONTNEED);
}

static gboolean
merge (Run *runs, guint count, ScratchFile *into, GError **error)
{
  Heap heap;
  gboolean good = TRUE;

  heap_init (&heap, compare_runs, G_STRUCT_OFFSET (Run, position));
  for (guint i = 0; i < count; i++)
    heap_push (&heap, &runs[i]);
  while (good && heap_top (&heap) != NULL) {
    Run *run = heap_top (&heap);
    good = scratch_file_append (into, run->next, error);
    go_on (run);
    if (run->next == run->end)
      heap_pop (&heap);
    else
      heap_fix (&heap, run);
  }
  heap_clear (&heap);
  return good;
}

/* Each becomes the other. */
static void
swap (ScratchFile *a, ScratchFile *b)
{
  ScratchFile kept = *a;
  *a = *b;
  *b = kept;
}

/* Whether the rows are mapped afterwards is not said. */
static gboolean
sort_rows (ScratchFile *file, ScratchCompare compare, GError **error)
{
  g_autoptr (ScratchFile) merged = NULL;
  g_autofree Run *runs = NULL;
  gpointer map;
  guint count;

  if (!scratch_file_map (file, &map, error))
    return FALSE;
  if (map == NULL)
    return TRUE;
  runs = sort_runs (file, compare, &count);
  if (count == 1)
    return TRUE;
  merged = scratch_file_new (file->row_size, error);
  if (merged == NULL || !merge (runs, count, merged, error))
    return FALSE;
  swap (file, merged);
  return TRUE;
}

gboolean
scratch_file_sort (ScratchFile *file, ScratchCompare compare, gpointer *ret, GError **error)
{
  *ret = NULL;
  if (!sort_rows (file, compare, error))
    return FALSE;
  *ret = file->map;
  return file->map != NULL || scratch_file_map (file, ret, error);
}

gboolean
scratch_file_order (ScratchFile *file, ScratchCompare compare, GError **error)
{
  if (!sort_rows (file, compare, error))
    return FALSE;
  unmap (file);
  return flush (file, error);
}
