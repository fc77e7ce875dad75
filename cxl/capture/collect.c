// SPDX-License-Identifier: GPL-2.0-or-later
/* What a capture has: the files of the machine that describe its CXL memory. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <cxl/libcxl.h>

#include "capture/collect.h"
#include "core/scope.h"

#define DEPTH_MAX 24

/* How much of a directory. */
enum extent {
	ONE_FILE,
	ITS_FILES,		/* and its links, but no directory below it */
	WHOLE_TREE,
};

struct place_to_look {
	const char *path;
	enum extent extent;
	const char *only;	/* the only names of files and links that are captured, each between blanks */
};

void collection_done(struct collection *collection)
{
	source_close(&collection->source);
	archive_done(&collection->archive);
	text_done(&collection->unread);
}

/* ---- one file, and what is in a directory ---------------------------------- */

/* What is not there is no loss. */
static void note_unread(struct collection *c, const char *path, int rc)
{
	char line[MEMBER_PATH_MAX + 64];

	if (rc == -ENOENT || rc == -ENOTDIR)
		return;
	snprintf(line, sizeof(line), "%s: %s\n", path, strerror(-rc));
	if (c->unread.text && strstr(c->unread.text, line))
		return;
	c->denied += rc == -EACCES || rc == -EPERM;
	text_add(&c->unread, "%s", line);
}

/* What is left out: it changes with every look, belongs to another subject, or is not for reading. */
static bool is_left_out(const char *name)
{
	static const char *const names[] = { "power", "data", "hugepages", "block", "sections", "notes" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return !strncmp(name, "wakeup", 6);
}

static bool is_wanted(const struct place_to_look *place, const char *name)
{
	char word[NAME_MAX + 3];

	if (!place->only)
		return true;
	snprintf(word, sizeof(word), " %s ", name);
	return strstr(place->only, word);
}

static void take_file(struct collection *c, int dir, const char *name, const char *path, mode_t mode)
{
	_cleanup_free_ char *data = NULL;
	ssize_t len;

	if (!(mode & 0444)) {
		archive_add(&c->archive, MEMBER_CLOSED, path, NULL, 0);
		return;
	}
	len = source_read(dir, name, MEMBER_SIZE_MAX, &data);
	if (len >= 0)
		archive_add(&c->archive, MEMBER_FILE, path, data, (size_t)len);
	else
		note_unread(c, path, (int)len);
}

static void take_link(struct collection *c, int dir, const char *name, const char *path)
{
	char target[MEMBER_PATH_MAX];
	int rc = source_read_link(dir, name, target, sizeof(target));

	if (rc)
		note_unread(c, path, rc);
	else
		archive_add(&c->archive, MEMBER_LINK, path, target, strlen(target));
}

static void take_dir(struct collection *c, int fd, const char *path,
		     const struct place_to_look *place, unsigned int depth);

static void take_entry(struct collection *c, int dir, const char *name, const char *path,
		       const struct place_to_look *place, unsigned int depth)
{
	struct stat st;

	if (is_left_out(name))
		return;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		note_unread(c, path, -errno);
	else if (S_ISDIR(st.st_mode) && place->extent == WHOLE_TREE && depth < DEPTH_MAX)
		take_dir(c, openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
			 path, place, depth + 1);
	else if (S_ISLNK(st.st_mode) && is_wanted(place, name))
		take_link(c, dir, name, path);
	else if (S_ISREG(st.st_mode) && is_wanted(place, name))
		take_file(c, dir, name, path, st.st_mode);
}

/* The next entry that is not hidden, or NULL; notes why a directory cannot be read to its end. */
static struct dirent *next_entry(struct collection *c, DIR *dir, const char *path)
{
	struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(dir);
	} while (entry && entry->d_name[0] == '.');
	if (!entry && errno)
		note_unread(c, path, -errno);
	return entry;
}

/* Consumes @fd. */
static void take_dir(struct collection *c, int fd, const char *path,
		     const struct place_to_look *place, unsigned int depth)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char below[MEMBER_PATH_MAX];
	struct dirent *entry;

	if (!dir) {
		note_unread(c, path, -errno);
		closep(&fd);
		return;
	}
	archive_add(&c->archive, MEMBER_DIR, path, NULL, 0);
	while ((entry = next_entry(c, dir, path)))
		if (snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) < (int)sizeof(below))
			take_entry(c, fd, entry->d_name, below, place, depth);
	closedir(dir);
}

static void take_one_file(struct collection *c, const char *path)
{
	_cleanup_free_ char *data = NULL;
	ssize_t len = source_read_path(&c->source, path, MEMBER_SIZE_MAX, &data);

	if (len >= 0)
		archive_add(&c->archive, MEMBER_FILE, path, data, (size_t)len);
	else
		note_unread(c, path, (int)len);
}

