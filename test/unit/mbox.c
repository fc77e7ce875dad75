// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine in memory with one memdev, mem0, whose mailbox does as a test says. */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <linux/ioctl.h>

#include "core/io.h"
#include "mbox.h"
#include "memory-files.h"

#define DEVICES "sys/bus/cxl/devices"
#define DRIVER "sys/bus/cxl/drivers/cxl_mem"
#define ROOT "sys/devices/root0"
#define NODE "dev/cxl/mem0"
#define FLAG_ENABLED 1u
#define FDS 256

struct mbox_machine mbox;

static const struct memory_file *device, *link_to_memdev, *node;
static bool locked[FDS];

/* ---- files ------------------------------------------------------------- */

static bool hides(const struct memory_file *file)
{
	if (mbox.gone && (file == device || file == link_to_memdev || file == node))
		return true;
	return mbox.no_device_file && file == node;
}

void mbox_set(const char *attr, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), MBOX_MEMDEV "/%s", attr);
	if (text)
		memory_put(path, text);
	else
		memory_remove(path);
}

void mbox_enable(void)
{
	memory_put(DRIVER "/bind", "");
	memory_link(MBOX_MEMDEV "/driver", "../../../../bus/cxl/drivers/cxl_mem");
	memory_put(ROOT "/uevent", "");
	memory_put(ROOT "/endpoint1/uevent", "");
	memory_link(ROOT "/endpoint1/driver", "../../../../bus/cxl/drivers/cxl_mem");
	memory_put(ROOT "/endpoint1/decoders_committed", "0\n");
	memory_link(ROOT "/endpoint1/uport", "../../../../" MBOX_MEMDEV);
	memory_link(ROOT "/uport", "../platform/ACPI0017:00");
	memory_link(DEVICES "/root0", "../../../../" ROOT);
}

/* ---- the calls --------------------------------------------------------- */

/* Files can be written to: see mbox_write(). */
static int mbox_open(void *machine, int dirfd, const char *name, int flags)
{
	int fd = memory_calls.open(machine, dirfd, name, flags & ~O_ACCMODE);

	if (fd < 0 || memory_opened(fd) != node || (flags & O_ACCMODE) == O_RDONLY)
		return fd;
	mbox.opened++;
	if (!mbox.read_only)
		return fd;
	memory_calls.close(machine, fd);
	return -EACCES;
}

static int mbox_close(void *machine, int fd)
{
	mbox.locks -= locked[fd];
	locked[fd] = false;
	return memory_calls.close(machine, fd);
}

static int mbox_stat(void *machine, int fd, struct stat *st)
{
	int rc = memory_calls.stat(machine, fd, st);

	if (memory_opened(fd) == node) {
		st->st_mode = mbox.device_file_type;
		st->st_rdev = makedev(254, 0);
	}
	return rc;
}

static ssize_t take_image(const void *buf, size_t len)
{
	if (len > mbox.write_max)
		len = mbox.write_max;
	if (mbox.image_size + len > sizeof(mbox.image))
		return -ENOSPC;
	memcpy(mbox.image + mbox.image_size, buf, len);
	mbox.image_size += len;
	return (ssize_t)len;
}

static ssize_t mbox_write(void *machine, int fd, const void *buf, size_t len)
{
	const struct memory_file *file = memory_opened(fd);
	const char *name = memory_name(file);
	size_t used = strlen(mbox.written);

	if (!memory_is_there(file))
		return -ENODEV;
	if (mbox.write_fails && !strcmp(mbox.write_fails, name))
		return mbox.write_rc;
	if (!strcmp(name, "data"))
		return take_image(buf, len);
	snprintf(mbox.written + used, sizeof(mbox.written) - used, "%s%s=%.*s",
		 used ? " " : "", name, (int)len, (const char *)buf);
	return (ssize_t)len;
}

static int mbox_lock(void *machine, int fd)
{
	if (mbox.lock_rc)
		return mbox.lock_rc;
	locked[fd] = true;
	mbox.locks++;
	return 0;
}

