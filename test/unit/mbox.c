// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine in memory with one memdev, mem0, whose mailbox does as a test says. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <linux/ioctl.h>

#include "core/io.h"
#include "mbox.h"

#define FILES 64
#define HANDLES 32
#define NODE "dev/cxl/mem0"
#define FIRST_FD 100
#define FLAG_ENABLED 1u

struct mbox_machine mbox;

static struct file {
	char path[128];
	char text[64];
} files[FILES];

static struct handle {
	bool open, locked;
	char path[128];
	size_t at;
} handles[HANDLES];

/* ---- files ------------------------------------------------------------- */

static bool is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !len || (!strncmp(path, dir, len) && path[len] == '/');
}

static bool is_there(const char *path)
{
	if (mbox.no_device_file && !strcmp(path, NODE))
		return false;
	return !mbox.gone ||
	       (!is_below(path, MBOX_MEMDEV) && strcmp(path, MBOX_MEMDEV) &&
		strcmp(path, NODE));
}

static struct file *find(const char *path)
{
	for (struct file *f = files; f < files + FILES; f++)
		if (*f->path && !strcmp(f->path, path) && is_there(path))
			return f;
	return NULL;
}

static bool is_dir(const char *path)
{
	if (!is_there(path))
		return false;
	for (struct file *f = files; f < files + FILES; f++)
		if (*f->path && is_below(f->path, path))
			return true;
	return false;
}

static void put(const char *path, const char *text)
{
	struct file *f = files;

	while (f < files + FILES && *f->path && strcmp(f->path, path))
		f++;
	if (f == files + FILES)
		abort();
	snprintf(f->path, sizeof(f->path), "%s", path);
	snprintf(f->text, sizeof(f->text), "%s", text);
}

void mbox_set(const char *attr, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), MBOX_MEMDEV "/%s", attr);
	if (text)
		put(path, text);
	else if (find(path))
		find(path)->path[0] = '\0';
}

#define DEVICES "sys/bus/cxl/devices"
#define ROOT "sys/devices/root0"

/* Links, each there while the directory is that it needs. */
static const struct link {
	const char *path, *target, *needs;
} links[] = {
	{ DEVICES "/mem0", "../../../../" MBOX_MEMDEV, MBOX_MEMDEV },
	{ DEVICES "/root0", "../../../../" ROOT, ROOT },
	{ ROOT "/uport", "../platform/ACPI0017:00", ROOT },
	{ ROOT "/endpoint1/uport", "../../../../" MBOX_MEMDEV, ROOT },
};

void mbox_enable(void)
{
	put(MBOX_MEMDEV "/driver", "");
	put(DEVICES "/root0", "");
	put(ROOT "/uevent", "");
	put(ROOT "/endpoint1/uevent", "");
	put(ROOT "/endpoint1/driver", "");
	put(ROOT "/endpoint1/decoders_committed", "0\n");
}

/* ---- the calls --------------------------------------------------------- */

static struct handle *handle(int fd)
{
	if (fd < FIRST_FD || fd >= FIRST_FD + HANDLES ||
	    !handles[fd - FIRST_FD].open)
		abort();
	return &handles[fd - FIRST_FD];
}

static void full_path(int dirfd, const char *name, char *path, size_t len)
{
	const char *dir = dirfd == AT_FDCWD ? "" : handle(dirfd)->path;

	if (!strcmp(name, ".") || !strcmp(name, "/"))
		name = "";
	snprintf(path, len, "%s%s%s", dir, *dir && *name ? "/" : "", name);
}

static int mbox_open(void *machine, int dirfd, const char *name, int flags)
{
	char path[128];

	full_path(dirfd, name, path, sizeof(path));
	if (!find(path) && !is_dir(path))
		return -ENOENT;
	if ((flags & O_DIRECTORY) && !is_dir(path))
		return -ENOTDIR;
	for (int i = 0; i < HANDLES; i++) {
		if (handles[i].open)
			continue;
		handles[i] = (struct handle){ .open = true };
		snprintf(handles[i].path, sizeof(handles[i].path), "%s", path);
		return FIRST_FD + i;
	}
	return -EMFILE;
}

static int mbox_close(void *machine, int fd)
{
	struct handle *h = handle(fd);

	mbox.locks -= h->locked;
	h->open = false;
	return 0;
}

