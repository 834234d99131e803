/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manifest of a folder that a run left (metrics/results.h writes it), read again: what the run
 * read, with which overrides, and what it wrote. */
#pragma once

#include <json-glib/json-glib.h>

#define MANIFEST_FILE "manifest.json"

/* Texts are lent by the parser. */
typedef struct {
  char *path; /* of the manifest */
  JsonParser *parser;
  const char *version;
  const char *trace; /* that was run without a scenario file, as it was given; NULL: there was one */
  GPtrArray *names, *hashes; /* of const char *: the inputs, the scenario first where `trace` is NULL */
  GPtrArray *plugins, *plugin_hashes; /* the same of plugins, as they were loaded */
  GPtrArray *results, *result_hashes; /* … and of the files in the folder */
  GPtrArray *overrides;      /* of const char *, NULL-terminated */
  gboolean interrupted;
} Manifest;

/* Is it the name of a file in the folder or below it? A manifest is text that anybody may have edited:
 * nothing outside is removed or written for its sake. */
gboolean manifest_names_within (const char *name);

/* FALSE, with *ret untouched, and an INPUT_ERROR: there is none, it makes no sense, or results are
 * outside the folder. */
gboolean manifest_read (const char *folder, Manifest *ret, GError **error);
void manifest_clear (Manifest *manifest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Manifest, manifest_clear)
