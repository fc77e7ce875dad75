// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands: their payloads, their reference count, and a device that executes them. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <linux/cxl_mem.h>
#include <linux/ioctl.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "device-files.h"
#include "tap.h"

#define PAYLOAD_MAX 1024	/* as machine_memdev() says */
#define ENABLED 1		/* since 6.3 what the device offers is marked */

/* ---- a mailbox below io.c ------------------------------------------------- */

static struct mailbox {
	const char *root;
	int fd;			/* of the character device, while open */
	dev_t rdev;
	mode_t mode;
	int rc;			/* what the next ioctl returns */
	unsigned int retval, out_size;
	struct cxl_send_command sent;
	unsigned char input[PAYLOAD_MAX];
} mailbox;

static int mailbox_open(void *machine, int dirfd, const char *name, int flags)
{
	int fd = io_kernel.open(NULL, dirfd,
				strcmp(name, "/") ? name : mailbox.root, flags);

	if (!strncmp(name, "dev/cxl/", 8))
		mailbox.fd = fd;
	return fd;
}

static int mailbox_close(void *machine, int fd)
{
	if (fd == mailbox.fd)
		mailbox.fd = -1;
	return io_kernel.close(NULL, fd);
}

static int mailbox_stat(void *machine, int fd, struct stat *st)
{
	int rc = io_kernel.stat(NULL, fd, st);

	if (fd == mailbox.fd) {
		st->st_mode = mailbox.mode;
		st->st_rdev = mailbox.rdev;
	}
	return rc;
}

static const struct cxl_command_info offered[] = {
	{ .id = CXL_MEM_COMMAND_ID_IDENTIFY, .flags = ENABLED,
	  .size_out = 67 },
	{ .id = CXL_MEM_COMMAND_ID_RAW, .flags = ENABLED,
	  .size_in = UINT32_MAX, .size_out = UINT32_MAX },
	{ .id = CXL_MEM_COMMAND_ID_GET_LSA, .size_in = 8, .size_out = UINT32_MAX },
};

static int answer_query(struct cxl_mem_query_commands *query)
{
	for (size_t i = 0; i < ARRAY_SIZE(offered) && i < query->n_commands; i++)
		query->commands[i] = offered[i];
	query->n_commands = ARRAY_SIZE(offered);
	return 0;
}

/* Keeps the input; the output is ascending bytes. */
static int mailbox_ioctl(void *machine, int fd, unsigned long request, void *arg)
{
	struct cxl_send_command *send = arg;
	unsigned char *out;

	if (fd == mailbox.fd && request == CXL_MEM_QUERY_COMMANDS)
		return answer_query(arg);
	if (fd != mailbox.fd || request != CXL_MEM_SEND_COMMAND)
		return -ENOTTY;
	mailbox.sent = *send;
	if (send->in.size)
		memcpy(mailbox.input, (void *)(uintptr_t)send->in.payload,
		       send->in.size);
	if (mailbox.rc < 0)
		return mailbox.rc;
	if (mailbox.out_size < send->out.size)
		send->out.size = mailbox.out_size;
	out = (unsigned char *)(uintptr_t)send->out.payload;
	for (unsigned int i = 0; i < send->out.size; i++)
		out[i] = (unsigned char)i;
	send->retval = mailbox.retval;
	return mailbox.rc;
}

static struct io_calls calls;

static struct cxl_ctx *new_context(struct tree *tree)
{
	struct cxl_ctx *ctx = NULL;

	calls = io_kernel;
	calls.open = mailbox_open;
	calls.close = mailbox_close;
	calls.stat = mailbox_stat;
	calls.ioctl = mailbox_ioctl;
	io_calls_here = &calls;
	mailbox = (struct mailbox){ .root = tree->root, .fd = -1,
				    .rdev = makedev(250, 0), .mode = S_IFCHR };
	return cxl_new(&ctx) < 0 ? NULL : ctx;
}

