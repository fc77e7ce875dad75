// SPDX-License-Identifier: GPL-2.0-or-later
/* The floor under a listing: reads what it shows with the fewest system calls, and prints nothing. */
#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEVICES "sys/bus/cxl/devices"
#define DEBUGFS "sys/kernel/debug/cxl"
#define TEXT_MAX 4096
#define WAYS_MAX 16

static const char usage[] =
	"usage: floor ROOT QUESTION\n"
	"\n"
	"QUESTION is one of: nothing, list, list -vv, list -BEMPDRT, list -M, list -R,\n"
	"list -m MEMDEV, list -r REGION, list -D -d DECODER.\n";

/* Below one open directory for each object, without proof that it stays the same. */
static int root;
static bool idle;	/* -vv: what is idle, too */

/* ---- the kernel -------------------------------------------------------- */

static int must(int rc, const char *what)
{
	if (rc < 0) {
		fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
		exit(1);
	}
	return rc;
}

static int open_dir(int at, const char *name)
{
	return must(openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), name);
}

/* Three calls for each attribute; one where there is none. */
static const char *text_of(int dir, const char *attr)
{
	static char text[TEXT_MAX];
	int fd = openat(dir, attr, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

/* A short one, kept. */
static void copy_text(int dir, const char *attr, char *to, size_t len)
{
	const char *text = text_of(dir, attr);
	size_t n = text ? strnlen(text, len - 1) : 0;

	if (n)
		memcpy(to, text, n);
	to[n] = '\0';
}

static unsigned long long number_of(int dir, const char *attr)
{
	const char *text = text_of(dir, attr);

	return text ? strtoull(text, NULL, 0) : 0;
}

static void read_all(int dir, const char *const *attrs)
{
	for (; *attrs; attrs++)
		text_of(dir, *attrs);
}

static const char *link_of(int dir, const char *link)
{
	static char target[TEXT_MAX];
	ssize_t n = readlinkat(dir, link, target, sizeof(target) - 1);

	target[n < 0 ? 0 : n] = '\0';
	return n < 0 ? NULL : target;
}

static void look_for(int dir, const char *name)
{
	faccessat(dir, name, F_OK, 0);
}

/* ---- names ------------------------------------------------------------- */

struct names {
	char *all;		/* each with its NUL */
	size_t used, room;
};

static void add(struct names *names, const char *name)
{
	size_t len = strlen(name) + 1;

	if (names->used + len > names->room) {
		names->room = 2 * names->room + 4096;
		names->all = realloc(names->all, names->room);
		if (!names->all)
			exit(1);
	}
	memcpy(names->all + names->used, name, len);
	names->used += len;
}

static struct names names_of(int dir)
{
	_Alignas(struct dirent64) char buf[32768];
	struct names names = { 0 };
	ssize_t n;

	while ((n = getdents64(dir, buf, sizeof(buf))) > 0)
		for (char *p = buf; p < buf + n; p += ((struct dirent64 *)p)->d_reclen)
			add(&names, ((struct dirent64 *)p)->d_name);
	return names;
}

static bool is_a(const char *name, const char *kind)
{
	size_t len = strlen(kind);

	return !strncmp(name, kind, len) && name[len] >= '0' && name[len] <= '9';
}

#define for_each_name(names, name, kind)				\
	for (const char *name = (names).all;				\
	     name && name < (names).all + (names).used;			\
	     name += strlen(name) + 1)					\
		if (is_a(name, kind))

/* ---- objects ----------------------------------------------------------- */

static void read_memdev(int at, const char *name)
{
	static const char *const attrs[] = {
		"pmem/size", "pmem/qos_class", "ram/size", "ram/qos_class",
		"serial", "numa_node", "firmware_version", NULL,
	};
	char poison[64];
	int dir = open_dir(at, name);

	read_all(dir, attrs);
	look_for(dir, "driver");
	close(dir);
	snprintf(poison, sizeof(poison), DEBUGFS "/%s/inject_poison", name);
	look_for(root, poison);
}

/* Whether its class is the window's: of its memdev, which may have been read already. */
static void read_member(const char *decoder, const char *mode, bool memdevs)
{
	int endpoint = atoi(decoder + strlen("decoder"));
	char path[128];

	snprintf(path, sizeof(path), DEVICES "/endpoint%d/uport/%s/qos_class",
		 endpoint, mode);
	if (!memdevs) {
		text_of(root, path);
		return;
	}
	*strstr(path, "uport/") = '\0';
	link_of(root, strcat(path, "uport"));
}

static void read_region(int at, const char *name, bool memdevs, bool endpoints)
{
	static const char *const attrs[] = {
		"size", "resource", "interleave_granularity", "commit", "locked",
		"extended_linear_cache_size", NULL,
	};
	int dir = open_dir(at, name);
	unsigned int ways = (unsigned int)number_of(dir, "interleave_ways");
	char mode[16];

	read_all(dir, attrs);
	copy_text(dir, "mode", mode, sizeof(mode));
	look_for(dir, "driver");
	for (unsigned int i = 0; i < ways && i < WAYS_MAX; i++) {
		char target[16], decoder[32];

		snprintf(target, sizeof(target), "target%u", i);
		copy_text(dir, target, decoder, sizeof(decoder));
		if (!endpoints && is_a(decoder, "decoder"))
			read_member(decoder, mode, memdevs);
	}
	close(dir);
}

static void read_root_decoder(int dir)
{
	static const char *const attrs[] = {
		"cap_pmem", "cap_ram", "cap_type2", "cap_type3", "qos_class",
		"target_list", "start", "interleave_ways", NULL,
	};

	read_all(dir, attrs);
}

/* The holes between its regions are a root decoder's. */
static void read_extents(int dir)
{
	struct names names = names_of(dir);

	for_each_name(names, name, "region") {
		char attr[64];

		snprintf(attr, sizeof(attr), "%s/size", name);
		text_of(dir, attr);
		snprintf(attr, sizeof(attr), "%s/resource", name);
		text_of(dir, attr);
	}
	free(names.all);
}

static void read_range(int dir)
{
	text_of(dir, "start");
	if (number_of(dir, "interleave_ways") > 1)
		text_of(dir, "interleave_granularity");
}

static void read_decoder(int at, const char *name, bool endpoint)
{
	int dir = open_dir(at, name);
	bool used = number_of(dir, "size") != 0;

	if (used)
		read_range(dir);
	else if (idle)
		text_of(dir, "interleave_ways");
	if (used || idle) {
		text_of(dir, "region");
		text_of(dir, endpoint ? "mode" : "target_list");
		if (endpoint && number_of(dir, "dpa_size"))
			text_of(dir, "dpa_resource");
	}
	close(dir);
}

/* Its device, and what else that is called. */
static void read_dport(int port, const char *name)
{
	char node[TEXT_MAX + 32];
	const char *device = link_of(port, name);

	if (!device)
		return;
	snprintf(node, sizeof(node), "%s/firmware_node", name);
	if (link_of(port, node))
		return;
	snprintf(node, sizeof(node), "%s/physical_node", name);
	link_of(port, node);
}

static void read_port_keys(int dir)
{
	link_of(dir, "uport");
	link_of(dir, "parent_dport");
	text_of(dir, "decoders_committed");
	look_for(dir, "driver");
}

static void read_endpoint(int at, const char *name)
{
	int dir = open_dir(at, name);
	struct names names = names_of(dir);

	read_port_keys(dir);
	read_memdev(dir, "uport");
	for_each_name(names, decoder, "decoder")
		read_decoder(dir, decoder, true);
	free(names.all);
	close(dir);
}

static void read_port(int at, const char *name)
{
	int dir = open_dir(at, name);
	struct names names = names_of(dir);

	read_port_keys(dir);
	for_each_name(names, dport, "dport")
		read_dport(dir, dport);
	for_each_name(names, decoder, "decoder")
		read_decoder(dir, decoder, false);
	for_each_name(names, port, "port")
		read_port(dir, port);
	for_each_name(names, endpoint, "endpoint")
		read_endpoint(dir, endpoint);
	free(names.all);
	close(dir);
}

/* ---- machines ---------------------------------------------------------- */

static void read_regions_of(int at, const char *name, bool memdevs, bool all)
{
	int dir = open_dir(at, name);
	struct names names = names_of(dir);

	if (all)
		read_root_decoder(dir);
	text_of(dir, "size");
	if (!all)
		text_of(dir, "qos_class");
	for_each_name(names, region, "region")
		read_region(dir, region, memdevs, all);
	free(names.all);
	close(dir);
}

static void read_bus(int at, const char *name, bool memdevs, bool all)
{
	int dir = open_dir(at, name);
	struct names names = names_of(dir);

	if (all) {
		read_port_keys(dir);
		text_of(root, DEBUGFS "/einj_types");
		for_each_name(names, dport, "dport")
			read_dport(dir, dport);
	}
	for_each_name(names, decoder, "decoder")
		read_regions_of(dir, decoder, memdevs, all);
	if (all)
		for_each_name(names, port, "port")
			read_port(dir, port);
	free(names.all);
	close(dir);
}

/* A flat list is in the order of the tree: which device is behind each number. */
static void read_ways(int at, const char *name)
{
	int dir = open_dir(at, name);
	struct names names = names_of(dir);

	for_each_name(names, dport, "dport")
		link_of(dir, dport);
	free(names.all);
	close(dir);
}

static void read_machine(bool memdevs, bool regions, bool all)
{
	int dir = open_dir(root, DEVICES);
	struct names names = names_of(dir);

	if (memdevs)
		for_each_name(names, name, "mem")
			read_memdev(dir, name);
	if (regions)
		for_each_name(names, bus, "root")
			read_bus(dir, bus, memdevs, all);
	if (memdevs) {
		for_each_name(names, root_port, "root")
			read_ways(dir, root_port);
		for_each_name(names, port, "port")
			read_ways(dir, port);
	}
	free(names.all);
	close(dir);
}

static void read_window(const char *name)
{
	int dir = open_dir(open_dir(root, DEVICES), name);

	text_of(dir, "size");
	read_root_decoder(dir);
	read_extents(dir);
}

/* A region needs the class of its window. */
static void read_one_region(const char *name)
{
	int devices = open_dir(root, DEVICES);
	char parent[64];

	snprintf(parent, sizeof(parent), "%s/../qos_class", name);
	text_of(devices, parent);
	read_region(devices, name, false, false);
}

static void answer(const char *question)
{
	if (!strcmp(question, "list"))
		read_machine(true, true, false);
	else if (!strcmp(question, "list -M"))
		read_machine(true, false, false);
	else if (!strcmp(question, "list -R"))
		read_machine(false, true, false);
	else if (!strcmp(question, "list -vv") ||
		 !strcmp(question, "list -BEMPDRT"))
		read_machine(false, true, true);
	else if (!strncmp(question, "list -m ", 8))
		read_memdev(open_dir(root, DEVICES), question + 8);
	else if (!strncmp(question, "list -r ", 8))
		read_one_region(question + 8);
	else if (!strncmp(question, "list -D -d ", 11))
		read_window(question + 11);
	else if (strcmp(question, "nothing"))
		exit(2);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs(usage, stderr);
		return 2;
	}
	root = must(open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC), argv[1]);
	idle = !strcmp(argv[2], "list -vv");
	answer(argv[2]);
	return 0;
}
