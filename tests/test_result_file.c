/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result files are whole or absent: replacing, vanishing, full disks, hashes. */
#include "util/input_error.h"
#include "util/result_file.h"

#include "test.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define SHA256_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA256_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
/* of a million times 'a' */
#define SHA256_MILLION "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

/* How many names there are in a folder, hidden ones too. */
static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  ck_assert_ptr_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
assert_content (const char *path, const char *expected)
{
  g_autofree char *text = test_read_file (path);

  ck_assert_str_eq (text, expected);
}

START_TEST (test_commit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResultFile) file = result_file_new (test_temp_dir (), "a.csv", &error);

  test_ok (file != NULL, error);
  result_file_puts (file, "ab");
  result_file_write (file, "c", 1);
  ck_assert (!g_file_test (test_temp_path ("a.csv"), G_FILE_TEST_EXISTS));
  test_ok (result_file_commit (file, &error), error);
  assert_content (test_temp_path ("a.csv"), "abc");
  ck_assert_str_eq (result_file_sha256 (file), SHA256_ABC);
  ck_assert_uint_eq (count_files (test_temp_dir ()), 1);
}
END_TEST

/* Longer than the buffer, in pieces that do not divide it. */
START_TEST (test_long)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *piece = g_strnfill (200000, 'a');
  g_autoptr (ResultFile) file = result_file_new (test_temp_dir (), "long", &error);
  g_autofree char *sha256 = NULL;
  guint left = 1000000;

  for (guint size = 1; left > 0; size = MIN (size * 3 + 1, left)) {
    result_file_write (file, piece, MIN (size, 200000));
    left -= MIN (size, 200000);
    size = MIN (size, 60000);
  }
  test_ok (result_file_commit (file, &error), error);
  ck_assert_str_eq (result_file_sha256 (file), SHA256_MILLION);
  sha256 = file_sha256 (test_temp_path ("long"), &error);
  ck_assert_pstr_eq (sha256, SHA256_MILLION);
}
END_TEST

START_TEST (test_replace)
{
  g_autoptr (GError) error = NULL;
  const char *path = test_temp_file ("a", "old and longer");
  g_autoptr (ResultFile) file = result_file_new (test_temp_dir (), "a", &error);

  result_file_puts (file, "new");
  assert_content (path, "old and longer");
  test_ok (result_file_commit (file, &error), error);
  assert_content (path, "new");
  ck_assert_uint_eq (count_files (test_temp_dir ()), 1);
}
END_TEST

START_TEST (test_uncommitted)
{
  ResultFile *file = result_file_new (test_temp_dir (), "a", NULL);

  result_file_puts (file, "half");
  result_file_free (file);
  ck_assert_uint_eq (count_files (test_temp_dir ()), 0);
}
END_TEST

START_TEST (test_permissions)
{
  struct stat status;

  umask (027);
  ck_assert (result_file_write_whole (test_temp_path ("a"), "x", 1, NULL));
  ck_assert_int_eq (stat (test_temp_path ("a"), &status), 0);
  ck_assert_uint_eq (status.st_mode & 0777, 0640);
}
END_TEST

static void
assert_fails (const char *folder, const char *name, const char *message)
{
  g_autoptr (GError) error = NULL;
  ResultFile *file = result_file_new (folder, name, &error);

  ck_assert_ptr_null (file);
  ck_assert (g_error_matches (error, INPUT_ERROR, INPUT_ERROR_FILE));
  ck_assert_msg (g_str_has_suffix (error->message, message), "%s", error->message);
}

START_TEST (test_no_folder)
{
  assert_fails (test_temp_path ("none"), "a", "none/a: cannot write: No such file or directory");
  assert_fails (test_temp_file ("file", ""), "a", "file/a: cannot write: Not a directory");
}
END_TEST

START_TEST (test_no_plain_file)
{
  ck_assert_int_eq (g_mkdir (test_temp_path ("dir"), 0777), 0);
  assert_fails (test_temp_dir (), "dir", "dir: cannot write: there is a folder of that name");
  assert_fails ("/dev", "null",
                "/dev/null: cannot write: there is something that is no file of that name");
}
END_TEST