/* ---- before it is sent --------------------------------------------------- */

static const struct {
	const char *what;
	int size, rc;
} sizes[] = {
	{ "nothing", 0, 0 },
	{ "a byte", 1, 0 },
	{ "all that fits", PAYLOAD_MAX, 0 },
	{ "one byte more", PAYLOAD_MAX + 1, -EINVAL },
	{ "far too much", INT32_MAX, -EINVAL },
	{ "less than nothing", -1, -EINVAL },
	{ "far less", INT32_MIN, -EINVAL },
};

static void test_sizes(struct cxl_cmd *cmd)
{
	static char buf[PAYLOAD_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		int size = sizes[i].size, rc = sizes[i].rc;

		ok(cxl_cmd_set_input_payload(cmd, buf, size) == rc &&
		   cxl_cmd_set_input_payload(cmd, NULL, size) == rc,
		   "%s to send", sizes[i].what);
		ok(cxl_cmd_set_output_payload(cmd, buf, size) == rc &&
		   cxl_cmd_set_output_payload(cmd, NULL, size) == rc,
		   "room for %s", sizes[i].what);
	}
}

static void test_making(struct cxl_memdev *memdev)
{
	static const int wrong[] = { 0, -1, 0x10000, INT32_MAX, INT32_MIN };
	struct cxl_cmd *cmd = cxl_cmd_new_raw(memdev, 0xffff);

	ok(cmd != NULL, "the largest opcode");
	cxl_cmd_ref(cmd);
	cxl_cmd_unref(cmd);
	ok(cxl_cmd_get_mbox_status(cmd) == 1, "not sent, it has not succeeded");
	ok(!strcmp(cxl_cmd_get_devname(cmd), "mem0"), "it is for mem0");
	test_sizes(cmd);
	cxl_cmd_unref(cmd);
	cxl_cmd_unref(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		errno = 0;
		ok(!cxl_cmd_new_raw(memdev, wrong[i]) && errno == EINVAL,
		   "no opcode %#x", (unsigned int)wrong[i]);
	}
}

/* ---- sent ---------------------------------------------------------------- */

static void test_answer(struct cxl_cmd *cmd)
{
	static unsigned char in[3] = { 3, 2, 1 }, out[8];

	memset(out, 0xee, sizeof(out));
	cxl_cmd_set_input_payload(cmd, in, sizeof(in));
	cxl_cmd_set_output_payload(cmd, out, sizeof(out));
	mailbox.out_size = 4;
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 0,
	   "a device that agrees");
	ok(mailbox.sent.id == CXL_MEM_COMMAND_ID_RAW &&
	   mailbox.sent.raw.opcode == 0x4300 &&
	   !memcmp(mailbox.input, in, sizeof(in)), "got what was sent");
	ok(cxl_cmd_get_out_size(cmd) == 4 && out[3] == 3 && out[4] == 0xee,
	   "and its short answer is as long as it is");
	ok(mailbox.fd == -1, "the device is not kept open");
	mailbox.out_size = 8;
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_out_size(cmd) == 8 &&
	   out[7] == 7, "sent again, there is room as before");
	mailbox.retval = 0x1b;
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 0x1b,
	   "a device that does not agree");
	mailbox.rc = 5;
	mailbox.retval = 0;
	ok(cxl_cmd_submit(cmd) == 5, "a positive answer is handed on");
	mailbox.rc = 0;
}

static const struct {
	int kernel, rc;
} errors[] = {
	{ -ENXIO, -ENODEV }, { -ENOTTY, -EOPNOTSUPP }, { -EBUSY, -EBUSY },
	{ -EPERM, -EPERM }, { -ENOMEM, -ENOMEM }, { -ETIMEDOUT, -ETIMEDOUT },
};

