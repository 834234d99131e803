/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/page_frame.h"

#include "page/assets.h"

#include <string.h>

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

void
page_begin (Html *html, const char *title)
{
  static const char doctype[] = "<!doctype html>\n";

  html_embed (html, doctype, strlen (doctype));
  html_open (html, "html", "lang", "en", NULL);
  write_head (html, title);
  html_open (html, "body", NULL);
}

void
page_end (Html *html)
{
  html_open (html, "script", NULL);
  html_embed (html, page_js, strlen (page_js));
  html_close (html);
  html_close (html);
  html_close (html);
}

void
page_link_section (Html *html, const char *id, const char *title)
{
  g_autofree char *target = g_strconcat ("#", id, NULL);

  html_open (html, "a", "href", target, NULL);
  html_text (html, title);
  html_close (html);
}

void
page_open_section (Html *html, const char *id, const char *title)
{
  html_open (html, "section", "id", id, NULL);
  html_element (html, "h2", NULL, title);
}
