// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program on a kernel that lacks a system call, or in a container that forbids it:
 *
 *	without openat2 ENOSYS cxl list
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct word {
	const char *name;
	unsigned int number;
} calls[] = {
	{ "openat2", SYS_openat2 },
	{ "flock", SYS_flock },
}, reasons[] = {
	{ "ENOSYS", ENOSYS },
	{ "EPERM", EPERM },
};

static const struct word *find(const struct word *words, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i].name, name))
			return &words[i];
	return NULL;
}

static int forbid(unsigned int call, unsigned int reason)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | reason),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { COUNT(rules), rules };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
	const struct word *call, *reason;

	if (argc < 4)
		return 2;
	call = find(calls, COUNT(calls), argv[1]);
	reason = find(reasons, COUNT(reasons), argv[2]);
	if (!call || !reason)
		return 2;
	if (forbid(call->number, reason->number) < 0)
		return 77;
	execv(argv[3], argv + 3);
	return 1;
}
