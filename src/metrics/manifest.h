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
  GPtrArray *names, *hashes; /* of const char *: the inputs, the scenario first */
  GPtrArray *plugins, *plugin_hashes; /* the same of plugins, as they were loaded */
  GPtrArray *results, *result_hashes; /* … and of the files in the folder */
  GPtrArray *overrides;      /* of const char *, NULL-terminated */
  gboolean interrupted;
} Manifest;

/* FALSE, with *ret untouched, and an INPUT_ERROR: there is none, or it makes no sense. */
gboolean manifest_read (const char *folder, Manifest *ret, GError **error);
void manifest_clear (Manifest *manifest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Manifest, manifest_clear)
