// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the memory of a region is used as, as it was read at one moment: reading it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "driver/driver.h"
#include "memory/blocks.h"
#include "memory/dax-driver.h"
#include "memory/memory.h"

#define KMEM		"sys/bus/dax/drivers/kmem"
#define NODES		"sys/devices/system/node/has_memory"
#define POLICY		MEMORY "/auto_online_blocks"
#define UDEV_QUEUE	"run/udev/queue"

static int first(int a, int b)
{
	return a ? a : b;
}

/* Below the directory of the region, which stays open while this is read. */
struct reading {
	struct cxl_memory *memory;
	const struct io *io;
	int region;
	struct cxl_dax *dax;	/* the one at hand */
};

/* What is not there is absent: "" and 0. */
static int read_text(const struct reading *r, const char *path, char *buf, size_t len)
{
	ssize_t n = io_read(r->io, r->region, path, buf, len);

	if (n < 0)
		*buf = '\0';
	return n < 0 && !io_is_away(n) ? (int)n : 0;
}

static int read_number(const struct reading *r, const char *path, uint64_t *ret)
{
	char text[IO_TEXT_MAX];
	ssize_t n = io_read(r->io, r->region, path, text, sizeof(text));

	if (n < 0)
		return (int)n;
	return text_to_u64(text, ret) < 0 ? -EBADMSG : 0;
}

static struct fact look(const struct reading *r, int dir, const char *path)
{
	struct fact fact = {};

	fact.unread = io_look(r->io, dir, path, &fact.is);
	return fact;
}

/* ---- DAX devices ------------------------------------------------------- */

static void read_driver(const struct reading *r, const char *dir, struct cxl_dax *dax)
{
	char path[IO_PATH_MAX], link[IO_PATH_MAX];
	ssize_t n = path_join(path, sizeof(path), dir, "driver");

	if (!n)
		n = io_readlink(r->io, r->region, path, link, sizeof(link));
	if (n < 0) {
		dax->driver_unread = io_is_away(n) ? 0 : (int)n;
		return;
	}
	dax->driver = dax_driver_named(path_name(link));
	snprintf(dax->driver_name, sizeof(dax->driver_name), "%.*s",
		 MEMORY_NAME_MAX - 1, path_name(link));
}

/* As kmem cuts a range: to whole blocks at the addresses of blocks. */
static unsigned int whole_blocks(uint64_t start, uint64_t end, uint64_t size)
{
	uint64_t from = start / size + (start % size != 0), to = end / size;

	return to > from && to - from <= UINT32_MAX ? (unsigned int)(to - from) : 0;
}

/* One "mappingN": its blocks, of the DAX device at hand. */
static int add_mapping(void *arg, const char *name)
{
	const struct reading *r = arg;
	const struct cxl_memory *m = r->memory;
	char dir[IO_PATH_MAX], path[IO_PATH_MAX];
	uint64_t start = 0, last = 0;
	int id, rc;

	if (text_to_id(name, "mapping", &id) < 0)
		return 0;
	rc = path_join(dir, sizeof(dir), m->dax_region, r->dax->name, name);
	if (!rc)
		rc = path_join(path, sizeof(path), dir, "start");
	if (!rc)
		rc = read_number(r, path, &start);
	if (!rc)
		rc = path_join(path, sizeof(path), dir, "end");
	if (!rc)
		rc = read_number(r, path, &last);
	if (rc || last < start || last == UINT64_MAX)
		return rc ? rc : -ERANGE;
	r->dax->wanted += whole_blocks(start, last + 1, m->block_size);
	return 0;
}

/* Without mappings it is one piece. */
static int read_piece(const struct reading *r, const char *dir, struct cxl_dax *dax)
{
	char path[IO_PATH_MAX];
	uint64_t start = 0;
	int rc = path_join(path, sizeof(path), dir, "resource");

	if (!rc)
		rc = read_number(r, path, &start);
	if (!rc && start > UINT64_MAX - dax->size)
		rc = -ERANGE;
	if (!rc)
		dax->wanted = whole_blocks(start, start + dax->size,
					   r->memory->block_size);
	return rc;
}

/* One mapping has no other than it: its number is that of a name. */
static int match_mapping(void *arg, const char *name)
{
	int id;

	return text_to_id(name, "mapping", &id) == 0;
}