static uint64_t mbox_now(void *machine)
{
	return mbox.clock;
}

static void mbox_sleep(void *machine, unsigned int ms)
{
	mbox.clock += ms;
	if (mbox.on_sleep)
		mbox.on_sleep();
}

static int mbox_poll(void *machine, int fd, int ms)
{
	memory_opened(fd);
	if (mbox.poll_rc < 0)
		return mbox.poll_rc;
	mbox_sleep(machine, (unsigned int)ms);
	return 0;
}

/* ---- the mailbox ------------------------------------------------------- */

/* The kernel leaves n_commands as it is when it fills the list. */
static int query(struct cxl_mem_query_commands *q)
{
	uint32_t n = q->n_commands < mbox.offer_count ? q->n_commands :
							mbox.offer_count;

	mbox.queries++;
	if (mbox.query_rc)
		return mbox.query_rc;
	if (!q->n_commands)
		q->n_commands = mbox.offer_count;
	for (uint32_t i = 0; i < n; i++)
		q->commands[i] = mbox.offers[i];
	return 0;
}

static const struct cxl_command_info *offer_of(uint32_t id)
{
	for (uint32_t i = 0; i < mbox.offer_count; i++)
		if (mbox.offers[i].id == id)
			return &mbox.offers[i];
	return NULL;
}

static uint32_t get_label(uint32_t out_size)
{
	uint32_t offset, length;

	memcpy(&offset, mbox.input, 4);
	memcpy(&length, mbox.input + 4, 4);
	offset = le32toh(offset);
	length = le32toh(length);
	if (offset > MBOX_LABELS || length > MBOX_LABELS - offset) {
		mbox.retval = 2;
		return 0;
	}
	if (length > out_size)
		length = out_size;
	if (length > mbox.answer_size)
		length = mbox.answer_size;
	memcpy(mbox.answer, mbox.labels + offset, length);
	return length;
}

static void set_label(void)
{
	uint32_t offset;

	memcpy(&offset, mbox.input, 4);
	offset = le32toh(offset);
	memcpy(mbox.labels + offset, mbox.input + 8, mbox.in_size - 8);
}

static bool is_refused(void)
{
	return mbox.retval && (!mbox.fail_at || --mbox.fail_at == 0);
}

static int send(struct cxl_send_command *s)
{
	const struct cxl_command_info *info = offer_of(s->id);
	uint32_t n = mbox.answer_size;

	mbox.sends++;
	if (mbox.send_rc)
		return mbox.send_rc;
	if (!info || !(info->flags & FLAG_ENABLED))
		return -ENOTTY;
	if ((info->size_in != MBOX_VARIABLE_SIZE && s->in.size != info->size_in) ||
	    (info->size_out != MBOX_VARIABLE_SIZE && s->out.size < info->size_out))
		return -ENOMEM;
	mbox.id = s->id;
	mbox.opcode = s->raw.opcode;
	mbox.in_size = s->in.size;
	mbox.out_size = s->out.size;
	if (s->in.size)
		memcpy(mbox.input, (void *)(uintptr_t)s->in.payload, s->in.size);
	if (is_refused()) {
		s->retval = mbox.retval;
		s->out.size = 0;
		return 0;
	}
	if (s->id == CXL_MEM_COMMAND_ID_GET_LSA)
		n = get_label(s->out.size);
	if (s->id == CXL_MEM_COMMAND_ID_SET_LSA)
		set_label();
	if (n && s->out.size)
		memcpy((void *)(uintptr_t)s->out.payload, mbox.answer,
		       n < s->out.size ? n : s->out.size);
	s->retval = 0;
	s->out.size = n;	/* a liar may say more than there was room for */
	return 0;
}

