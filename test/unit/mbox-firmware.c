// SPDX-License-Identifier: GPL-2.0-or-later
/* Firmware: an image is handed over whole, or not at all. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mbox.h"
#include "tap.h"

#define IMAGE_SIZE 20000

static char path[] = "/tmp/cxl-firmware-XXXXXX";
static char image[IMAGE_SIZE];

static void loader(const char *attr, const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "firmware/mem0/%s", attr);
	mbox_set(name, text);
}

static struct cxl_memdev *given_a_loader(void)
{
	mbox_reset();
	loader("status", "idle\n");
	loader("error", "");
	loader("remaining_size", "0\n");
	loader("loading", "0\n");
	loader("cancel", "");
	loader("data", "");
	return mbox_memdev();
}

static void write_image(size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(image, 1, size, file) != size || fclose(file))
		abort();
}

static void test_whole(void)
{
	struct cxl_memdev *memdev = given_a_loader();

	write_image(IMAGE_SIZE);
	ok(cxl_memdev_update_fw(memdev, path) == 0 && mbox.image_size == IMAGE_SIZE &&
	   !memcmp(mbox.image, image, IMAGE_SIZE), "an image arrives");
	ok(!strcmp(mbox.written, "loading=1 loading=0"), "between its brackets: %s", mbox.written);
	ok(mbox.locks == 0, "no lock is left");
	mbox_done(memdev);
}

static void test_not_begun(void)
{
	struct cxl_memdev *memdev = given_a_loader();

	ok(cxl_memdev_update_fw(memdev, "/nonexistent") == -ENOENT, "no such file");
	ok(cxl_memdev_update_fw(memdev, "/tmp") == -EISDIR, "a directory");
	write_image(0);
	ok(cxl_memdev_update_fw(memdev, path) == -EINVAL, "an empty file");
	write_image(IMAGE_SIZE);
	loader("status", "transferring\n");
	ok(cxl_memdev_update_fw(memdev, path) == -EBUSY, "another upload");
	loader("status", "idle\n");
	mbox.lock_rc = -EAGAIN;
	ok(cxl_memdev_update_fw(memdev, path) == -EAGAIN, "another process");
	mbox.lock_rc = 0;
	ok(!*mbox.written && !mbox.image_size, "nothing was written");
	mbox_done(memdev);

	mbox_reset();
	memdev = mbox_memdev();
	ok(cxl_memdev_update_fw(memdev, path) == -EOPNOTSUPP &&
	   cxl_memdev_cancel_fw_update(memdev) == -EOPNOTSUPP &&
	   cxl_memdev_fw_update_get_status(memdev) == -EOPNOTSUPP &&
	   cxl_memdev_fw_update_get_remaining(memdev) == 0 &&
	   cxl_memdev_fw_update_in_progress(memdev), "no loader");
	mbox.gone = true;
	ok(cxl_memdev_update_fw(memdev, path) == -ENODEV, "no device");
	mbox_done(memdev);
}

static const struct {
	const char *file;
	int rc, answer;
	const char *written;
} failures[] = {
	{ "loading", -EPERM, -EPERM, "" },
	{ "data", -EPERM, -EPERM, "loading=1 loading=-1" },
	{ "data", -ENOMEM, -ENOMEM, "loading=1 loading=-1" },
	{ "data", -ENODEV, -ECANCELED, "loading=1 loading=-1" },
	{ "data", 0, -EIO, "loading=1 loading=-1" },
};

static void test_half(void)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct cxl_memdev *memdev = given_a_loader();

		mbox.write_fails = failures[i].file;
		mbox.write_rc = failures[i].rc;
		ok(cxl_memdev_update_fw(memdev, path) == failures[i].answer &&
		   !strcmp(mbox.written, failures[i].written),
		   "%s says %d: %d, \"%s\"", failures[i].file, failures[i].rc,
		   failures[i].answer, mbox.written);
		mbox_done(memdev);
	}
}

static const struct {
	const char *text;
	enum cxl_fwl_status status;
} statuses[] = {
	{ "idle\n", CXL_FWL_STATUS_IDLE },
	{ "receiving\n", CXL_FWL_STATUS_RECEIVING },
	{ "preparing\n", CXL_FWL_STATUS_PREPARING },
	{ "transferring\n", CXL_FWL_STATUS_TRANSFERRING },
	{ "programming\n", CXL_FWL_STATUS_PROGRAMMING },
	{ "", CXL_FWL_STATUS_UNKNOWN },
	{ "idler\n", CXL_FWL_STATUS_UNKNOWN },
};

static void test_status(void)
{
	struct cxl_memdev *memdev = given_a_loader();
	char error[32] = "#";

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		loader("status", statuses[i].text);
		ok(cxl_memdev_fw_update_get_status(memdev) == (int)statuses[i].status &&
		   cxl_memdev_fw_update_in_progress(memdev) ==
		   (statuses[i].status != CXL_FWL_STATUS_IDLE),
		   "status %d", statuses[i].status);
	}
	loader("remaining_size", "12345\n");
	ok(cxl_memdev_fw_update_get_remaining(memdev) == 12345, "what remains");
	loader("remaining_size", "many\n");
	ok(cxl_memdev_fw_update_get_remaining(memdev) == 0, "is 0 when it is no number");
	ok(cxl_memdev_fw_update_get_error(memdev, error, sizeof(error)) == 0 && !*error,
	   "no error");
	loader("error", "transferring:hw-error\n");
	ok(cxl_memdev_fw_update_get_error(memdev, error, sizeof(error)) == 0 &&
	   !strcmp(error, "transferring:hw-error"), "an error");
	ok(cxl_memdev_fw_update_get_error(memdev, error, 9) == 0 &&
	   !strcmp(error, "transfer"), "cut to the room there is");
	mbox.gone = true;
	ok(cxl_memdev_fw_update_get_status(memdev) == -ENODEV &&
	   cxl_memdev_fw_update_get_error(memdev, error, 9) == -ENODEV &&
	   cxl_memdev_fw_update_get_remaining(memdev) == 0 &&
	   !cxl_memdev_fw_update_in_progress(memdev),
	   "nothing goes on in a device that left");
	mbox_done(memdev);
}

static void test_cancel(void)
{
	struct cxl_memdev *memdev = given_a_loader();

	ok(cxl_memdev_cancel_fw_update(memdev) == -ENXIO && !*mbox.written, "nothing to cancel");
	loader("status", "transferring\n");
	ok(cxl_memdev_cancel_fw_update(memdev) == 0 && !strcmp(mbox.written, "cancel=1"), "cancelled");
	mbox.write_fails = "cancel";
	mbox.write_rc = -ENODEV;
	ok(cxl_memdev_cancel_fw_update(memdev) == -ENXIO, "it has ended");
	loader("status", "idle\n");
	loader("remaining_size", "1\n");
	mbox.write_fails = NULL;
	ok(cxl_memdev_cancel_fw_update(memdev) == 0, "something remains of it");
	mbox.gone = true;
	ok(cxl_memdev_cancel_fw_update(memdev) == -ENODEV, "the device has left");
	mbox_done(memdev);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	for (int i = 0; i < IMAGE_SIZE; i++)
		image[i] = (char)(i * 31);
	test_whole();
	test_not_begun();
	test_half();
	test_status();
	test_cancel();
	unlink(path);
	return tap_done();
}