static int read_wanted(struct reading *r, const char *dir, struct cxl_dax *dax)
{
	int rc;

	if (!r->memory->block_size || !dax->size)
		return r->memory->block_size ? 0 : -ENOENT;
	r->dax = dax;
	rc = io_list(r->io, r->region, dir, match_mapping, NULL);
	if (rc < 0)
		return rc;
	return rc ? io_list(r->io, r->region, dir, add_mapping, r) :
		    read_piece(r, dir, dax);
}

/* Opening the node of a DAX device changes nothing, and tells that it can be used. */
static int open_node(const struct reading *r, const char *dir, const struct cxl_dax *dax)
{
	char path[IO_PATH_MAX], text[IO_TEXT_MAX];
	int major, minor;
	struct stat st = {};
	int fd, rc = path_join(path, sizeof(path), dir, "dev");

	if (!rc)
		rc = read_text(r, path, text, sizeof(text));
	if (rc)
		return rc;
	if (text_to_pair(text, "", ':', &major, &minor))
		return -ENOENT;
	snprintf(path, sizeof(path), "dev/%s", dax->name);
	fd = io_open(r->io, r->io->root, path, O_RDONLY);
	if (fd < 0)
		return fd;
	rc = io_stat(r->io, fd, &st);
	io_close(r->io, fd);
	if (!rc && (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(major, minor)))
		rc = -ENOENT;
	return rc;
}

static void read_node(const struct reading *r, const char *dir, struct cxl_dax *dax)
{
	int rc;

	if (dax->driver != CXL_DAX_DRIVER_DEVICE_DAX)
		return;
	rc = open_node(r, dir, dax);
	dax->openable.is = !rc;
	dax->openable.unread = rc == -ENXIO || io_is_away(rc) ? 0 : rc;
}

static int read_attributes(const struct reading *r, const char *dir, struct cxl_dax *dax)
{
	char path[IO_PATH_MAX], text[IO_TEXT_MAX];
	int rc = path_join(path, sizeof(path), dir, "size");

	if (!rc)
		rc = read_number(r, path, &dax->size);
	if (!rc)
		rc = path_join(path, sizeof(path), dir, "target_node");
	if (!rc)
		rc = read_text(r, path, text, sizeof(text));
	if (rc)
		return rc;
	if (text_to_int(text, &dax->target_node) < 0)
		dax->target_node = -1;
	if (path_join(path, sizeof(path), dir, "state") == 0 &&
	    read_text(r, path, text, sizeof(text)) == 0)
		snprintf(dax->state, sizeof(dax->state), "%.*s", MEMORY_NAME_MAX - 1, text);
	return 0;
}

static int read_dax(struct reading *r, struct cxl_dax *dax)
{
	char dir[IO_PATH_MAX];
	int rc = path_join(dir, sizeof(dir), r->memory->dax_region, dax->name);

	if (!rc)
		rc = read_attributes(r, dir, dax);
	if (rc)
		return rc;
	read_driver(r, dir, dax);
	dax->wanted_unread = read_wanted(r, dir, dax);
	read_node(r, dir, dax);
	return 0;
}