static void take(struct collection *c, const struct place_to_look *place)
{
	int fd;

	if (place->extent == ONE_FILE) {
		take_one_file(c, place->path);
		return;
	}
	fd = source_open_path(&c->source, place->path, O_RDONLY | O_DIRECTORY);
	if (fd >= 0)
		take_dir(c, fd, place->path, place, 0);
	else
		note_unread(c, place->path, fd);
}

/* ---- fixed places ----------------------------------------------------------- */

static const struct place_to_look places[] = {
	{ "sys/bus/cxl", WHOLE_TREE },
	{ "sys/bus/dax", WHOLE_TREE },
	{ "sys/bus/nd", WHOLE_TREE },
	{ "sys/bus/pci/devices", ITS_FILES, "" },
	{ "sys/bus/pci/drivers/cxl_pci", ITS_FILES },
	{ "sys/bus/pci/slots", WHOLE_TREE, " address " },
	{ "sys/bus/platform/drivers/cxl_acpi", ITS_FILES },
	{ "sys/bus/platform/drivers/hmem", ITS_FILES },
	{ "sys/bus/acpi/devices", ITS_FILES, "" },
	{ "sys/devices/system/memory", ITS_FILES },
	{ "sys/devices/virtual/memory_tiering", WHOLE_TREE },
	{ "sys/firmware/acpi/tables/CEDT", ONE_FILE },
	{ "sys/firmware/acpi/tables/HMAT", ONE_FILE },
	{ "sys/firmware/acpi/tables/SRAT", ONE_FILE },
	{ "sys/firmware/memmap", WHOLE_TREE },
	{ "sys/kernel/debug/cxl", WHOLE_TREE },
	{ "sys/kernel/security/lockdown", ONE_FILE },
	{ "proc/cmdline", ONE_FILE },
	{ "proc/filesystems", ONE_FILE },
	{ "proc/iomem", ONE_FILE },
	{ "proc/meminfo", ONE_FILE },
	{ "proc/modules", ONE_FILE },
	{ "proc/sys/kernel/tainted", ONE_FILE },
	{ "proc/version", ONE_FILE },
	{ "etc/cxl/regions.d", ITS_FILES },
	{ "usr/lib/udev/rules.d/90-daxctl-device.rules", ONE_FILE },
	{ "usr/lib/systemd/system/daxdev-reconfigure@.service", ONE_FILE },
};

static void take_modules(struct collection *c)
{
	static const char *const modules[] = {
		"cxl_acpi", "cxl_core", "cxl_mem", "cxl_pci", "cxl_pmem", "cxl_port", "dax", "dax_cxl",
		"dax_hmem", "device_dax", "einj", "fwctl", "kmem", "libnvdimm", "nd_pmem", "nfit",
	};
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		const struct place_to_look module = { path, ITS_FILES };

		snprintf(path, sizeof(path), "sys/module/%s", modules[i]);
		take(c, &module);
		snprintf(path, sizeof(path), "sys/module/%s/parameters", modules[i]);
		take(c, &module);
	}
}

/* ---- every name in a directory ----------------------------------------------- */

typedef void visit_name(struct collection *c, const char *path, const char *name);

