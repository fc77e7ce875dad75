/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine in memory with one memdev, mem0, whose mailbox does as a test says. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <linux/cxl_mem.h>

#include <cxl/libcxl.h>

/* Where the machine has it: attributes are named relative to this. */
#define MBOX_MEMDEV "sys/devices/pci0/0000:35:00.0/mem0"

#define MBOX_LABELS 4096
#define MBOX_VARIABLE_SIZE UINT32_MAX

struct mbox_machine {
	bool gone;			/* the memdev has left */
	bool no_device_file;		/* /dev/cxl/mem0 is missing */
	mode_t device_file_type;	/* S_IFCHR */
	bool read_only;			/* and nobody may write to it */
	unsigned int opened;		/* how often, to be written */
	uint64_t clock;			/* milliseconds */
	void (*on_sleep)(void);		/* while somebody sleeps or polls */
	int poll_rc;			/* what poll() returns; 0: time passes */
	int lock_rc;
	int locks;			/* how many are held */

	/* the mailbox: QUERY */
	struct cxl_command_info offers[80];
	uint32_t offer_count;
	unsigned int queries;
	int query_rc;

	/* SEND: what the next ones answer */
	int send_rc;
	uint32_t retval;
	unsigned char answer[8192];	/* GET_LSA has labels[] instead */
	uint32_t answer_size;
	unsigned char labels[MBOX_LABELS];
	int fail_at;			/* the n-th SEND from now has retval; 0: all */

	/* and what they brought */
	unsigned int sends;
	uint32_t id, opcode, in_size, out_size;
	unsigned char input[8192];

	/* every write to a file: "loading=1 data=... " */
	char written[512];
	char image[32768];
	size_t image_size;
	size_t write_max;		/* bytes that "data" takes at a time */
	const char *write_fails;	/* the file whose writing fails */
	int write_rc;
};

extern struct mbox_machine mbox;

/* Resets the machine; new contexts use it. */
void mbox_reset(void);

/* An attribute's text; NULL: the device has no such file. */
void mbox_set(const char *attr, const char *text);

/* Binds its driver, which gives it an endpoint below a root. */
void mbox_enable(void);

/* The memdev offers @id, with sizes as the kernel fixes them. */
void mbox_offer(uint32_t id, uint32_t size_in, uint32_t size_out);

/* The kernel lists it still, but not as enabled. */
void mbox_withdraw(uint32_t id);

/* mem0 of a new context; the caller drops that. */
struct cxl_memdev *mbox_memdev(void);
void mbox_done(struct cxl_memdev *memdev);
