// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands that destroy data, without a terminal: what each refuses, shows and does. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "mbox.h"
#include "tap.h"
#include "typed.h"

/* An index block with one label of 100 in use: UEFI 2.10, 13.19.2. */
static void given_a_label(void)
{
	memset(mbox.labels, 0xff, sizeof(mbox.labels));
	memset(mbox.labels, 0, 72);
	memcpy(mbox.labels, "NAMESPACE_INDEX", 16);
	mbox.labels[20] = 1, mbox.labels[56] = 100;
	mbox.labels[72] = 0xfe;
}

static void test_brake_on_labels(void)
{
	struct cxl_memdev *memdev;
	unsigned char before[MBOX_LABELS];

	mbox_reset();
	memdev = mbox_memdev();
	given_a_label();
	memcpy(before, mbox.labels, sizeof(before));
	ok(type(&cmd_zero_labels, memdev, "zero-labels all") == 2 && told("--yes") &&
	   !memcmp(before, mbox.labels, sizeof(before)), "all, without --yes: %s", said.line);
	ok(type(&cmd_zero_labels, memdev, "zero-labels mem0 --dry-run") == 0 && !*said.err &&
	   printed("1. mem0: zero 4096 bytes of its label area from 0 on (serial ") &&
	   printed(", 1 namespace label)\n") && !memcmp(before, mbox.labels, sizeof(before)),
	   "a dry run: %s", said.out);
	ok(type(&cmd_zero_labels, memdev, "zero-labels all --yes") == 0 && !mbox.labels[0],
	   "all, with --yes: %s", said.line);
	ok(type(&cmd_zero_labels, memdev, "zero-labels all") == 0 && told("zeroed 1 mem\n"),
	   "all, where there are none: %s", said.line);
	given_a_label();
	ok(type(&cmd_zero_labels, memdev, "zero-labels mem0") == 0 && !mbox.labels[0],
	   "by name, as scripts do: %s", said.line);
	given_a_label();
	mbox.retval = 1, mbox.fail_at = 1;
	ok(type(&cmd_zero_labels, memdev, "zero-labels all") == 2 && told("--yes"),
	   "labels that cannot be read may be in use: %s", said.line);
	mbox_done(memdev);
}

static void test_brake_on_the_rest(void)
{
	struct cxl_memdev *memdev = given_partitions(1);

	mbox.in_size = 0;
	ok(type(&cmd_set_partition, memdev, "set-partition all -t ram -s 512m") == 2 && told("--yes") &&
	   !mbox.sends, "partition all: %s", said.line);
	ok(type(&cmd_set_partition, memdev, "set-partition all -t ram -s 512m -y") == 0 && sent_volatile(2),
	   "all, with --yes: %s", said.line);
	ok(type(&cmd_set_partition, memdev, "set-partition mem0 -t ram -s 256m --dry-run") == 0 &&
	   printed("1. mem0: make 256.00 MiB (268.44 MB) of its partitionable capacity volatile") &&
	   !sent_volatile(1), "a dry run: %s", said.out);
	mbox_done(memdev);

	mbox_reset();
	memdev = mbox_memdev();
	mbox_enable();
	cxl_refresh(cxl_memdev_get_ctx(memdev));
	mbox_set("security/sanitize", "");
	mbox_set("security/state", "disabled\n");
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev all") == 2 && told("--yes") &&
	   !*mbox.written, "sanitize all: %s", said.line);
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev mem0 --dry-run") == 0 &&
	   printed("1. mem0: sanitize (serial ") && !*mbox.written && !*said.err, "a dry run: %s", said.out);
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev all -y") == 0 &&
	   !strcmp(mbox.written, "sanitize=1"), "all, with --yes: %s", said.line);
	mbox_done(memdev);
}

int main(void)
{
	test_brake_on_labels();
	test_brake_on_the_rest();
	return tap_done();
}
