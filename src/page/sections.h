/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of a run's page, in the one table of page.c. */
#pragma once

#include "page/html.h"
#include "page/page_data.h"

typedef struct {
  const char *id, *title;
  /* Writes what stands below the heading. FALSE with an INPUT_ERROR where a file is faulty. */
  gboolean (*write) (Html *html, const PageData *data, GError **error);
} PageSection;

gboolean section_headline (Html *html, const PageData *data, GError **error);
gboolean section_findings (Html *html, const PageData *data, GError **error);
gboolean section_charts (Html *html, const PageData *data, GError **error);
gboolean section_tiers (Html *html, const PageData *data, GError **error);
gboolean section_users (Html *html, const PageData *data, GError **error);
gboolean section_unschedulable (Html *html, const PageData *data, GError **error);
gboolean section_scenario (Html *html, const PageData *data, GError **error);
