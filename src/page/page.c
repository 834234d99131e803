/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/page.h"

#include "page/assets.h"
#include "page/html.h"
#include "page/sections.h"
#include "report/figures.h"
#include "util/result_file.h"

#include <string.h>

static const PageSection sections[] = {
  { .id = "figures", .title = "Figures", .write = section_headline },
  { .id = "findings", .title = "Findings", .write = section_findings },
  { .id = "charts", .title = "Charts", .write = section_charts },
  { .id = "tiers", .title = "Tiers", .write = section_tiers },
  { .id = "users", .title = "Users", .write = section_users },
  { .id = "unschedulable", .title = "Classes that had to wait", .write = section_unschedulable },
  { .id = "scenario", .title = "Scenario and inputs", .write = section_scenario },
};

/* Only the script of this page runs: one that came in from elsewhere has another hash. */
static char *
content_policy (void)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *hash = NULL;

  g_checksum_update (sum, (const guchar *) page_js, (gssize) strlen (page_js));
  g_checksum_get_digest (sum, digest, &length);
  hash = g_base64_encode (digest, length);
  return g_strdup_printf ("default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                          "script-src 'sha256-%s'",
                          hash);
}

static const char *
text_of (JsonNode *root, const char *key)
{
  JsonNode *node = figures_find (root, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
             && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static void
write_head (Html *html, const char *title)
{
  g_autofree char *policy = content_policy ();

  html_open (html, "head", NULL);
  html_void (html, "meta", "charset", "utf-8", NULL);
  html_void (html, "meta", "http-equiv", "Content-Security-Policy", "content", policy, NULL);
  html_void (html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1",
             NULL);
  html_void (html, "meta", "name", "color-scheme", "content", "light dark", NULL);
  html_elementf (html, "title", NULL, "%s – berth", title);
  html_open (html, "style", NULL);
  html_embed (html, page_css, strlen (page_css));
  html_close (html);
  html_close (html);
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
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    g_autofree char *target = g_strconcat ("#", sections[i].id, NULL);

    if (sections[i].wanted != NULL && !sections[i].wanted (data))
      continue;
    html_open (html, "a", "href", target, NULL);
    html_text (html, sections[i].title);
    html_close (html);
  }
  html_close (html);
  html_close (html);
}

static gboolean
write_sections (Html *html, const PageData *data, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    const PageSection *section = &sections[i];

    if (section->wanted != NULL && !section->wanted (data))
      continue;
    html_open (html, "section", "id", section->id, NULL);
    html_element (html, "h2", NULL, section->title);
    if (!section->write (html, data, error))
      return FALSE;
    html_close (html);
  }
  return TRUE;
}

static gboolean
write_body (Html *html, const PageData *data, const char *title, GError **error)
{
  html_open (html, "body", NULL);
  write_header (html, data, title);
  html_open (html, "main", NULL);
  if (!write_sections (html, data, error))
    return FALSE;
  html_close (html);
  html_open (html, "script", NULL);
  html_embed (html, page_js, strlen (page_js));
  html_close (html);
  html_close (html);
  return TRUE;
}

char *
page_of_run (const char *results_dir, const char *manifest, gsize *ret_length, GError **error)
{
  static const char doctype[] = "<!doctype html>\n";
  g_autoptr (PageData) data = page_data_new (results_dir, manifest, error);
  g_autoptr (Html) html = NULL;
  const char *title;

  if (data == NULL)
    return NULL;
  title = text_of (data->summary, "title");
  if (*title == '\0')
    title = text_of (data->summary, "scenario");
  html = html_new ();
  html_embed (html, doctype, strlen (doctype));
  html_open (html, "html", "lang", "en", NULL);
  write_head (html, title);
  if (!write_body (html, data, title, error))
    return NULL;
  html_close (html);
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