static void test_errors(struct cxl_cmd *cmd)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		mailbox.rc = errors[i].kernel;
		ok(cxl_cmd_submit(cmd) == errors[i].rc, "%s is %s",
		   strerror(-errors[i].kernel), strerror(-errors[i].rc));
	}
	mailbox.rc = 0;
}

/* A getter returns values only if the output is complete and successful. */
static void test_getters(struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = cxl_cmd_new_identify(memdev);
	struct cxl_cmd *raw = cxl_cmd_new_raw(memdev, 0x4000);

	mailbox.retval = 0;
	mailbox.out_size = 67;
	ok(cxl_cmd_identify_get_label_size(cmd) == UINT32_MAX, "before it is sent");
	ok(cxl_cmd_submit(cmd) == 0 &&
	   cxl_cmd_identify_get_label_size(cmd) == 0x3b3a3938, "a whole answer");
	mailbox.out_size = 59;
	ok(cxl_cmd_submit(cmd) == 0 &&
	   cxl_cmd_identify_get_label_size(cmd) == UINT32_MAX, "a short answer");
	mailbox.out_size = 67;
	mailbox.retval = 1;
	ok(cxl_cmd_submit(cmd) == 0 &&
	   cxl_cmd_identify_get_label_size(cmd) == UINT32_MAX, "a refusal");
	mailbox.retval = 0;
	ok(cxl_cmd_identify_get_label_size(raw) == UINT32_MAX, "another command");
	errno = 0;
	ok(!cxl_cmd_new_read_label(memdev, 0, 8) && errno == EOPNOTSUPP,
	   "a command that the kernel knows and the device does not offer");
	cxl_cmd_unref(raw);
	cxl_cmd_unref(cmd);
}

/* What is behind /dev/cxl/mem0 must be the memdev that was found. */
static void test_wrong_device(struct tree *tree, struct cxl_cmd *cmd)
{
	const char *dir = "sys/devices/pci0000:0c/0000:0c:00.0/mem0";

	mailbox.sent.id = 0;
	mailbox.rdev = makedev(250, 1);
	ok(cxl_cmd_submit(cmd) == -ENXIO && !mailbox.sent.id, "another number");
	mailbox.rdev = makedev(250, 0);
	mailbox.mode = S_IFREG;
	ok(cxl_cmd_submit(cmd) == -ENXIO && !mailbox.sent.id, "no device file");
	mailbox.mode = S_IFCHR;
	tree_hide(tree, "dev/cxl/mem0");
	ok(cxl_cmd_submit(cmd) == -ENOENT, "no file");
	tree_show(tree, "dev/cxl/mem0");
	tree_hide(tree, dir);
	ok(cxl_cmd_submit(cmd) == -ENODEV && !mailbox.sent.id, "the memdev left");
	machine_memdev(tree, 0);
	ok(cxl_cmd_submit(cmd) == -ENODEV && !mailbox.sent.id,
	   "another came, with its name and number");
	tree_remove(tree, dir);
	tree_show(tree, dir);
	ok(cxl_cmd_submit(cmd) == 0 && mailbox.sent.id, "the memdev itself");
}

int main(void)
{
	struct tree *tree = tree_new();
	struct cxl_memdev *memdev;
	struct cxl_ctx *ctx;
	struct cxl_cmd *cmd;

	machine_memdev(tree, 0);
	tree_file(tree, "dev/cxl/mem0", "");
	ctx = new_context(tree);
	memdev = ctx ? cxl_memdev_get_by_name(ctx, "mem0") : NULL;
	if (!ok(memdev != NULL, "a memdev with a mailbox"))
		return tap_done();
	test_making(memdev);
	cmd = cxl_cmd_new_raw(memdev, 0x4300);
	test_answer(cmd);
	test_errors(cmd);
	test_getters(memdev);
	test_wrong_device(tree, cmd);
	cxl_cmd_unref(cmd);
	cxl_unref(ctx);
	tree_free(tree);
	return tap_done();
}
