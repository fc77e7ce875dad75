// SPDX-License-Identifier: GPL-2.0-or-later
/* Labels: in parts that fit a payload, within the area, by one process at a time. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/cleanup.h"
#include "mbox.h"
#include "tap.h"

#define PART (512 - 8)

static unsigned char data[MBOX_LABELS], back[MBOX_LABELS];

static char logged[256];

static void keep_log(struct cxl_ctx *ctx, int priority, const char *file,
		     int line, const char *fn, const char *format, va_list args)
{
	vsnprintf(logged, sizeof(logged), format, args);
}

static struct cxl_memdev *given_labels(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	for (int i = 0; i < MBOX_LABELS; i++) {
		data[i] = (unsigned char)(i * 7 + i / 256);
		mbox.labels[i] = (unsigned char)~data[i];
	}
	memset(back, 0, sizeof(back));
	memdev = mbox_memdev();
	cxl_set_log_fn(cxl_memdev_get_ctx(memdev), keep_log);
	*logged = '\0';
	return memdev;
}

static void test_whole(void)
{
	struct cxl_memdev *memdev = given_labels();

	ok(cxl_memdev_write_label(memdev, data, sizeof(data), 0) == 0 &&
	   !memcmp(mbox.labels, data, sizeof(data)), "all is written");
	ok(mbox.sends == (MBOX_LABELS + PART - 1) / PART, "in %u parts", mbox.sends);
	mbox.sends = 0;
	ok(cxl_memdev_read_label(memdev, back, sizeof(back), 0) == 0 &&
	   !memcmp(back, data, sizeof(back)), "and read back");
	ok(mbox.sends == (MBOX_LABELS + PART - 1) / PART && mbox.queries == 1 &&
	   mbox.opened == 1, "in as many parts, after one query, through one opening");
	ok(mbox.locks == 0, "no lock is left");
	mbox_done(memdev);
}

/* Given any place and length, then exactly that is moved. */
static void test_places(void)
{
	static const size_t lengths[] = { 1, PART - 1, PART, PART + 1, 2 * PART };
	static const size_t offsets[] = { 0, 1, PART, 1000 };
	struct cxl_memdev *memdev = given_labels();
	bool good = true;

	for (size_t l = 0; l < ARRAY_SIZE(lengths); l++) {
		for (size_t o = 0; o < ARRAY_SIZE(offsets); o++) {
			size_t len = lengths[l], at = offsets[o];

			memset(mbox.labels, 0xaa, sizeof(mbox.labels));
			good = good && !cxl_memdev_write_label(memdev, data, len, at) &&
			       !memcmp(mbox.labels + at, data, len) &&
			       mbox.labels[at + len] == 0xaa &&
			       (!at || mbox.labels[at - 1] == 0xaa) &&
			       !cxl_memdev_read_label(memdev, back, len, at) &&
			       !memcmp(back, data, len);
		}
	}
	ok(good, "any length at any place");
	memset(mbox.labels, 0xaa, sizeof(mbox.labels));
	ok(cxl_memdev_zero_label(memdev, 1024, 512) == 0 &&
	   mbox.labels[511] == 0xaa && mbox.labels[512] == 0 &&
	   mbox.labels[1535] == 0 && mbox.labels[1536] == 0xaa, "zeros, too");
	mbox_done(memdev);
}

static const struct {
	const char *what;
	size_t length, offset;
	int rc;
} ranges[] = {
	{ "nothing", 0, 0, 0 },
	{ "nothing at the end", 0, MBOX_LABELS, 0 },
	{ "nothing beyond it", 0, MBOX_LABELS + 1, -ERANGE },
	{ "one byte beyond", 1, MBOX_LABELS, -ERANGE },
	{ "one too many", MBOX_LABELS + 1, 0, -ERANGE },
	{ "all, but one too late", MBOX_LABELS, 1, -ERANGE },
	{ "all that 32 bits hold", 1, UINT32_MAX, -ERANGE },
	{ "what wraps around", SIZE_MAX, 2, -ERANGE },
	{ "what wraps around from the other side", 2, SIZE_MAX, -ERANGE },
};

