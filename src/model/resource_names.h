/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What resources may be called: their names are columns of files and keys of scenarios too. */
#pragma once

#include <glib.h>

/* What is wrong with these (NULL-terminated) as the resources of a cell, and what is expected; NULL:
 * nothing is. The caller frees both. */
char *resource_names_fault (const char *const *names, char **ret_expected);

/* The same of those that are made of devices, which must be among the resources. */
char *device_names_fault (const char *const *names, const char *const *resources,
                          char **ret_expected);
