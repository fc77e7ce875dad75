// SPDX-License-Identifier: LGPL-2.1-or-later
/* NUMA nodes, and moving what processes have on them. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/io.h"

#define EACH (8 * sizeof(unsigned long))

bool io_nodes_add(struct io_nodes *nodes, unsigned int node)
{
	if (node >= IO_NODES_MAX)
		return false;
	nodes->bits[node / EACH] |= 1UL << node % EACH;
	return true;
}

bool io_nodes_have(const struct io_nodes *nodes, unsigned int node)
{
	return node < IO_NODES_MAX && nodes->bits[node / EACH] >> node % EACH & 1;
}

/* The kernel takes one bit less than the number says. */
int io_kernel_migrate(void *machine, int pid, const struct io_nodes *from,
		      const struct io_nodes *to)
{
	long n = syscall(SYS_migrate_pages, pid, IO_NODES_MAX + 1UL, from->bits, to->bits);

	return n < 0 ? -errno : 0;
}

int io_migrate(const struct io *io, int pid, const struct io_nodes *from,
	       const struct io_nodes *to)
{
	if (io->readonly)
		return -EROFS;
	return io->calls->migrate ? io->calls->migrate(io->machine, pid, from, to) : -ENOSYS;
}
