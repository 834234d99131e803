/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that it takes to run the same again, and to know that it is the same. */
#include "page/sections.h"

#include "page/page.h"
#include "page/table.h"
#include "report/figures.h"

#include <string.h>

static JsonArray *
list_of (const PageData *data, const char *key)
{
  JsonNode *node = figures_find (data->manifest, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
member_of (JsonArray *files, guint index, const char *name)
{
  JsonNode *node = json_array_get_element (files, index);
  JsonNode *member = JSON_NODE_HOLDS_OBJECT (node)
                       ? json_object_get_member (json_node_get_object (node), name)
                       : NULL;

  return member != NULL && JSON_NODE_HOLDS_VALUE (member)
             && json_node_get_value_type (member) == G_TYPE_STRING
           ? json_node_get_string (member)
           : "";
}

static void
write_files (Html *html, const PageData *data, const char *key, const char *caption)
{
  JsonArray *files = list_of (data, key);

  if (files == NULL || json_array_get_length (files) == 0)
    return;
  table_begin_files (html, caption);
  for (guint i = 0; i < json_array_get_length (files); i++) {
    const char *name = member_of (files, i, "name");

    /* the page cannot hold its own hash */
    if (strcmp (name, PAGE_NAME) != 0)
      table_file (html, name, member_of (files, i, "sha256"));
  }
  table_end (html);
}

static void
write_overrides (Html *html, const PageData *data)
{
  JsonArray *overrides = list_of (data, "overrides");
  guint n = overrides != NULL ? json_array_get_length (overrides) : 0;

  if (n == 0)
    return;
  html_element (html, "p", NULL, "The command line replaced these keys:");
  html_open (html, "ul", NULL);
  for (guint i = 0; i < n; i++) {
    JsonNode *override = json_array_get_element (overrides, i);

    html_open (html, "li", NULL);
    html_element (html, "code", NULL,
                  JSON_NODE_HOLDS_VALUE (override) ? json_node_get_string (override) : NULL);
    html_close (html);
  }
  html_close (html);
}

gboolean
section_scenario (Html *html, const PageData *data, GError **error)
{
  JsonNode *text = figures_find (data->manifest, "text"), *seed = figures_find (data->manifest, "seed");

  (void) error;
  html_open (html, "p", NULL);
  html_textf (html, "Seed %" G_GUINT64_FORMAT ". ",
              seed != NULL && JSON_NODE_HOLDS_VALUE (seed) ? (guint64) json_node_get_int (seed)
                                                           : 0);
  html_text (html, "The same scenario, inputs and seed give the same results, byte for byte.");
  html_close (html);
  write_overrides (html, data);
  if (text != NULL && JSON_NODE_HOLDS_VALUE (text)) {
    html_open (html, "pre", "tabindex", "0", NULL);
    html_text (html, json_node_get_string (text));
    html_close (html);
  }
  write_files (html, data, "inputs", "What was read");
  write_files (html, data, "plugins", "Plugins that were loaded");
  write_files (html, data, "results", "What was written");
  return TRUE;
}
