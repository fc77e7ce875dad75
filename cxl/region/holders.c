// SPDX-License-Identifier: GPL-2.0-or-later
/* What is in a memory block that does not go offline, and who may hold it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "core/scope.h"
#include "region/holders.h"

#define PROCESSES_MAX 3

static const char *const kinds[] = {
	[CXL_MEMORY_PAGES_ANONYMOUS] = "anonymous",
	[CXL_MEMORY_PAGES_FILE] = "file",
	[CXL_MEMORY_PAGES_HUGE] = "huge",
	[CXL_MEMORY_PAGES_KERNEL] = "kernel",
	[CXL_MEMORY_PAGES_OTHER] = "other",
	[CXL_MEMORY_PAGES_POISONED] = "poisoned",
};

void failed_block(struct cxl_region *region, char block[BLOCK_MAX])
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(region));
	const char *attribute = error ? cxl_error_get_attribute(error) : NULL;
	bool is_block = attribute && !strncmp(attribute, "memory", strlen("memory"));

	snprintf(block, BLOCK_MAX, "%.*s", BLOCK_MAX - 1, is_block ? attribute : "");
}

bool failed_again(struct cxl_region *region)
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(region));

	return error && !strcmp(cxl_error_get_step(error), "keep memory offline");
}

static struct cxl_memory_block *find_block(struct cxl_memory *memory, const char *name)
{
	struct cxl_memory_block *block;

	cxl_memory_block_foreach(memory, block)
		if (!strcmp(cxl_memory_block_get_devname(block), name))
			return block;
	return NULL;
}

/* "8 anonymous, 2 file"; "" where there are none, or none can be counted. */
static void list_pages(struct cxl_memory_block *block, char *text, size_t len)
{
	size_t n = 0;

	*text = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && n < len; i++) {
		unsigned int count = 0;

		if (cxl_memory_block_query_pages(block, (enum cxl_memory_pages)i, &count) || !count)
			continue;
		n += (size_t)snprintf(text + n, len - n, "%s%u %s", n ? ", " : "", count, kinds[i]);
	}
}

static bool is_on_node(struct cxl_memory_user *user, int node)
{
	char name[16];

	snprintf(name, sizeof(name), "node%d", node);
	return cxl_memory_user_get_use(user) == CXL_MEMORY_USE_PROCESS &&
	       !strcmp(cxl_memory_user_get_device(user), name);
}

/* "process 42 (vmm)", "cgroup /vmm"; false: nobody who is known. */
static bool name_owner(struct cxl_memory_user *user, char *text, size_t len)
{
	const char *name = cxl_memory_user_get_name(user);

	switch (cxl_memory_user_get_use(user)) {
	case CXL_MEMORY_USE_PROCESS:
		snprintf(text, len, "process %d (%s)", cxl_memory_user_get_pid(user), name ? name : "");
		return true;
	case CXL_MEMORY_USE_CGROUP:
		snprintf(text, len, "cgroup %s", name ? name : "");
		return true;
	default:
		return false;
	}
}

/* "; of process 42 (vmm): 8": the first of them whose pages they are; false: none is known. */
static bool list_owners(struct cxl_memory_block *block, char *text, size_t len)
{
	unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);
	struct cxl_memory_users *users;
	struct cxl_memory_user *user;
	int count = 0;
	size_t n = 0;

	*text = '\0';
	if (cxl_memory_block_users_new(block, &users))
		return false;
	cxl_memory_user_foreach(users, user) {
		char name[96];

		if (!name_owner(user, name, sizeof(name)) || count++ >= PROCESSES_MAX || n >= len)
			continue;
		n += (size_t)snprintf(text + n, len - n, "%s %s: %llu", n ? "," : "; of", name,
				      cxl_memory_user_get_size(user) / page);
	}
	if (count > PROCESSES_MAX && n < len)
		snprintf(text + n, len - n, " and %d more", count - PROCESSES_MAX);
	cxl_memory_users_free(users);
	return count > 0;
}

/* "; with memory on node1: process 42 (vmm)": the first of them. */
static void list_processes(struct cxl_memory *memory, int node, char *text, size_t len)
{
	struct cxl_memory_users *users;
	struct cxl_memory_user *user;
	int count = 0;
	size_t n = 0;

	*text = '\0';
	if (cxl_memory_users_new(memory, &users))
		return;
	cxl_memory_user_foreach(users, user) {
		const char *name = cxl_memory_user_get_name(user);

		if (!is_on_node(user, node) || count++ >= PROCESSES_MAX || n >= len)
			continue;
		n += n ? 0 : (size_t)snprintf(text, len, "; with memory on node%d:", node);
		n += (size_t)snprintf(text + n, len - n, "%s process %d (%s)", count > 1 ? "," : "",
				      cxl_memory_user_get_pid(user), name ? name : "");
	}
	if (count > PROCESSES_MAX && n < len)
		snprintf(text + n, len - n, " and %d more", count - PROCESSES_MAX);
	cxl_memory_users_free(users);
}

void say_holders(struct cxl_region *region, const char *name)
{
	struct cxl_memory_block *block;
	struct cxl_memory *memory;
	char pages[128], processes[256];

	if (!*name || cxl_memory_new(region, &memory))
		return;
	block = find_block(memory, name);
	if (block) {
		list_pages(block, pages, sizeof(pages));
		if (!list_owners(block, processes, sizeof(processes)))
			list_processes(memory, cxl_memory_block_get_node(block), processes,
				       sizeof(processes));
		if (*pages)
			say_news(cxl_region_get_devname(region), "pages in %s now: %s%s", name, pages,
				 processes);
	}
	cxl_memory_free(memory);
}