static int mbox_calls_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	if (memory_opened(fd) != node)
		return -ENOTTY;
	if (mbox.gone)
		return -ENXIO;
	if (request == CXL_MEM_QUERY_COMMANDS)
		return query(arg);
	return request == CXL_MEM_SEND_COMMAND ? send(arg) : -ENOTTY;
}

/* ---- what a test says -------------------------------------------------- */

static struct cxl_command_info *offer_at(uint32_t id)
{
	for (uint32_t i = 0; i < mbox.offer_count; i++)
		if (mbox.offers[i].id == id)
			return &mbox.offers[i];
	return &mbox.offers[mbox.offer_count++];
}

void mbox_offer(uint32_t id, uint32_t size_in, uint32_t size_out)
{
	*offer_at(id) = (struct cxl_command_info){
		.id = id, .flags = FLAG_ENABLED,
		.size_in = size_in, .size_out = size_out,
	};
}

void mbox_withdraw(uint32_t id)
{
	offer_at(id)->flags = 0;
}

/* The files are those of memory-files.c; what does not only read them is here. */
static void use_calls(void)
{
	static struct io_calls calls;

	calls = memory_calls;
	calls.open = mbox_open;
	calls.close = mbox_close;
	calls.stat = mbox_stat;
	calls.write = mbox_write;
	calls.ioctl = mbox_calls_ioctl;
	calls.lock = mbox_lock;
	calls.now = mbox_now;
	calls.sleep = mbox_sleep;
	calls.poll = mbox_poll;
	io_calls_here = &calls;
}

void mbox_reset(void)
{
	mbox = (struct mbox_machine){ .write_max = 4096, .device_file_type = S_IFCHR,
				      .answer_size = sizeof(mbox.answer) };
	memset(locked, 0, sizeof(locked));
	memory_new();
	use_calls();
	memory_hides = hides;

	node = memory_put(NODE, "");
	link_to_memdev = memory_link(DEVICES "/mem0", "../../../../" MBOX_MEMDEV);
	mbox_set("uevent", "DEVTYPE=cxl_memdev\n");
	device = memory_file(MBOX_MEMDEV);
	mbox_set("dev", "254:0\n");
	mbox_set("serial", "0x12\n");
	mbox_set("ram/size", "0x10000000\n");
	mbox_set("pmem/size", "0x10000000\n");
	mbox_set("payload_max", "512\n");
	mbox_set("label_storage_size", "4096\n");

	mbox_offer(CXL_MEM_COMMAND_ID_IDENTIFY, 0, 0x43);
	mbox_offer(CXL_MEM_COMMAND_ID_RAW, MBOX_VARIABLE_SIZE, MBOX_VARIABLE_SIZE);
	mbox_offer(CXL_MEM_COMMAND_ID_GET_FW_INFO, 0, 0x50);
	mbox_offer(CXL_MEM_COMMAND_ID_GET_PARTITION_INFO, 0, 0x20);
	mbox_offer(CXL_MEM_COMMAND_ID_GET_LSA, 8, MBOX_VARIABLE_SIZE);
	mbox_offer(CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0, 0x12);
	mbox_offer(CXL_MEM_COMMAND_ID_SET_PARTITION_INFO, 0x0a, 0);
	mbox_offer(CXL_MEM_COMMAND_ID_SET_LSA, MBOX_VARIABLE_SIZE, 0);
	mbox_offer(CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG, 0, 0x10);
	mbox_offer(CXL_MEM_COMMAND_ID_SET_ALERT_CONFIG, 0x0c, 0);
}

struct cxl_memdev *mbox_memdev(void)
{
	struct cxl_ctx *ctx;
	struct cxl_memdev *memdev;

	if (cxl_new(&ctx) < 0)
		abort();
	memdev = cxl_memdev_get_by_name(ctx, "mem0");
	if (!memdev)
		abort();
	return memdev;
}

/* Nobody may keep a file open, or a lock. */
void mbox_done(struct cxl_memdev *memdev)
{
	cxl_unref(cxl_memdev_get_ctx(memdev));
	if (memory_open_files())
		abort();
}