static void each(struct collection *c, const char *path, visit_name *visit)
{
	int fd = source_open_path(&c->source, path, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char below[MEMBER_PATH_MAX];
	struct dirent *entry;

	if (!dir) {
		note_unread(c, path, fd < 0 ? fd : -errno);
		closep(&fd);
		return;
	}
	while ((entry = next_entry(c, dir, path))) {
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		visit(c, below, entry->d_name);
	}
	closedir(dir);
}

/* ---- devices ------------------------------------------------------------------ */

/* Of a device on the way to CXL memory: not its configuration space, which only a card's own says something of. */
#define OF_A_BUS " acpi_name address class current_link_speed current_link_width device driver " \
	"driver_override enable firmware_node hid local_cpulist max_link_speed max_link_width " \
	"modalias numa_node path physical_node revision status subsystem subsystem_device " \
	"subsystem_vendor uevent uid vendor "

/* A device's directory, and those above it up to "sys/devices". */
static void take_way_to(struct collection *c, const char *path)
{
	char above[MEMBER_PATH_MAX];
	char *slash;

	snprintf(above, sizeof(above), "%s", path);
	while (!strncmp(above, "sys/devices/", 12) && (slash = strrchr(above, '/'))) {
		const struct place_to_look place = { above, ITS_FILES, OF_A_BUS };

		take(c, &place);
		*slash = '\0';
	}
}

static void take_link_to(struct collection *c, const char *path)
{
	char target[MEMBER_PATH_MAX];
	int rc = source_follow(&c->source, path, target, sizeof(target));

	if (rc)
		note_unread(c, path, rc);
	else
		take_way_to(c, target);
}

static void take_device(struct collection *c, const char *path, const char *name)
{
	char target[MEMBER_PATH_MAX];
	int rc = source_follow(&c->source, path, target, sizeof(target));

	if (rc) {
		note_unread(c, path, rc);
		return;
	}
	take(c, &(struct place_to_look){ target, WHOLE_TREE });
	take_way_to(c, target);
}

static void take_cxl_device(struct collection *c, const char *path, const char *name)
{
	if (!strncmp(name, "mem", 3) || !strncmp(name, "root", 4))
		take_device(c, path, name);
}

static void take_own_link(struct collection *c, const char *path)
{
	_cleanup_close_ int root = source_open_path(&c->source, ".", O_PATH | O_DIRECTORY);

	if (root < 0)
		note_unread(c, path, root);
	else
		take_link(c, root, path, path);
}

/* Class 0502xx: CXL memory, of whichever programming interface. */
static void take_card(struct collection *c, const char *path, const char *name)
{
	_cleanup_free_ char *class = NULL;
	char file[MEMBER_PATH_MAX + 8], target[MEMBER_PATH_MAX];
	ssize_t len;

	snprintf(file, sizeof(file), "%s/class", path);
	len = source_read_path(&c->source, file, 32, &class);
	if (len < 0)
		note_unread(c, file, (int)len);
	if (len < 0 || strncmp(class, "0x0502", 6))
		return;
	take_own_link(c, path);
	take_link_to(c, path);
	if (source_follow(&c->source, path, target, sizeof(target)))
		return;		/* take_link_to() has noted why */
	snprintf(file, sizeof(file), "%s/config", target);
	take_one_file(c, file);
}

static void take_acpi(struct collection *c, const char *path, const char *name)
{
	if (strncmp(name, "ACPI0016", 8) && strncmp(name, "ACPI0017", 8))
		return;
	take_own_link(c, path);
	take_link_to(c, path);
}

static void take_node_files(struct collection *c, const char *path)
{
	char initiators[MEMBER_PATH_MAX + 64];

	take(c, &(struct place_to_look){ path, ITS_FILES, " cpulist distance meminfo " });
	for (int class = 0; class < 2; class++) {
		snprintf(initiators, sizeof(initiators), "%s/access%d/initiators", path, class);
		take(c, &(struct place_to_look){ initiators, ITS_FILES });
	}
}

static void take_node(struct collection *c, const char *path, const char *name)
{
	if (!strncmp(name, "node", 4))
		take_node_files(c, path);
}

/* ---- memory blocks -------------------------------------------------------------- */

static bool is_in_window(struct collection *c, uint64_t start, uint64_t size)
{
	struct cxl_decoder *window;
	struct cxl_bus *bus;

	cxl_bus_foreach(c->ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window) {
			uint64_t at = cxl_decoder_get_resource(window), len = cxl_decoder_get_size(window);

			if (at == ULLONG_MAX || (start < at + len && start + size > at))
				return true;
		}
	return false;
}

static uint64_t read_block_size(struct collection *c)
{
	static const char path[] = "sys/devices/system/memory/block_size_bytes";
	_cleanup_free_ char *text = NULL;
	ssize_t len = source_read_path(&c->source, path, 64, &text);

	if (len < 0)
		note_unread(c, path, (int)len);
	return len < 0 ? 0 : strtoull(text, NULL, 16);
}

/* The ordinary memory of a large machine has tens of thousands. */
static void take_block(struct collection *c, const char *path, const char *name)
{
	uint64_t number, size = c->block_size;
	char *end;

	if (strncmp(name, "memory", 6))
		return;
	number = strtoull(name + 6, &end, 10);
	if (end == name + 6 || *end || !is_in_window(c, number * size, size))
		return;
	take(c, &(struct place_to_look){ path, ITS_FILES });
}

/* ---- parts of files --------------------------------------------------------------- */

/* @words ends with NULL. */
static bool has_word(const char *line, const char *const *words)
{
	while (*words && !strstr(line, *words))
		words++;
	return *words;
}

/* Consumes @data, of @path, whose length or -errno is @len. */
static void keep_lines(struct collection *c, const char *path, const char *const *words, char *data, ssize_t len)
{
	_cleanup_free_ char *text = len < 0 ? NULL : data;
	_cleanup_text_ struct text kept = { 0 };
	char *rest = text, *line;

	if (len < 0) {
		note_unread(c, path, (int)len);
		return;
	}
	while ((line = strsep(&rest, "\n")))
		if (has_word(line, words))
			text_add(&kept, "%s\n", line);
	if (kept.full)
		c->archive.error = -ENOMEM;
	archive_add(&c->archive, MEMBER_FILE, path, kept.text, kept.len);
}

static void take_lines(struct collection *c, const char *path, const char *const *words)
{
	char *data = NULL;
	ssize_t len = source_read_path(&c->source, path, MEMBER_SIZE_MAX, &data);

	keep_lines(c, path, words, data, len);
}

static void take_modprobe(struct collection *c, const char *path, const char *name)
{
	static const char *const words[] = { "cxl", "dax", "kmem", "nvdimm", "nd_", "fwctl", NULL };

	take_lines(c, path, words);
}

/* Where there is none, nothing is forbidden: that is known. */
static void take_modprobe_dir(struct collection *c)
{
	static const char path[] = "etc/modprobe.d";
	int fd = source_open_path(&c->source, path, O_RDONLY | O_DIRECTORY);

	if (fd >= 0 || (fd == -ENOENT && !c->source.captured))
		archive_add(&c->archive, MEMBER_DIR, path, NULL, 0);
	else
		note_unread(c, path, fd);
	closep(&fd);
}

/* Of other file systems a capture says nothing. */
static void take_mounts(struct collection *c)
{
	static const char *const words[] = { "debugfs", "tracefs", "securityfs", "/dev/pmem", NULL };

	take_lines(c, "proc/mounts", words);
}

/* One processor says what all are. */
static void take_cpu(struct collection *c)
{
	_cleanup_free_ char *data = NULL;
	ssize_t len = source_read_path(&c->source, "proc/cpuinfo", MEMBER_SIZE_MAX, &data);
	char *end = len < 0 ? NULL : strstr(data, "\n\n");

	if (len < 0)
		note_unread(c, "proc/cpuinfo", (int)len);
	else
		archive_add(&c->archive, MEMBER_FILE, "proc/cpuinfo", data,
			    end ? (size_t)(end - data) + 1 : (size_t)len);
}

/* ---- the kernel ------------------------------------------------------------------- */

static void take_config(struct collection *c, const char *release)
{
	static const char *const words[] = {
		"CXL", "DAX", "NVDIMM", "MEMORY_HOT", "SPARSEMEM", "FWCTL", "EDAC", "HMEM", "HMAT", "NUMA",
		"EFI_SOFT_RESERVE", "MHP_", "ZONE_DEVICE", "TRANSPARENT", "DEBUG_FS", NULL,
	};
	char path[128], *data = NULL;
	ssize_t len = kernel_config_read(&c->source, &data);

	snprintf(path, sizeof(path), "boot/config-%s", release);
	keep_lines(c, path, words, data, len);
}

static void take_live_kernel(struct collection *c)
{
	_cleanup_text_ struct text log = { 0 };
	struct utsname name;
	int rc = kernel_log_read(&log);

	if (log.full)
		c->archive.error = -ENOMEM;
	if (rc)
		note_unread(c, "dev/kmsg", rc);
	else
		archive_add(&c->archive, MEMBER_FILE, "kernel-log", log.text, log.len);
	if (uname(&name) < 0)
		return;
	take_config(c, name.release);
	strcat(name.release, "\n");
	archive_add(&c->archive, MEMBER_FILE, "kernel-release", name.release, strlen(name.release));
}

static void take_config_of_captured(struct collection *c, const char *path, const char *name)
{
	if (!strncmp(name, "config-", 7))
		take_one_file(c, path);
}

static void take_kernel(struct collection *c)
{
	if (!c->source.captured) {
		take_live_kernel(c);
		return;
	}
	take_one_file(c, "kernel-log");
	take_one_file(c, "kernel-release");
	each(c, "boot", take_config_of_captured);
}

/* ---- device nodes ------------------------------------------------------------------ */

/* That it is there, not what it is. */
static void take_device_node(struct collection *c, const char *path, const char *name)
{
	archive_add(&c->archive, MEMBER_FILE, path, NULL, 0);
}

/* ---- all --------------------------------------------------------------------------- */

void collect(struct collection *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		take(c, &places[i]);
	take_modules(c);
	each(c, "sys/bus/cxl/devices", take_cxl_device);
	each(c, "sys/bus/dax/devices", take_device);
	each(c, "sys/bus/pci/devices", take_card);
	each(c, "sys/bus/acpi/devices", take_acpi);
	take(c, &(struct place_to_look){ "sys/devices/system/node", ITS_FILES });
	each(c, "sys/devices/system/node", take_node);
	c->block_size = read_block_size(c);
	each(c, "sys/devices/system/memory", take_block);
	take_modprobe_dir(c);
	each(c, "etc/modprobe.d", take_modprobe);
	each(c, "usr/lib/modprobe.d", take_modprobe);
	each(c, "dev/cxl", take_device_node);
	take_mounts(c);
	take_cpu(c);
	take_kernel(c);
	if (c->unread.full)
		c->archive.error = -ENOMEM;
	if (c->unread.len)
		archive_add(&c->archive, MEMBER_FILE, "unread", c->unread.text, c->unread.len);
	archive_sort(&c->archive);
}
