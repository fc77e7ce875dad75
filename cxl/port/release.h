/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What hangs below a port, and goes with it when it is disabled. */
#pragma once

#include "core/status.h"

struct cxl_port;

/*
 * Each returns an enum status; what is wrong has been said. The kernel
 * refuses nothing here: it takes memory away that is in use, and crashes.
 */

/* Refuses while a memdev below is enabled. */
enum status release_check(struct cxl_port *port);

/*
 * Takes the regions below out of use, so that the port can go: their memory
 * offline, their drivers unbound. Refused where memory stays online.
 */
enum status release_regions(struct cxl_port *port);

/* Gives every memdev below that has no driver to its driver. */
enum status enable_memdevs_below(struct cxl_port *port);
