// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pin NODE [bound|used|reads DEVICE]: keep a few pages of a NUMA node where they are, until killed: a pipe refers to
 * them. "used": they may move; "reads": DEVICE is read into them again and again, past the cache.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGES	8
#define SIZE	(PAGES * 4096)
#define MPOL_DEFAULT 0
#define MPOL_BIND 2

/* Each read pins the pages for a moment. The kernel moves them between two reads. */
static int read_again_and_again(const char *device, void *pages)
{
	int fd = open(device, O_RDONLY | O_DIRECT);

	for (unsigned long reads = 0; fd >= 0 && pread(fd, pages, SIZE, 0) == SIZE; reads++) {
		if (!reads) {
			puts("reads");
			fflush(stdout);
		}
		usleep(100);
	}
	perror("pin: read");
	return 1;
}

int main(int argc, char **argv)
{
	unsigned long nodes = argc >= 2 ? 1UL << atoi(argv[1]) : 0;
	bool bound = argc == 3 && !strcmp(argv[2], "bound");
	bool reads = argc == 4 && !strcmp(argv[2], "reads");
	bool used = reads || (argc == 3 && !strcmp(argv[2], "used"));
	struct iovec vec = { .iov_len = SIZE };
	int fds[2];

	vec.iov_base = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vec.iov_base == MAP_FAILED || pipe(fds) < 0 ||
	    syscall(SYS_mbind, vec.iov_base, SIZE, MPOL_BIND, &nodes, 64, 0) < 0) {
		perror("pin");
		return 1;
	}
	madvise(vec.iov_base, SIZE, MADV_NOHUGEPAGE);
	memset(vec.iov_base, 1, SIZE);
	if (!used && syscall(SYS_vmsplice, fds[1], &vec, 1, 0) != SIZE) {
		perror("pin: vmsplice");
		return 1;
	}
	if (!bound && syscall(SYS_mbind, vec.iov_base, SIZE, MPOL_DEFAULT, NULL, 0, 0) < 0) {
		perror("pin: mbind");
		return 1;
	}
	if (reads)
		return read_again_and_again(argv[3], vec.iov_base);
	puts(used ? "used" : "pinned");
	fflush(stdout);
	for (;;)
		pause();
}
