// SPDX-License-Identifier: GPL-2.0-or-later
/* Sanitizing, and waiting for it; and what else hangs off a memdev: fwctl. */
#include <errno.h>
#include <string.h>

#include "core/ctx.h"
#include "mbox.h"
#include "tap.h"

static uint64_t done_at;

static void finish(void)
{
	if (mbox.clock >= done_at)
		mbox_set("security/state", "disabled\n");
}

static void leave(void)
{
	mbox.gone = mbox.clock >= done_at;
}

static struct cxl_memdev *given(const char *state)
{
	mbox_reset();
	mbox_set("security/state", state);
	return mbox_memdev();
}

static void test_nothing_to_wait_for(void)
{
	static const char *const states[] = {
		"disabled\n", "locked\n", "unlocked\n", "frozen\n", NULL,
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct cxl_memdev *memdev = given(states[i]);

		ok(cxl_memdev_wait_sanitize(memdev, -1) == 0 && mbox.clock == 0,
		   "not being sanitized: %.5s", states[i] ? states[i] : "no file");
		mbox_done(memdev);
	}
}

static void test_waiting(void)
{
	struct cxl_memdev *memdev = given("sanitize\n");

	mbox.on_sleep = finish;
	done_at = 5000;
	ok(cxl_memdev_wait_sanitize(memdev, -1) == 0 && mbox.clock >= 5000 &&
	   mbox.clock <= 6000, "without end");
	mbox_set("security/state", "sanitize\n");
	done_at = mbox.clock + 1500;
	ok(cxl_memdev_wait_sanitize(memdev, 60000) == 0, "within its time");
	mbox_done(memdev);

	memdev = given("sanitize\n");
	ok(cxl_memdev_wait_sanitize(memdev, 0) == -ETIMEDOUT && mbox.clock == 0,
	   "a look without waiting");
	ok(cxl_memdev_wait_sanitize(memdev, 2500) == -ETIMEDOUT && mbox.clock == 2500,
	   "its time is over, to the millisecond");
	cxl_set_timeout(cxl_memdev_get_ctx(memdev), 700);
	ok(cxl_memdev_wait_sanitize(memdev, -1) == -ETIMEDOUT && mbox.clock == 3200,
	   "the context's is");
	mbox_done(memdev);
}

static void test_trouble(void)
{
	struct cxl_memdev *memdev = given("sanitize\n");

	mbox.on_sleep = leave;
	done_at = 3000;
	ok(cxl_memdev_wait_sanitize(memdev, -1) == -ENODEV && mbox.clock <= 4000,
	   "a device that leaves is noticed within a second");
	ok(cxl_memdev_wait_sanitize(memdev, -1) == -ENODEV, "and later");
	mbox_done(memdev);

	memdev = given("sanitize\n");
	mbox.poll_rc = -ENOMEM;
	ok(cxl_memdev_wait_sanitize(memdev, -1) == -ENOMEM, "a poll that fails");
	mbox_done(memdev);
}

static void test_starting(void)
{
	struct cxl_memdev *memdev = given("disabled\n");

	ok(cxl_memdev_sanitize(memdev) == -EOPNOTSUPP &&
	   cxl_memdev_secure_erase(memdev) == -EOPNOTSUPP, "neither is offered");
	mbox_set("security/sanitize", "");
	mbox_set("security/erase", "");
	ok(cxl_memdev_sanitize(memdev) == 0 && !strcmp(mbox.written, "sanitize=1"),
	   "sanitized");
	ok(cxl_memdev_secure_erase(memdev) == 0 &&
	   !strcmp(mbox.written, "sanitize=1 erase=1"), "erased");
	mbox.write_fails = "erase";
	mbox.write_rc = -EBUSY;
	ok(cxl_memdev_secure_erase(memdev) == -EBUSY, "the kernel's refusal");
	mbox.gone = true;
	ok(cxl_memdev_sanitize(memdev) == -ENODEV, "the device has left");
	mbox_done(memdev);
}

static void test_fwctl(void)
{
	struct cxl_memdev *memdev = given(NULL);
	struct cxl_fwctl *fwctl;

	ok(!cxl_memdev_get_fwctl(memdev) && errno == ENOENT, "no fwctl");
	mbox_set("fwctl/uevent", "");
	ok(!cxl_memdev_get_fwctl(memdev) && errno == ENOENT, "nor one without a number");
	mbox_set("fwctl/fwctl3/dev", "none\n");
	ok(!cxl_memdev_get_fwctl(memdev) && errno == ENXIO, "nor one of words");
	mbox_set("fwctl/fwctl3/dev", "511:3\n");
	fwctl = cxl_memdev_get_fwctl(memdev);
	ok(fwctl && cxl_fwctl_get_major(fwctl) == 511 && cxl_fwctl_get_minor(fwctl) == 3,
	   "511:3");
	mbox.gone = true;
	ok(cxl_memdev_get_fwctl(memdev) == fwctl, "is kept");
	mbox_done(memdev);

	memdev = given(NULL);
	mbox.gone = true;
	ok(!cxl_memdev_get_fwctl(memdev) && errno == ENODEV, "the device has left");
	mbox_done(memdev);
}

int main(void)
{
	test_nothing_to_wait_for();
	test_waiting();
	test_trouble();
	test_starting();
	test_fwctl();
	return tap_done();
}
