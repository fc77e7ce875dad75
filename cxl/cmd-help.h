/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help: the usage of the whole tool, and the manual page of one command. */
#pragma once

#include <stdio.h>

#include "core/status.h"

void help_show_usage(FILE *file);

/* Become the viewer of cxl-@name; the exit status if there is no viewer. */
enum status help_show_manual(const char *name);
