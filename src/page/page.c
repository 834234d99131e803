/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/page.h"

#include "page/html.h"
#include "page/page_frame.h"
#include "page/sections.h"
#include "report/figures.h"
#include "util/result_file.h"

static const PageSection sections[] = {
  { .id = "figures", .title = "Figures", .write = section_headline },
  { .id = "findings", .title = "Findings", .write = section_findings },
  { .id = "charts", .title = "Charts", .write = section_charts },
  { .id = "tiers", .title = "Tiers", .write = section_tiers },
  { .id = "users", .title = "Users", .write = section_users },
  { .id = "unschedulable", .title = "Classes that had to wait", .write = section_unschedulable },
  { .id = "scenario", .title = "Scenario and inputs", .write = section_scenario },
};

static const char *
text_of (JsonNode *root, const char *key)
{
  JsonNode *node = figures_find (root, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
             && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static gboolean
is_interrupted (const PageData *data)
{
  JsonNode *node = figures_find (data->summary, "interrupted");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

static void
write_header (Html *html, const PageData *data, const char *title)
{
  html_open (html, "header", NULL);
  html_element (html, "h1", NULL, title);
  html_elementf (html, "p", NULL, "Scenario %s, simulated with berth %s.",
                 text_of (data->summary, "scenario"), text_of (data->manifest, "berth"));
  if (is_interrupted (data))
    html_element (html, "p", "warning",
                  "The run was interrupted: all figures are of the part that was simulated.");
  html_open (html, "nav", "aria-label", "Sections", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    page_link_section (html, sections[i].id, sections[i].title);
  html_close (html);
  html_close (html);
}

static gboolean
write_sections (Html *html, const PageData *data, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    page_open_section (html, sections[i].id, sections[i].title);
    if (!sections[i].write (html, data, error))
      return FALSE;
    html_close (html);
  }
  return TRUE;
}

char *
page_of_run (const char *results_dir, const char *manifest, gsize *ret_length, GError **error)
{
  g_autoptr (PageData) data = page_data_new (results_dir, manifest, error);
  g_autoptr (Html) html = NULL;
  const char *title;

  if (data == NULL)
    return NULL;
  title = text_of (data->summary, "title");
  if (*title == '\0')
    title = text_of (data->summary, "scenario");
  html = html_new ();
  page_begin (html, title);
  write_header (html, data, title);
  html_open (html, "main", NULL);
  if (!write_sections (html, data, error))
    return NULL;
  html_close (html);
  page_end (html);
  return html_steal (html, ret_length);
}

gboolean
page_write (const char *results_dir, const char *manifest, const char *path, GError **error)
{
  gsize length;
  g_autofree char *page = page_of_run (results_dir, manifest, &length, error);

  return page != NULL && result_file_write_whole (path, page, length, error);
}

gboolean
page_write_of_run (const char *results_dir, const char *manifest, GError **error)
{
  g_autofree char *path = g_build_filename (results_dir, PAGE_NAME, NULL);

  return page_write (results_dir, manifest, path, error);
}
