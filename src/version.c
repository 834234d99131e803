/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The version, in one place: configure.ac says it, the build passes it here as PACKAGE_VERSION.
 */

#include "berth.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown" /* compiled by hand, outside the build system */
#endif

const char *
berth_version (void)
{
  return PACKAGE_VERSION;
}