static void test_ranges(void)
{
	struct cxl_memdev *memdev = given_labels();

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		ok(cxl_memdev_read_label(memdev, back, ranges[i].length,
					 ranges[i].offset) == ranges[i].rc &&
		   cxl_memdev_write_label(memdev, data, ranges[i].length,
					  ranges[i].offset) == ranges[i].rc &&
		   cxl_memdev_zero_label(memdev, ranges[i].length,
					 ranges[i].offset) == ranges[i].rc,
		   "%s: %d", ranges[i].what, ranges[i].rc);
	ok(cxl_memdev_read_label(memdev, NULL, 1, 0) == -EINVAL &&
	   cxl_memdev_write_label(memdev, NULL, 1, 0) == -EINVAL, "no buffer");
	ok(mbox.sends == 0, "nothing was sent");
	mbox_done(memdev);
}

static void test_attributes(void)
{
	struct cxl_memdev *memdev = given_labels();

	mbox_set("payload_max", NULL);
	ok(cxl_memdev_read_label(memdev, back, 1, 0) == -EINVAL, "a payload of unknown size");
	mbox_done(memdev);
	memdev = given_labels();
	mbox_set("payload_max", "8\n");
	ok(cxl_memdev_read_label(memdev, back, 1, 0) == -EINVAL, "or one that holds a header only");
	mbox_done(memdev);
	memdev = given_labels();
	mbox_set("label_storage_size", "0\n");
	ok(cxl_memdev_read_label(memdev, back, 1, 0) == -ERANGE, "a device without labels");
	mbox_done(memdev);
	memdev = given_labels();
	mbox_set("label_storage_size", NULL);
	ok(cxl_memdev_read_label(memdev, back, 1, 4095) == 0 &&
	   cxl_memdev_read_label(memdev, back, 1, 4096) == -ENXIO,
	   "without the attribute the device says where they end");
	mbox_done(memdev);
}

static void test_failures(void)
{
	struct cxl_memdev *memdev = given_labels();

	mbox.retval = 4;
	mbox.fail_at = 3;
	ok(cxl_memdev_write_label(memdev, data, sizeof(data), 0) == -ENXIO &&
	   !memcmp(mbox.labels, data, 2 * PART) &&
	   mbox.labels[2 * PART] != data[2 * PART], "the third part is refused");
	ok(strstr(logged, "mem0") && strstr(logged, "1008 of 4096"), "with a line that names it: %s", logged);
	*logged = '\0';
	mbox.fail_at = 1;
	ok(cxl_memdev_write_label(memdev, data, sizeof(data), 0) == -ENXIO && !*logged,
	   "nothing was written, and there is no line");
	mbox.retval = 0;
	mbox.answer_size = 100;
	ok(cxl_memdev_read_label(memdev, back, 200, 0) == -ENXIO, "an answer cut short");
	mbox.send_rc = -EBUSY;
	ok(cxl_memdev_write_label(memdev, data, 1, 0) == -EBUSY, "labels that are the kernel's");
	mbox.send_rc = 0;
	mbox.lock_rc = -EAGAIN;
	ok(cxl_memdev_write_label(memdev, data, 1, 0) == -EAGAIN && mbox.clock >= 1000,
	   "another process does not end");
	mbox.lock_rc = 0;
	mbox.gone = true;
	ok(cxl_memdev_write_label(memdev, data, 1, 0) == -ENODEV &&
	   cxl_memdev_read_label(memdev, back, 1, 0) == -ENODEV &&
	   cxl_memdev_zero_label(memdev, 1, 0) == -ENODEV, "the device has left");
	ok(mbox.locks == 0, "no lock is left");
	mbox_done(memdev);

	memdev = given_labels();
	mbox_withdraw(CXL_MEM_COMMAND_ID_SET_LSA);
	ok(cxl_memdev_write_label(memdev, data, 1, 0) == -EOPNOTSUPP, "no such command");
	mbox_done(memdev);
}

