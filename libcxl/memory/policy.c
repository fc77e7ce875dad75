// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel's policy for memory that is added: kept offline for a moment, and restored. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/io.h"
#include "memory/blocks.h"
#include "memory/policy.h"

#define FILE_OF	MEMORY "/auto_online_blocks"
#define OFFLINE	"offline"
#define TRIES	5
#define PAUSE_MS 10

/*
 * The policy to restore is a mark on its own file. The kernel keeps it with the
 * file, so it outlives a process that is killed, and is gone after a reboot,
 * which resets the policy as well.
 */
#define MARK	"security.cxl.policy"

/* It is of no device that could have left. */
static int failed(int rc)
{
	return rc == -ENODEV ? -EIO : rc;
}

static int read_policy(const struct io *io, char policy[POLICY_MAX])
{
	char text[IO_TEXT_MAX];
	ssize_t n = io_read(io, io->root, FILE_OF, text, sizeof(text));

	if (n < 0)
		return failed((int)n);
	if (n >= POLICY_MAX)
		return -EBADMSG;
	memcpy(policy, text, (size_t)n + 1);
	return 0;
}

static int set_mark(const struct io *io, const char *value)
{
	return io_set_mark(io, io->root, FILE_OF, MARK, value);
}

static int write_once(const struct io *io, const char *policy)
{
	char now[POLICY_MAX];
	int rc = io_write(io, io->root, FILE_OF, policy);

	if (!rc)
		rc = read_policy(io, now);
	return rc ? failed(rc) : strcmp(now, policy) ? -EIO : 0;
}

/* Tried again whatever was wrong, and past the deadline: the machine must be as it was. */
static int write_policy(const struct io *io, const char *policy)
{
	int rc = write_once(io, policy);

	for (int tries = 1; rc && tries < TRIES; tries++) {
		io_sleep(io, PAUSE_MS);
		rc = write_once(io, policy);
	}
	return rc;
}

/* A kernel without the file has no policy: it adds memory offline. */
int policy_hold(struct policy *policy, const struct io *io)
{
	char now[POLICY_MAX];
	int rc = read_policy(io, now);

	*policy = (struct policy){ .io = io };
	if (rc || !strcmp(now, OFFLINE))
		return rc == -ENOENT ? 0 : rc;
	rc = set_mark(io, now);
	if (rc)
		return rc;
	memcpy(policy->before, now, sizeof(now));
	return write_once(io, OFFLINE);
}

int policy_release(struct policy *policy)
{
	char now[POLICY_MAX] = "";
	int rc = 0;

	if (!*policy->before)
		return 0;
	if (read_policy(policy->io, now) || strcmp(now, policy->before))
		rc = write_policy(policy->io, policy->before);
	if (!rc)
		set_mark(policy->io, NULL);
	*policy->before = '\0';
	return rc;
}

/* A policy that somebody has set since is what the administrator wants. */
void policy_recover(const struct io *io)
{
	char before[POLICY_MAX], now[POLICY_MAX];
	ssize_t n = io_get_mark(io, io->root, FILE_OF, MARK, before, sizeof(before));

	if (n <= 0 || read_policy(io, now))
		return;
	if (strcmp(now, OFFLINE) || !write_policy(io, before))
		set_mark(io, NULL);
}
