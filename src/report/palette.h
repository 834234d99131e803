/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours of charts: for people who do not see all colours, and for grey print.
 *
 * Fills that lie next to each other differ in lightness, not in hue alone; lines differ in dash
 * as well as in colour. A role (`prod`, `capacity`, `cpu`) has the same ink in every chart. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double red, green, blue; /* 0..1, sRGB */
} Colour;

/* How one series is drawn. */
typedef struct {
  const char *name; /* the role */
  guint32 fill;     /* 0xRRGGBB, for areas and bars */
  guint32 line;     /* 0xRRGGBB, for lines: dark enough on white */
  double width;     /* of a line, in px */
  double dash[6];   /* px on, off, on, …; ends with 0 */
} Ink;

/* The ink of a role, or NULL when there is no such role. */
const Ink *palette_role (const char *name);

/* The ink of the `index`-th series without a role of its own: areas from dark to light, lines with
 * dashes of their own. Repeats after palette_area_count() and palette_line_count(). */
const Ink *palette_area (guint index);
const Ink *palette_line (guint index);
guint palette_area_count (void);
guint palette_line_count (void);

/* Names of all roles, NULL-terminated; the caller frees the array, not the names. */
const char **palette_role_names (void);

Colour colour_from_rgb (guint32 rgb);

/* The sequential ramp of heat maps: 0 is light yellow, 1 dark blue, lightness falling linearly
 * (in Oklab) so that equal steps look equal and grey print keeps the order. `fraction` is
 * clamped to 0..1. */
Colour palette_ramp (double fraction);

/* Perceived lightness 0..1 (Oklab L). */
double colour_lightness (Colour colour);

G_END_DECLS