static void test_payload(void)
{
	struct cxl_memdev *memdev = given_labels();
	struct cxl_cmd *cmd = cxl_cmd_new_read_label(memdev, 16, 32);
	struct cxl_cmd *other = cxl_cmd_new_identify(memdev);

	ok(cxl_cmd_read_label_get_payload(cmd, back, 32) == -EINVAL, "no payload before it is submitted");
	ok(cxl_cmd_submit(cmd) == 0 &&
	   cxl_cmd_read_label_get_payload(cmd, back, 32) == 32 &&
	   !memcmp(back, mbox.labels + 16, 32), "the payload of one command");
	ok(cxl_cmd_read_label_get_payload(cmd, back, 5) == 5, "the first of it");
	ok(cxl_cmd_read_label_get_payload(cmd, back, 33) == -EINVAL &&
	   cxl_cmd_read_label_get_payload(cmd, back, UINT_MAX) == -EINVAL, "no more than it");
	ok(cxl_cmd_set_output_payload(cmd, back, 8) == 0 && cxl_cmd_submit(cmd) == 0 &&
	   !memcmp(back, mbox.labels + 16, 8), "a buffer of the caller's");
	cxl_cmd_submit(other);
	ok(cxl_cmd_read_label_get_payload(other, back, 1) == -EINVAL, "not of another command");
	cxl_cmd_unref(other);
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* Given an answer cut at any place, then there is so much of it, and not a byte more. */
static void test_short_payloads(void)
{
	struct cxl_memdev *memdev = given_labels();
	struct cxl_cmd *cmd = cxl_cmd_new_read_label(memdev, 16, 32);
	bool good = true;

	for (uint32_t size = 0; size < 32; size++) {
		mbox.answer_size = size;
		memset(back, 0xaa, sizeof(back));
		good = good && cxl_cmd_submit(cmd) == 0 &&
		       cxl_cmd_read_label_get_payload(cmd, back, size + 1) == -EINVAL &&
		       back[0] == 0xaa &&
		       cxl_cmd_read_label_get_payload(cmd, back, size) == (ssize_t)size &&
		       !memcmp(back, mbox.labels + 16, size) && back[size] == 0xaa;
	}
	ok(good, "as much as came");
	mbox.retval = 4;
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 4 &&
	   cxl_cmd_read_label_get_payload(cmd, back, 1) == -EINVAL, "none when the device refuses");
	mbox.retval = 0;
	cxl_cmd_submit(cmd);
	mbox.send_rc = -EBUSY;
	ok(cxl_cmd_submit(cmd) == -EBUSY &&
	   cxl_cmd_read_label_get_payload(cmd, back, 1) == -EINVAL,
	   "nor of the time before when the kernel does");
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

/* An index that says that @slots labels are in use, of eight. */
static void given_index(unsigned int slots)
{
	memset(mbox.labels, 0, MBOX_LABELS);
	memcpy(mbox.labels, "NAMESPACE_INDEX", 16);
	mbox.labels[20] = 1;
	mbox.labels[56] = 8;
	mbox.labels[72] = (unsigned char)(0xff << slots);
}

static void test_query(void)
{
	struct cxl_memdev *memdev = given_labels();
	unsigned int used = 7;

	ok(cxl_memdev_query_labels(memdev, &used) == 0 && !used, "without an index no label is in use");
	given_index(3);
	ok(cxl_memdev_query_labels(memdev, &used) == 0 && used == 3, "three labels are");
	mbox.labels[59] = 1;
	ok(cxl_memdev_query_labels(memdev, &used) == -EBADMSG && used == 3, "an index that is cut off");
	mbox.retval = 2;
	ok(cxl_memdev_query_labels(memdev, &used) == -ENXIO && used == 3, "a device that refuses");
	mbox_done(memdev);
}

int main(void)
{
	test_whole();
	test_places();
	test_ranges();
	test_attributes();
	test_failures();
	test_payload();
	test_short_payloads();
	test_query();
	return tap_done();
}