static int mbox_stat(void *machine, int fd, struct stat *st)
{
	const char *path = handle(fd)->path;

	*st = (struct stat){ .st_dev = 1, .st_ino = strlen(path) };
	if (!strcmp(path, NODE)) {
		st->st_mode = mbox.device_file_type;
		st->st_rdev = makedev(254, 0);
	}
	return 0;
}

static int mbox_exists(void *machine, int dirfd, const char *name)
{
	char path[128];

	full_path(dirfd, name, path, sizeof(path));
	return find(path) || is_dir(path) ? 0 : -ENOENT;
}

static ssize_t mbox_read(void *machine, int fd, void *buf, size_t len)
{
	struct handle *h = handle(fd);
	const struct file *f = find(h->path);
	size_t n;

	if (!f)
		return -ENODEV;
	n = strlen(f->text) - h->at;
	if (n > len)
		n = len;
	memcpy(buf, f->text + h->at, n);
	h->at += n;
	return (ssize_t)n;
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
	const char *path = handle(fd)->path, *name = strrchr(path, '/') + 1;
	size_t used = strlen(mbox.written);

	if (!find(path))
		return -ENODEV;
	if (mbox.write_fails && !strcmp(mbox.write_fails, name))
		return mbox.write_rc;
	if (!strcmp(name, "data"))
		return take_image(buf, len);
	snprintf(mbox.written + used, sizeof(mbox.written) - used, "%s%s=%.*s",
		 used ? " " : "", name, (int)len, (const char *)buf);
	return (ssize_t)len;
}

static ssize_t mbox_readlink(void *machine, int dirfd, const char *name,
			     char *buf, size_t len)
{
	char path[128];

	full_path(dirfd, name, path, sizeof(path));
	for (const struct link *l = links; l < links + ARRAY_SIZE(links); l++) {
		if (strcmp(l->path, path) || !is_dir(l->needs))
			continue;
		if (len > strlen(l->target))
			len = strlen(l->target);
		memcpy(buf, l->target, len);
		return (ssize_t)len;
	}
	return -ENOENT;
}

/* The names right below a directory: all at once, each once. */
static ssize_t mbox_getdents(void *machine, int fd, void *buf, size_t len)
{
	struct handle *h = handle(fd);
	char *p = buf;

	for (struct file *f = files; f < files + FILES && !h->at; f++) {
		struct dirent64 *d = (struct dirent64 *)p;

		if (!*f->path || !is_below(f->path, h->path) || !is_there(f->path))
			continue;
		d->d_reclen = sizeof(*d);
		snprintf(d->d_name, 64, "%.*s",
			 (int)strcspn(f->path + strlen(h->path) + 1, "/"),
			 f->path + strlen(h->path) + 1);
		p += d->d_reclen;
	}
	h->at = 1;
	return p - (char *)buf;
}

static int mbox_lock(void *machine, int fd)
{
	if (mbox.lock_rc)
		return mbox.lock_rc;
	handle(fd)->locked = true;
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
	handle(fd);
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
	if (strcmp(handle(fd)->path, NODE))
		return -ENOTTY;
	if (mbox.gone)
		return -ENXIO;
	if (request == CXL_MEM_QUERY_COMMANDS)
		return query(arg);
	return request == CXL_MEM_SEND_COMMAND ? send(arg) : -ENOTTY;
}

static const struct io_calls calls = {
	.open = mbox_open,
	.close = mbox_close,
	.stat = mbox_stat,
	.exists = mbox_exists,
	.read = mbox_read,
	.write = mbox_write,
	.readlink = mbox_readlink,
	.getdents = mbox_getdents,
	.ioctl = mbox_calls_ioctl,
	.lock = mbox_lock,
	.now = mbox_now,
	.sleep = mbox_sleep,
	.poll = mbox_poll,
};

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

void mbox_reset(void)
{
	mbox = (struct mbox_machine){ .write_max = 4096, .device_file_type = S_IFCHR,
				      .answer_size = sizeof(mbox.answer) };
	memset(files, 0, sizeof(files));
	memset(handles, 0, sizeof(handles));
	io_calls_here = &calls;

	put(NODE, "");
	mbox_set("uevent", "DEVTYPE=cxl_memdev\n");
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
	for (int i = 0; i < HANDLES; i++)
		if (handles[i].open)
			abort();
}
