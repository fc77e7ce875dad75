// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bound NODE MIB: write so much memory that may come from this NUMA node alone, release it and write it again, until killed.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MPOL_BIND 2

int main(int argc, char **argv)
{
	unsigned long nodes = argc == 3 ? 1UL << atoi(argv[1]) : 0;
	size_t size = argc == 3 ? (size_t)atoi(argv[2]) << 20 : 0;
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || syscall(SYS_mbind, pages, size, MPOL_BIND, &nodes, 64, 0) < 0) {
		perror("bound");
		return 1;
	}
	for (unsigned long rounds = 0; ; rounds++) {
		memset(pages, 1, size);
		if (!rounds) {
			puts("bound");
			fflush(stdout);
		}
		madvise(pages, size, MADV_DONTNEED);
	}
}
