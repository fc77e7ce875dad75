/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's policy for memory that is added: kept offline for a moment, and restored. */
#pragma once

#include "core/cleanup.h"

struct io;

#define POLICY_MAX 32

/* What it was before this process changed it; "": it did not. */
struct policy {
	const struct io *io;
	char before[POLICY_MAX];
};

/*
 * Makes the kernel leave memory offline that it adds from now on: 0 or -errno.
 * Only one process at a time may do so: the holder of the window lock. Whatever
 * it returns, policy_release() follows.
 */
_must_check_ int policy_hold(struct policy *policy, const struct io *io);

/* Restores the policy, also past a deadline: 0 or -errno. */
int policy_release(struct policy *policy);

/* Restores what a process that was killed could not; only the holder of the window lock may. */
void policy_recover(const struct io *io);
