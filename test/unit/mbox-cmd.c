// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands: what is offered, their sizes, what they send, their references. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "core/cleanup.h"
#include "mbox.h"
#include "tap.h"

static char bytes[16] = "fifteen letters";

static struct cxl_cmd *make_raw(struct cxl_memdev *memdev)
{
	return cxl_cmd_new_raw(memdev, 0x4000);
}

static struct cxl_cmd *make_read_label(struct cxl_memdev *memdev)
{
	return cxl_cmd_new_read_label(memdev, 0, 16);
}

static struct cxl_cmd *make_write_label(struct cxl_memdev *memdev)
{
	return cxl_cmd_new_write_label(memdev, bytes, 0, 16);
}

static struct cxl_cmd *make_set_partition(struct cxl_memdev *memdev)
{
	return cxl_cmd_new_set_partition(memdev, 0x20000000);
}

/* Every constructor, and what it sends and asks for. */
static const struct {
	const char *name;
	struct cxl_cmd *(*make)(struct cxl_memdev *memdev);
	uint32_t id, in, out;
} all[] = {
	{ "raw", make_raw, CXL_MEM_COMMAND_ID_RAW, 0, 0 },
	{ "identify", cxl_cmd_new_identify, CXL_MEM_COMMAND_ID_IDENTIFY, 0, 0x43 },
	{ "health", cxl_cmd_new_get_health_info, CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0, 0x12 },
	{ "get_alert", cxl_cmd_new_get_alert_config, CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG, 0, 0x10 },
	{ "set_alert", cxl_cmd_new_set_alert_config, CXL_MEM_COMMAND_ID_SET_ALERT_CONFIG, 0x0c, 0 },
	{ "get_partition", cxl_cmd_new_get_partition, CXL_MEM_COMMAND_ID_GET_PARTITION_INFO, 0, 0x20 },
	{ "set_partition", make_set_partition, CXL_MEM_COMMAND_ID_SET_PARTITION_INFO, 0x0a, 0 },
	{ "fw_info", cxl_cmd_new_get_fw_info, CXL_MEM_COMMAND_ID_GET_FW_INFO, 0, 0x50 },
	{ "read_label", make_read_label, CXL_MEM_COMMAND_ID_GET_LSA, 8, 16 },
	{ "write_label", make_write_label, CXL_MEM_COMMAND_ID_SET_LSA, 24, 0 },
};

static void test_offered(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	memdev = mbox_memdev();
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct cxl_cmd *cmd = all[i].make(memdev);

		ok(cmd && cxl_cmd_get_mbox_status(cmd) == 1 &&
		   !strcmp(cxl_cmd_get_devname(cmd), "mem0") &&
		   cxl_cmd_submit(cmd) == 0 && mbox.id == all[i].id &&
		   mbox.in_size == all[i].in && mbox.out_size == all[i].out,
		   "%s: sends %u bytes, has room for %u", all[i].name,
		   all[i].in, all[i].out);
		cxl_cmd_unref(cmd);
	}
	ok(mbox.queries == 1, "one query for each memdev");
	mbox_done(memdev);
}

/* Given a device that agrees, says no, or is not reached, then each command tells it so. */
static void test_outcomes(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	memdev = mbox_memdev();
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct cxl_cmd *cmd = all[i].make(memdev);

		mbox.answer_size = 0;
		ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 0 &&
		   cxl_cmd_get_out_size(cmd) == 0, "%s: an answer of nothing", all[i].name);
		mbox.answer_size = all[i].out + 1000;
		ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_out_size(cmd) == (int)all[i].out,
		   "%s: more than there is room for", all[i].name);
		mbox.retval = 2;
		ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 2 &&
		   cxl_cmd_get_out_size(cmd) == 0, "%s: refused by the device", all[i].name);
		mbox.retval = 0;
		mbox.send_rc = -EBUSY;
		ok(cxl_cmd_submit(cmd) == -EBUSY && cxl_cmd_get_mbox_status(cmd) == 1 &&
		   cxl_cmd_get_out_size(cmd) == 0, "%s: refused by the kernel", all[i].name);
		mbox.send_rc = 0;
		cxl_cmd_unref(cmd);
	}
	mbox_done(memdev);
}

