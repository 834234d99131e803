/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hues come from the sets of Okabe and Ito (2008) and of Tol (2021), both made for
 * colour-blind readers. Within a stack they are ordered by lightness, at least 0.1 (Oklab) from
 * one to the next, which tests/test_chart.c asserts: that is what keeps them apart in grey
 * print. */
#include "report/palette.h"

#include <math.h>
#include <string.h>

static const Ink roles[] = {
  /* tiers, from the bottom of a stack to its top: dark to light */
  { .name = "monitoring", .fill = 0x332288, .line = 0x332288, .width = 1.6, .dash = { 2, 2 } },
  { .name = "prod", .fill = 0x0072b2, .line = 0x0072b2, .width = 1.8 },
  { .name = "batch", .fill = 0xe69f00, .line = 0xb87a00, .width = 1.6, .dash = { 7, 3 } },
  { .name = "free", .fill = 0xf3ea7c, .line = 0x8c7b00, .width = 1.6, .dash = { 7, 2, 2, 2 } },
  /* states of a resource */
  { .name = "capacity", .fill = 0x444444, .line = 0x444444, .width = 1.4, .dash = { 6, 3 } },
  { .name = "used", .fill = 0x111111, .line = 0x111111, .width = 1.5 },
  /* resources */
  { .name = "cpu", .fill = 0x0072b2, .line = 0x0072b2, .width = 1.6 },
  { .name = "memory", .fill = 0xd55e00, .line = 0xd55e00, .width = 1.6, .dash = { 8, 2.5 } },
  { .name = "gpu", .fill = 0x009e73, .line = 0x00805d, .width = 1.6, .dash = { 2, 1.8 } },
  /* three steps of one measure */
  { .name = "low", .fill = 0xa6d0ee, .line = 0x4f94c4, .width = 1.6, .dash = { 2, 2 } },
  { .name = "middle", .fill = 0x2f7fbf, .line = 0x2f7fbf, .width = 1.6, .dash = { 7, 3 } },
  { .name = "high", .fill = 0x08306b, .line = 0x08306b, .width = 1.6 },
};

static const Ink areas[] = {
  { .name = "area 1", .fill = 0x332288, .line = 0x332288, .width = 1.6 },
  { .name = "area 2", .fill = 0x0072b2, .line = 0x0072b2, .width = 1.6 },
  { .name = "area 3", .fill = 0xd0683c, .line = 0xd0683c, .width = 1.6 },
  { .name = "area 4", .fill = 0x7cc4ee, .line = 0x4f94c4, .width = 1.6 },
  { .name = "area 5", .fill = 0xf6f09a, .line = 0x8c7b00, .width = 1.6 },
};

static const Ink lines[] = {
  { .name = "line 1", .fill = 0x0072b2, .line = 0x0072b2, .width = 1.7 },
  { .name = "line 2", .fill = 0xd55e00, .line = 0xd55e00, .width = 1.7, .dash = { 8, 2.5 } },
  { .name = "line 3", .fill = 0x009e73, .line = 0x00805d, .width = 1.7, .dash = { 2, 1.8 } },
  { .name = "line 4", .fill = 0x222222, .line = 0x222222, .width = 1.3 },
  { .name = "line 5",
    .fill = 0xcc79a7,
    .line = 0xbf5c93,
    .width = 1.7,
    .dash = { 10, 2.5, 2, 2.5 } },
  { .name = "line 6", .fill = 0xe69f00, .line = 0xd18f00, .width = 2.2 },
  { .name = "line 7", .fill = 0x56b4e9, .line = 0x3f9fd6, .width = 2.2, .dash = { 4, 2 } },
  { .name = "line 8",
    .fill = 0x332288,
    .line = 0x332288,
    .width = 1.3,
    .dash = { 6, 2, 1.5, 2, 1.5, 2 } },
  { .name = "line 9", .fill = 0x882255, .line = 0x882255, .width = 1.5, .dash = { 14, 3 } },
  { .name = "line 10", .fill = 0x117733, .line = 0x117733, .width = 1.5, .dash = { 1.5, 3 } },
  { .name = "line 11", .fill = 0x999933, .line = 0x85852c, .width = 1.7, .dash = { 14, 3, 4, 3 } },
  { .name = "line 12", .fill = 0x888888, .line = 0x7a7a7a, .width = 1.7, .dash = { 3, 3 } },
};

const Ink *
palette_role (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].name, name) == 0)
      return &roles[i];
  return NULL;
}

const char **
palette_role_names (void)
{
  const char **names = g_new0 (const char *, G_N_ELEMENTS (roles) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    names[i] = roles[i].name;
  return names;
}

const Ink *
palette_area (guint index)
{
  return &areas[index % G_N_ELEMENTS (areas)];
}

const Ink *
palette_line (guint index)
{
  return &lines[index % G_N_ELEMENTS (lines)];
}

guint
palette_area_count (void)
{
  return G_N_ELEMENTS (areas);
}

guint
palette_line_count (void)
{
  return G_N_ELEMENTS (lines);
}

Colour
colour_from_rgb (guint32 rgb)
{
  return (Colour){ .red = (rgb >> 16 & 0xff) / 255.0,
                   .green = (rgb >> 8 & 0xff) / 255.0,
                   .blue = (rgb & 0xff) / 255.0 };
}

static double
to_linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
from_linear (double channel)
{
  double c = CLAMP (channel, 0.0, 1.0);

  return c <= 0.0031308 ? 12.92 * c : 1.055 * pow (c, 1 / 2.4) - 0.055;
}

/* Oklab: Björn Ottosson, "A perceptual color space for image processing" (2020). */
double
colour_lightness (Colour colour)
{
  double r = to_linear (colour.red), g = to_linear (colour.green), b = to_linear (colour.blue);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

  return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

Colour
palette_ramp (double fraction)
{
  double f = CLAMP (fraction, 0.0, 1.0);
  double lightness = 0.975 - 0.70 * f;
  double chroma = 0.05 + 0.05 * sin (G_PI * f);
  double hue = (105.0 + 160.0 * f) * G_PI / 180.0;
  double a = chroma * cos (hue), b = chroma * sin (hue);
  double l = pow (lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  double m = pow (lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  double s = pow (lightness - 0.0894841775 * a - 1.2914855480 * b, 3);

  return (Colour){ .red = from_linear (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                   .green = from_linear (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                   .blue = from_linear (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s) };
}
