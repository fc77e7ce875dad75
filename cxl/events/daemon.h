/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A daemon: the process that the user started ends when the other is at work. */
#pragma once

#include <stdbool.h>

#include "core/status.h"

struct daemon {
	int to_parent;	/* -1: nobody waits */
};

/*
 * Go on in another process. False there. True in the process that the user
 * started: it has nothing left to do but to end with *ret_status, which the
 * other told by daemon_tell().
 */
bool daemon_begin(struct daemon *b, enum status *ret_status);

/* From a @status of 0 on there is neither a terminal nor standard streams. */
void daemon_tell(struct daemon *b, enum status status);