START_TEST (test_write_whole)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;

  ck_assert_int_eq (g_mkdir (test_temp_path ("plots"), 0777), 0);
  test_ok (result_file_write_whole (test_temp_path ("plots/a.svg"), "abc", 3, &error), error);
  assert_content (test_temp_path ("plots/a.svg"), "abc");
  sha256 = file_sha256 (test_temp_path ("plots/a.svg"), &error);
  ck_assert_pstr_eq (sha256, SHA256_ABC);
  ck_assert_int_eq (g_chdir (test_temp_dir ()), 0);
  test_ok (result_file_write_whole ("plain", "", 0, &error), error);
  g_clear_pointer (&sha256, g_free);
  sha256 = file_sha256 ("plain", &error);
  ck_assert_pstr_eq (sha256, SHA256_EMPTY);
}
END_TEST

START_TEST (test_sha256_errors)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (file_sha256 (test_temp_path ("none"), &error));
  ck_assert (g_str_has_suffix (error->message, "none: cannot read: No such file or directory"));
  g_clear_error (&error);
  ck_assert_ptr_null (file_sha256 (test_temp_dir (), &error));
  ck_assert (g_str_has_suffix (error->message, ": cannot read: Is a directory"));
}
END_TEST

/* Writes more than there is room for over an old file in folder: the old one must stay. */
static void
assert_overflow (const char *folder, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree char *piece = g_strnfill (40000, 'a');
  g_autoptr (ResultFile) file = NULL;

  ck_assert (g_file_set_contents (path, "old", 3, NULL));
  file = result_file_new (folder, "a", &error);
  test_ok (file != NULL, error);
  for (guint i = 0; i < 10; i++)
    result_file_write (file, piece, 40000);
  ck_assert (!result_file_commit (file, &error));
  ck_assert (g_error_matches (error, INPUT_ERROR, INPUT_ERROR_FULL));
  ck_assert_msg (g_str_has_suffix (error->message, reason), "%s", error->message);
  ck_assert_uint_eq (count_files (folder), 1);
  assert_content (path, "old");
}

START_TEST (test_file_limit)
{
  struct rlimit limit = { .rlim_cur = 100000, .rlim_max = 100000 };

  (void) signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  assert_overflow (test_temp_dir (), "/a: cannot write: File too large");
}
END_TEST

/* Mounts a file system of 128 KiB, for this process alone. */
static void
mount_tiny (const char *folder)
{
  const char *fork_mode = g_getenv ("CK_FORK");

  if (fork_mode != NULL && strcmp (fork_mode, "no") == 0)
    test_skip ("mounts need a process of their own (CK_FORK=no)");
  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("none", folder, "tmpfs", 0, "size=128k") != 0)
    test_skip ("only root can mount a file system to fill");
}

START_TEST (test_full_disk)
{
  mount_tiny (test_temp_dir ());
  assert_overflow (test_temp_dir (), "/a: cannot write: No space left on device");
}
END_TEST

/* Without /proc a nameless file could never be given a name. */
START_TEST (test_named_fallback)
{
  g_autoptr (GError) error = NULL;
  const char *path = test_temp_file ("a", "old");

  mount_tiny ("/proc");
  g_autoptr (ResultFile) file = result_file_new (test_temp_dir (), "a", &error);
  test_ok (file != NULL, error);
  ck_assert_uint_eq (count_files (test_temp_dir ()), 2);
  result_file_puts (file, "new");
  test_ok (result_file_commit (file, &error), error);
  assert_content (path, "new");
  ck_assert_uint_eq (count_files (test_temp_dir ()), 1);
  result_file_free (result_file_new (test_temp_dir (), "b", NULL));
  ck_assert_uint_eq (count_files (test_temp_dir ()), 1);
  ck_assert_int_eq (umount ("/proc"), 0);  /* sanitizers look for it at exit */
}
END_TEST

static Suite *
result_file_suite (void)
{
  Suite *suite = suite_create ("result_file");
  TCase *tcase = tcase_create ("result_file");

  tcase_add_test (tcase, test_commit);
  tcase_add_test (tcase, test_long);
  tcase_add_test (tcase, test_replace);
  tcase_add_test (tcase, test_uncommitted);
  tcase_add_test (tcase, test_permissions);
  tcase_add_test (tcase, test_no_folder);
  tcase_add_test (tcase, test_no_plain_file);
  tcase_add_test (tcase, test_write_whole);
  tcase_add_test (tcase, test_sha256_errors);
  tcase_add_test (tcase, test_file_limit);
  tcase_add_test (tcase, test_full_disk);
  tcase_add_test (tcase, test_named_fallback);
  suite_add_tcase (suite, tcase);
  return suite;
}

TEST_MAIN (result_file_suite)