static void test_not_offered(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct cxl_memdev *memdev;

		mbox_reset();
		mbox_withdraw(all[i].id);
		memdev = mbox_memdev();
		errno = 0;
		ok(!all[i].make(memdev) && errno == EOPNOTSUPP,
		   "%s: none where it is not offered", all[i].name);
		mbox.offer_count = 0;
		mbox_done(memdev);
		memdev = mbox_memdev();
		ok(!all[i].make(memdev) && errno == EOPNOTSUPP,
		   "%s: nor where nothing is", all[i].name);
		mbox_done(memdev);
	}
}

/* Given a kernel before 6.3, which marks nothing, then the device says no. */
static void test_no_marks(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		mbox_withdraw(all[i].id);
	memdev = mbox_memdev();
	cmd = cxl_cmd_new_get_health_info(memdev);
	ok(cmd && cxl_cmd_submit(cmd) == -EOPNOTSUPP, "an old kernel refuses the submit");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

static void test_no_query(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	memdev = mbox_memdev();
	mbox.query_rc = -EFAULT;
	ok(!cxl_cmd_new_identify(memdev) && errno == EFAULT, "a query that fails");
	mbox.query_rc = 0;
	cmd = cxl_cmd_new_identify(memdev);
	ok(cmd != NULL, "is made again");
	mbox.gone = true;
	ok(cxl_cmd_submit(cmd) == -ENODEV, "nothing is sent to a device that left");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);

	mbox_reset();
	memdev = mbox_memdev();
	mbox.gone = true;
	ok(!cxl_cmd_new_identify(memdev) && errno == ENODEV, "nor is it asked");
	mbox_done(memdev);

	mbox_reset();
	memdev = mbox_memdev();
	ok(cxl_memdev_get_minor(memdev) == 0, "whose number was once its own");
	mbox_set("dev", "254:1\n");
	ok(!cxl_cmd_new_identify(memdev) && errno == ENXIO, "nor is a foreign memdev");
	mbox_done(memdev);
}

/* What the kernel returns, and what the caller gets. */
static void test_kernel_errors(void)
{
	static const struct {
		int kernel, rc;
	} rows[] = {
		{ -ENXIO, -ENODEV }, { -ENOTTY, -EOPNOTSUPP }, { -EBUSY, -EBUSY }, { -EPERM, -EPERM },
		{ -ENOMEM, -ENOMEM }, { -ETIMEDOUT, -ETIMEDOUT }, { 5, 5 },
	};
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	memdev = mbox_memdev();
	cmd = cxl_cmd_new_identify(memdev);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		mbox.send_rc = rows[i].kernel;
		ok(cxl_cmd_submit(cmd) == rows[i].rc, "%d becomes %d", rows[i].kernel, rows[i].rc);
	}
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

static void test_device_file(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	memdev = mbox_memdev();
	mbox.device_file_type = S_IFREG;
	ok(!cxl_cmd_new_identify(memdev) && errno == ENXIO, "a file that is no character device");
	mbox.no_device_file = true;
	ok(!cxl_cmd_new_identify(memdev) && errno == ENOENT, "no file");
	ok(mbox.queries == 0, "no query was made");
	mbox_done(memdev);
}

/* Given several commands, then the file is opened for the first of them, and proven. */
static void test_one_opening(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	memdev = mbox_memdev();
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		cmd = all[i].make(memdev);
		ok(cmd && cxl_cmd_submit(cmd) == 0, "%s is sent", all[i].name);
		cxl_cmd_unref(cmd);
	}
	ok(mbox.opened == 1, "by one opening: %u", mbox.opened);
	ok(cxl_refresh(cxl_memdev_get_ctx(memdev)) == 0, "refreshed");
	cmd = cxl_cmd_new_identify(memdev);
	ok(cmd && cxl_cmd_submit(cmd) == 0 && mbox.opened == 2,
	   "it is opened again, and asked again what it offers");
	mbox.device_file_type = S_IFREG;
	ok(cxl_cmd_submit(cmd) == 0, "what is open was proven");
	mbox.gone = true;
	ok(cxl_cmd_submit(cmd) == -ENODEV, "nothing is sent to a device that left");
	mbox.gone = false;
	ok(cxl_cmd_submit(cmd) == -ENXIO, "and what is opened after that is proven");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* Given a file that may only be read, then its offers are seen, and nothing is sent. */