static int add_dax(void *arg, const char *name)
{
	struct reading *r = arg;
	struct cxl_memory *m = r->memory;
	struct cxl_dax dax = { .memory = m, .target_node = -1 }, *more;
	int rc;

	if (text_to_pair(name, "dax", '.', &dax.range, &dax.id) ||
	    strlen(name) >= sizeof(dax.name))
		return 0;
	strcpy(dax.name, name);
	rc = read_dax(r, &dax);
	if (rc)
		return io_is_away(rc) ? 0 : rc;
	more = reallocarray(m->daxes, m->nr_daxes + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	m->daxes = more;
	m->daxes[m->nr_daxes++] = dax;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct cxl_dax *l = a, *r = b;

	return l->range == r->range ? (l->id > r->id) - (l->id < r->id) :
				      (l->range > r->range) - (l->range < r->range);
}

/* ---- the children of the region ---------------------------------------- */

/* "dax_region0" or "pmem_region0", whichever of them it is. */
static int add_child(void *arg, const char *name)
{
	struct reading *r = arg;
	struct cxl_memory *m = r->memory;
	char path[IO_PATH_MAX];
	int id, rc = path_join(path, sizeof(path), name, "driver");

	if (rc || strlen(name) >= sizeof(m->dax_region))
		return rc;
	if (text_to_id(name, "pmem_region", &id) == 0)
		m->pmem_bound = look(r, r->region, path);
	if (text_to_id(name, "dax_region", &id) < 0)
		return 0;
	strcpy(m->dax_region, name);
	m->dax_region_bound = look(r, r->region, path);
	return 0;
}

static int read_children(struct reading *r)
{
	struct cxl_memory *m = r->memory;
	int rc = io_list(r->io, r->region, ".", add_child, r);

	if (!rc && *m->dax_region)
		rc = io_list(r->io, r->region, m->dax_region, add_dax, r);
	if (m->nr_daxes)
		qsort(m->daxes, m->nr_daxes, sizeof(*m->daxes), by_id);
	return io_is_away(rc) ? 0 : rc;
}

/* ---- memory blocks ----------------------------------------------------- */

static void read_block(const struct io *io, struct cxl_memory_block *block)
{
	char text[IO_TEXT_MAX];
	ssize_t n = block_read(io, block->number, "state", text, sizeof(text));

	block->unread = n < 0 && !io_is_away(n) ? (int)n : 0;
	block->online = n >= 0 && block_parse_state(text);
	block->node = block_node(io, block->number);
	if (!block->online)
		return;
	if (block_read(io, block->number, "valid_zones", text, sizeof(text)) > 0)
		snprintf(block->zone, sizeof(block->zone), "%.*s", MEMORY_NAME_MAX - 1, text);
}

static int read_blocks(struct cxl_memory *m, const struct io *io)
{
	_cleanup_blocks_ struct blocks blocks;
	int rc = blocks_find(m->region, &blocks);

	if (rc < 0)
		return rc;
	m->blocks = calloc(blocks.count + 1, sizeof(*m->blocks));
	if (!m->blocks)
		return -ENOMEM;
	for (size_t i = 0; i < blocks.count; i++) {
		struct cxl_memory_block *block = &m->blocks[m->nr_blocks++];

		block->memory = m;
		block->number = blocks.numbers[i];
		snprintf(block->name, sizeof(block->name), "memory%" PRIu64,
			 block->number);
		read_block(io, block);
	}
	return 0;
}

/* ---- the machine ------------------------------------------------------- */

static void read_machine(struct reading *r)
{
	struct cxl_memory *m = r->memory;
	const struct io *io = r->io;
	char text[IO_TEXT_MAX];
	ssize_t n;
	int rc = block_size(io, &m->block_size);

	if (rc && rc != -ENOENT)
		m->blocks_unread = rc;
	m->kmem_loaded = look(r, io->root, KMEM);
	m->udev_busy = look(r, io->root, UDEV_QUEUE);
	n = io_read(io, io->root, POLICY, text, sizeof(text));
	m->stays_offline.unread = n < 0 && n != -ENOENT ? (int)n : 0;
	m->stays_offline.is = n < 0 || !strcmp(text, "offline");
	n = io_read(io, io->root, NODES, m->nodes, sizeof(m->nodes));
	m->nodes_unread = n < 0 ? (int)n : 0;
}

static int read_region(struct reading *r)
{
	struct cxl_memory *m = r->memory;
	bool committed = false;
	int rc;

	m->is_pmem = cxl_region_get_mode(m->region) == CXL_DECODER_MODE_PMEM;
	m->enabled.unread = driver_look(&m->region->object, &m->enabled.is);
	m->committed.unread = cxl_region_query_committed(m->region, &committed);
	m->committed.is = committed;
	read_machine(r);
	r->region = node_dir(&m->region->object.node);
	if (r->region < 0)
		return r->region;
	m->daxes_unread = read_children(r);
	rc = read_blocks(m, r->io);
	m->blocks_unread = first(m->blocks_unread, rc);
	if (rc == -ENOMEM || m->daxes_unread == -ENOMEM)
		return -ENOMEM;
	return node_check(&m->region->object.node) == -ENODEV ? -ENODEV : 0;
}

static int memory_new(struct cxl_region *region, struct cxl_memory **ret)
{
	struct cxl_memory *m = calloc(1, sizeof(*m));
	struct reading reading = { .memory = m, .io = &region->object.ctx->io };
	int rc;

	if (!m)
		return -ENOMEM;
	m->region = cxl_region_ref(region);
	rc = read_region(&reading);
	if (rc)
		cxl_memory_free(m);
	else
		*ret = m;
	return rc;
}

EXPORT int cxl_memory_new(struct cxl_region *region, struct cxl_memory **ret)
{
	return object_note(&region->object, NULL, "read its memory",
			   memory_new(region, ret));
}

EXPORT void cxl_memory_free(struct cxl_memory *memory)
{
	if (!memory)
		return;
	cxl_region_unref(memory->region);
	free(memory->daxes);
	free(memory->blocks);
	free(memory);
}