static void test_read_only_file(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	mbox.read_only = true;
	memdev = mbox_memdev();
	cmd = cxl_cmd_new_identify(memdev);
	ok(cmd && mbox.queries == 1, "a command is made");
	ok(cxl_cmd_submit(cmd) == -EACCES && !mbox.sends, "and not sent");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* Given a kernel that knows more commands than any today, then the last is found. */
static void test_long_list(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	mbox_withdraw(CXL_MEM_COMMAND_ID_GET_HEALTH_INFO);
	for (uint32_t id = 100; mbox.offer_count < ARRAY_SIZE(mbox.offers) - 1; id++)
		mbox_offer(id, 0, 0);
	mbox.offers[mbox.offer_count] = mbox.offers[0];
	mbox.offers[0].id = 0;
	mbox.offer_count++;
	memdev = mbox_memdev();
	cmd = cxl_cmd_new_identify(memdev);
	ok(cmd && mbox.queries == 2, "a second query finds it");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* The character device that commands go to. */
static void test_numbers(void)
{
	static const struct {
		const char *text;
		int major, minor;
	} rows[] = {
		{ "254:0\n", 254, 0 },
		{ "10:63\n", 10, 63 },
		{ NULL, -ENXIO, -ENXIO },
		{ "\n", -ENXIO, -ENXIO },
		{ "254\n", -ENXIO, -ENXIO },
		{ "none:0\n", -ENXIO, -ENXIO },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cxl_memdev *memdev;

		mbox_reset();
		mbox_set("dev", rows[i].text);
		memdev = mbox_memdev();
		ok(cxl_memdev_get_major(memdev) == rows[i].major &&
		   cxl_memdev_get_minor(memdev) == rows[i].minor, "numbers %d:%d",
		   rows[i].major, rows[i].minor);
		mbox_done(memdev);
	}
}

static void test_sizes(void)
{
	struct cxl_memdev *memdev;
	static char large[4096];

	mbox_reset();
	mbox_offer(CXL_MEM_COMMAND_ID_SET_ALERT_CONFIG, 0x08, 0);
	mbox_offer(CXL_MEM_COMMAND_ID_IDENTIFY, 0, 257);
	mbox_set("payload_max", "256\n");
	memdev = mbox_memdev();
	ok(!cxl_cmd_new_set_alert_config(memdev) && errno == EOPNOTSUPP,
	   "a kernel that takes less than the request");
	ok(!cxl_cmd_new_identify(memdev) && errno == EINVAL,
	   "an answer larger than a payload");
	ok(!cxl_cmd_new_read_label(memdev, 0, 257) && errno == EINVAL &&
	   !cxl_cmd_new_read_label(memdev, 0, 0) && errno == EINVAL &&
	   !cxl_cmd_new_read_label(memdev, 0, UINT_MAX) && errno == EINVAL,
	   "labels of 257 bytes, 0 and all that 32 bits hold");
	ok(!cxl_cmd_new_write_label(memdev, large, 0, 249) && errno == EINVAL &&
	   !cxl_cmd_new_write_label(memdev, large, 0, UINT_MAX) && errno == EINVAL &&
	   !cxl_cmd_new_write_label(memdev, large, 0, 0) && errno == EINVAL &&
	   !cxl_cmd_new_write_label(memdev, NULL, 0, 8) && errno == EINVAL,
	   "and labels to write, with their header");
	ok(mbox.sends == 0, "nothing was sent");
	mbox_done(memdev);
}

/* The mailbox takes 512 bytes. */
static void test_payload_sizes(struct cxl_cmd *cmd)
{
	static const int good[] = { 0, 1, 512 };
	static const int wrong[] = { 513, -1, INT_MAX, INT_MIN };
	static char buf[512];

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		ok(cxl_cmd_set_input_payload(cmd, buf, good[i]) == 0 &&
		   cxl_cmd_set_input_payload(cmd, NULL, good[i]) == 0 &&
		   cxl_cmd_set_output_payload(cmd, buf, good[i]) == 0 &&
		   cxl_cmd_set_output_payload(cmd, NULL, good[i]) == 0, "a payload of %d bytes", good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(cxl_cmd_set_input_payload(cmd, buf, wrong[i]) == -EINVAL &&
		   cxl_cmd_set_input_payload(cmd, NULL, wrong[i]) == -EINVAL &&
		   cxl_cmd_set_output_payload(cmd, buf, wrong[i]) == -EINVAL &&
		   cxl_cmd_set_output_payload(cmd, NULL, wrong[i]) == -EINVAL, "but not of %d", wrong[i]);
}

static void test_raw(void)
{
	static const int wrong[] = { 0, -1, 0x10000, INT_MAX, INT_MIN };
	char in[4] = "ab", out[8] = "";
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	memdev = mbox_memdev();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!cxl_cmd_new_raw(memdev, wrong[i]) && errno == EINVAL,
		   "no opcode %d: they are 1 .. 65535", wrong[i]);
	cmd = cxl_cmd_new_raw(memdev, 0xffff);
	test_payload_sizes(cmd);
	ok(cxl_cmd_set_input_payload(cmd, in, 2) == 0 &&
	   cxl_cmd_set_output_payload(cmd, out, 4) == 0, "payloads of the caller's");
	memcpy(mbox.answer, "answer", 7);
	mbox.answer_size = 3;
	ok(cxl_cmd_submit(cmd) == 0 && mbox.opcode == 0xffff && mbox.in_size == 2 &&
	   !memcmp(mbox.input, "ab", 2) && cxl_cmd_get_out_size(cmd) == 3 &&
	   !strcmp(out, "ans"), "are used in place");
	mbox.answer_size = 7;
	ok(cxl_cmd_submit(cmd) == 0 && mbox.out_size == 4 && !strcmp(out, "answ"),
	   "and have the same room again");
	ok(cxl_cmd_set_output_payload(cmd, NULL, 16) == 0 &&
	   cxl_cmd_set_output_payload(cmd, NULL, 8) == 0 &&
	   cxl_cmd_submit(cmd) == 0 && mbox.out_size == 8, "or are the library's");
	mbox.retval = 0x1234;
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 0x1234 &&
	   !strcmp(cxl_cmd_get_mbox_status_name(cmd), "unknown"),
	   "a status that nobody knows");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* The codes of CXL 3.0 are 0 .. 0x1e. */
static void test_status_names(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;
	char before[64] = "";
	bool named = true;

	mbox_reset();
	memdev = mbox_memdev();
	cmd = cxl_cmd_new_get_health_info(memdev);
	for (mbox.retval = 0; mbox.retval <= 0x1e; mbox.retval++) {
		const char *name;

		named = named && cxl_cmd_submit(cmd) == 0 &&
			cxl_cmd_get_mbox_status(cmd) == (int)mbox.retval;
		name = cxl_cmd_get_mbox_status_name(cmd);
		named = named && *name && strcmp(name, before) && strcmp(name, "unknown");
		snprintf(before, sizeof(before), "%s", name);
	}
	ok(named, "each code of the specification has a name");
	mbox.retval = 0x16;
	ok(cxl_cmd_submit(cmd) == 0 &&
	   !strcmp(cxl_cmd_get_mbox_status_name(cmd), "invalid payload length"), "its own one");
	mbox.retval = 0x1f;
	ok(cxl_cmd_submit(cmd) == 0 &&
	   !strcmp(cxl_cmd_get_mbox_status_name(cmd), "unknown"), "but not the next");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* A command keeps its memdev, and the context. */
static void test_references(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	memdev = mbox_memdev();
	cmd = cxl_cmd_new_identify(memdev);
	cxl_cmd_ref(cmd);
	cxl_cmd_unref(cmd);
	cxl_unref(cxl_memdev_get_ctx(memdev));
	ok(cxl_cmd_submit(cmd) == 0, "a command outlives the program's context");
	cxl_cmd_unref(cmd);
	cxl_cmd_unref(NULL);
}

/* Firmware was changed: a context that is refreshed asks again. */
static void test_refreshed(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	mbox_withdraw(CXL_MEM_COMMAND_ID_GET_HEALTH_INFO);
	memdev = mbox_memdev();
	ok(!cxl_cmd_new_get_health_info(memdev), "no health");
	mbox_offer(CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0, 0x12);
	ok(!cxl_cmd_new_get_health_info(memdev), "nor later");
	cxl_refresh(cxl_memdev_get_ctx(memdev));
	cmd = cxl_cmd_new_get_health_info(memdev);
	ok(cmd != NULL, "but once refreshed");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

static void test_set_partition(void)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd, *other;

	mbox_reset();
	memdev = mbox_memdev();
	ok(!cxl_cmd_new_set_partition(memdev, 0x10000001) && errno == EINVAL,
	   "a partition is a multiple of 256 MiB");
	cmd = cxl_cmd_new_set_partition(memdev, 0x20000000);
	ok(cxl_cmd_submit(cmd) == 0 && !memcmp(mbox.input, "\2\0\0\0\0\0\0\0\0\0", 10),
	   "with the next boot");
	ok(cxl_cmd_partition_set_mode(cmd, CXL_SETPART_IMMEDIATE) == 0 &&
	   cxl_cmd_submit(cmd) == 0 && mbox.input[8] == 1, "at once");
	ok(cxl_cmd_partition_set_mode(cmd, CXL_SETPART_NEXTBOOT) == 0 &&
	   cxl_cmd_submit(cmd) == 0 && mbox.input[8] == 0, "or not");
	ok(cxl_cmd_partition_set_mode(cmd, 2) == -EINVAL, "there is no third");
	other = cxl_cmd_new_identify(memdev);
	ok(cxl_cmd_partition_set_mode(other, CXL_SETPART_IMMEDIATE) == -EINVAL,
	   "nor of another command");
	cxl_cmd_unref(other);
	ok(cxl_cmd_set_input_payload(cmd, NULL, 4) == 0 &&
	   cxl_cmd_partition_set_mode(cmd, CXL_SETPART_IMMEDIATE) == -EINVAL,
	   "nor where a caller left no room for it");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

static const struct {
	const char *name;
	int (*set)(struct cxl_cmd *cmd, int value);
	int least, most;
	size_t at, len;
} setters[] = {
	{ "valid", cxl_cmd_alert_config_set_valid_alert_actions, 0, 31, 0, 1 },
	{ "enable", cxl_cmd_alert_config_set_enable_alert_actions, 0, 31, 1, 1 },
	{ "life", cxl_cmd_alert_config_set_life_used_prog_warn_threshold, 0, 100, 2, 1 },
	{ "warm", cxl_cmd_alert_config_set_dev_over_temperature_prog_warn_threshold, -32768, 65535, 4, 2 },
	{ "cold", cxl_cmd_alert_config_set_dev_under_temperature_prog_warn_threshold, -32768, 65535, 6, 2 },
	{ "volatile", cxl_cmd_alert_config_set_corrected_volatile_mem_err_prog_warn_threshold, 0, 65535, 8, 2 },
	{ "persistent", cxl_cmd_alert_config_set_corrected_pmem_err_prog_warn_threshold, 0, 65535, 10, 2 },
};

static int sent(size_t at, size_t len)
{
	return mbox.input[at] | (len > 1 ? mbox.input[at + 1] << 8 : 0);
}

static void test_set_alert(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	memdev = mbox_memdev();
	for (size_t i = 0; i < ARRAY_SIZE(setters); i++) {
		struct cxl_cmd *cmd = cxl_cmd_new_set_alert_config(memdev);
		struct cxl_cmd *other = cxl_cmd_new_get_alert_config(memdev);
		int mask = setters[i].len > 1 ? 0xffff : 0xff;
		int (*set)(struct cxl_cmd *, int) = setters[i].set;

		ok(set(cmd, setters[i].least) == 0 && cxl_cmd_submit(cmd) == 0 &&
		   sent(setters[i].at, setters[i].len) == (setters[i].least & mask) &&
		   set(cmd, setters[i].most) == 0 && cxl_cmd_submit(cmd) == 0 &&
		   sent(setters[i].at, setters[i].len) == (setters[i].most & mask),
		   "%s: %d .. %d", setters[i].name, setters[i].least, setters[i].most);
		ok(set(cmd, setters[i].least - 1) == -EINVAL &&
		   set(cmd, setters[i].most + 1) == -EINVAL &&
		   set(cmd, INT_MIN) == -EINVAL && set(cmd, INT_MAX) == -EINVAL &&
		   set(other, setters[i].least) == -EINVAL,
		   "%s: no others, nor of another command", setters[i].name);
		cxl_cmd_unref(other);
		cxl_cmd_unref(cmd);
	}
	mbox_done(memdev);
}

int main(void)
{
	test_offered();
	test_outcomes();
	test_not_offered();
	test_no_marks();
	test_no_query();
	test_kernel_errors();
	test_device_file();
	test_one_opening();
	test_read_only_file();
	test_long_list();
	test_numbers();
	test_sizes();
	test_raw();
	test_status_names();
	test_references();
	test_refreshed();
	test_set_partition();
	test_set_alert();
	return tap_done();
}
