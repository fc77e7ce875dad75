/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands on memdevs, typed at a machine in memory: what they send, print and answer. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "mbox.h"
#include "cli/opt.h"
#include "core/output.h"
#include "show/keys.h"
#include "tap.h"
#include "typed.h"

/* ---- the loader, which gets on whenever the tool sleeps ----------------- */

static void (*meanwhile)(void);

int nanosleep(const struct timespec *time, struct timespec *left)
{
	if (meanwhile)
		meanwhile();
	return 0;
}

static void loader(const char *attr, const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "firmware/mem0/%s", attr);
	mbox_set(name, text);
}

static char image[] = "/tmp/cxl-image-XXXXXX";

static struct cxl_memdev *given_a_loader(const char *status)
{
	static const char *const empty[] = { "error", "cancel", "data" };

	mbox_reset();
	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++)
		loader(empty[i], "");
	loader("status", status);
	loader("remaining_size", "0\n");
	loader("loading", "0\n");
	mbox_offer(CXL_MEM_COMMAND_ID_GET_FW_INFO, 0, 0x50);
	mbox.answer_size = 0x50;
	meanwhile = NULL;
	return mbox_memdev();
}

/* ---- listings ----------------------------------------------------------- */

static char *shown(void (*show)(struct output *out, struct cxl_memdev *memdev),
		   struct cxl_memdev *memdev)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	struct output out;

	output_begin_line(&out, file);
	output_open_object(&out, NULL);
	show(&out, memdev);
	output_close_object(&out);
	output_end(&out);
	fclose(file);
	return text;
}

static void test_health(void)
{
	static const unsigned char answer[0x12] = {
		[0] = 1, [1] = 3, [2] = 0x19, [3] = 0xff, [4] = 0xf6, [5] = 0xff,
		[10] = 0xff, [11] = 0xff, [12] = 0xff, [13] = 0xff,
	};
	struct cxl_memdev *memdev;
	char *text;

	mbox_reset();
	mbox_offer(CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0, 0x12);
	memcpy(mbox.answer, answer, sizeof(answer));
	memdev = mbox_memdev();
	text = shown(show_memdev_health, memdev);
	ok(strstr(text, "\"temperature\":-10,") != NULL, "ten below zero");
	ok(!strstr(text, "life_used_percent"), "what is not told is absent");
	ok(strstr(text, "\"volatile_errors\":4294967295,") != NULL, "counters have 32 bits");
	ok(strstr(text, "\"maintenance_needed\":true,\"performance_degraded\":false") &&
	   strstr(text, "\"media_data_lost\":true") && strstr(text, "\"media_normal\":false"),
	   "yes and no are shown");
	ok(strstr(text, "\"ext_life_used\":\"warning\",\"ext_temperature\":\"critical\","
			"\"ext_corrected_volatile\":\"warning\",\"ext_corrected_persistent\":\"normal\"") != NULL,
	   "thresholds");
	free(text);
	mbox.answer[4] = 0xff, mbox.answer[5] = 0x7f, mbox.answer[3] = 7;
	text = shown(show_memdev_health, memdev);
	ok(!strstr(text, "\"temperature\"") && strstr(text, "\"life_used_percent\":7"),
	   "a temperature that is not told is absent");
	free(text);
	mbox.retval = 3;
	text = shown(show_memdev_health, memdev);
	ok(strcmp(text, "{}\n") == 0, "a device that refuses has no health");
	free(text);
	mbox_done(memdev);
}

static void test_partition_shown(void)
{
	struct cxl_memdev *memdev;
	char *text;

	mbox_reset();
	mbox_withdraw(CXL_MEM_COMMAND_ID_GET_PARTITION_INFO);
	mbox.answer[16] = 8, mbox.answer[24] = 1, mbox.answer[32] = 2, mbox.answer[40] = 1;
	memdev = mbox_memdev();
	text = shown(show_memdev_partitions, memdev);
	ok(strcmp(text, "{\"partition_info\":{\"total_size\":2147483648,\"volatile_only_size\":268435456,"
		  "\"persistent_only_size\":536870912,\"partition_alignment_size\":268435456}}\n") == 0,
	   "without Get Partition Info");
	free(text);
	mbox_done(memdev);
}

static void test_firmware_shown(void)
{
	struct cxl_memdev *memdev = given_a_loader("idle\n");
	char *text;

	mbox.answer[0] = 2, mbox.answer[1] = 2 << 3 | 1, mbox.answer[2] = 1;
	memcpy(mbox.answer + 16, "0123456789abcdef", 16);
	memcpy(mbox.answer + 48, "odd", 4);
	text = shown(show_memdev_firmware, memdev);
	ok(strcmp(text, "{\"firmware\":{\"num_slots\":2,\"active_slot\":1,\"staged_slot\":2,"
		  "\"online_activate_capable\":true,\"slot_1_version\":\"0123456789abcdef\","
		  "\"slot_3_version\":\"odd\",\"fw_update_in_progress\":false}}\n") == 0, "slots");
	free(text);
	loader("status", "transferring\n");
	loader("remaining_size", "4096\n");
	text = shown(show_memdev_firmware, memdev);
	ok(strstr(text, "\"fw_update_in_progress\":true,\"remaining_size\":4096") != NULL, "in progress");
	free(text);
	loader("status", NULL);
	text = shown(show_memdev_firmware, memdev);
	ok(strstr(text, "\"fw_update_in_progress\":false}") != NULL, "without a loader nothing is in progress");
	free(text);
	mbox_done(memdev);
}

/* ---- set-alert-config ----------------------------------------------------- */

static struct cxl_memdev *given_alerts(unsigned char programmable)
{
	mbox_reset();
	mbox_offer(CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG, 0, 0x10);
	mbox_offer(CXL_MEM_COMMAND_ID_SET_ALERT_CONFIG, 0x0c, 0);
	mbox.answer[1] = programmable;
	mbox.answer[10] = 0xec, mbox.answer[11] = 0xff;
	mbox.answer_size = 0x10;
	return mbox_memdev();
}

static void test_alerts(void)
{
	static const unsigned char wanted[12] = { 0x17, 0x16, 0, 0, 0x4b, 0, 0xf6, 0xff, 0, 0, 0xff, 0xff };
	struct cxl_memdev *memdev = given_alerts(0x1f);

	ok(type(&cmd_set_alert_config, memdev, "set-alert-config mem0 --life-used-alert=off "
		"--over-temperature-alert=on -O 75 --under-temperature-alert on -U -10 "
		"--pmem-err-alert=on -P 65535") == 0, "%s", said.line);
	ok(!memcmp(mbox.input, wanted, sizeof(wanted)), "what is sent");
	ok(told("cxl memdev: cmd_set_alert_config: set alert configuration for 1 mem\n"), "is counted");
	ok(printed("[\n  {\n    \"memdev\":\"mem0\",") &&
	   printed("\"dev_under_temperature_prog_warn_threshold\":-20,"), "and shown as the device has it");
	mbox_done(memdev);

	memdev = given_alerts(0x01);
	ok(type(&cmd_set_alert_config, memdev,
		"set-alert-config mem0 --pmem-err-alert=off") == 1 &&
	   told("no pmem-err threshold that can be set"), "one that cannot be set: %s", said.line);
	ok(mbox.sends == 1 && !*said.out, "is not sent");
	mbox.retval = 2, mbox.fail_at = 2;
	ok(type(&cmd_set_alert_config, memdev,
		"set-alert-config mem0 --life-used-alert=off") == 1 &&
	   told("the device returned: invalid input\n"), "refused: %s", said.line);
	ok(printed("\"memdev\":\"mem0\""), "and is still shown");
	mbox_done(memdev);
}

/* ---- set-partition ---------------------------------------------------------- */

static void test_partitions(void)
{
	struct cxl_memdev *memdev = given_partitions(1);

	ok(type(&cmd_set_partition, memdev, "set-partition mem0") == 0 && sent_volatile(0),
	   "all persistent: %s", said.line);
	ok(told("cxl memdev: cmd_set_partition: set_partition 1 mem\n") &&
	   printed("\"partition_info\":{"), "is counted, and shown");
	ok(type(&cmd_set_partition, memdev, "set-partition mem0 -s 512m") == 0 && sent_volatile(6),
	   "some persistent");
	ok(type(&cmd_set_partition, memdev, "set-partition mem0 -t ram -s 512m") == 0 && sent_volatile(2),
	   "some volatile");
	ok(type(&cmd_set_partition, memdev, "set-partition mem0 -t volatile -a -s 300m") == 0 &&
	   sent_volatile(2), "rounded");
	ok(type(&cmd_set_partition, memdev, "set-partition mem0 -s 300m") == 2 && !*said.out,
	   "not aligned: %s", said.line);
	mbox_done(memdev);

	memdev = given_partitions(0);
	ok(type(&cmd_set_partition, memdev, "set-partition mem0") == 1 &&
	   told("cannot be partitioned"), "not partitionable: %s", said.line);
	mbox_done(memdev);

	memdev = given_partitions(1);
	mbox_withdraw(CXL_MEM_COMMAND_ID_SET_PARTITION_INFO);
	ok(type(&cmd_set_partition, memdev, "set-partition mem0") == 1 &&
	   told("the device does not support this"), "not offered: %s", said.line);
	mbox_done(memdev);
}

/* ---- labels ------------------------------------------------------------------ */

static char labels[] = "/tmp/cxl-labels-XXXXXX";

static void write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		abort();
}

static void test_labels(void)
{
	unsigned char bytes[3000];
	struct cxl_memdev *memdev;
	char line[128];

	mbox_reset();
	memdev = mbox_memdev();
	memset(mbox.labels, 0xaa, sizeof(mbox.labels));
	memset(bytes, 0x55, sizeof(bytes));
	write_file(labels, bytes, sizeof(bytes));
	snprintf(line, sizeof(line), "write-labels mem0 -O 1000 -i %s", labels);
	ok(type(&cmd_write_labels, memdev, line) == 0 && mbox.labels[999] == 0xaa &&
	   !memcmp(mbox.labels + 1000, bytes, sizeof(bytes)) && mbox.labels[4000] == 0xaa,
	   "what is in the file: %s", said.line);
	snprintf(line, sizeof(line), "write-labels mem0 -O 2000 -i %s", labels);
	ok(type(&cmd_write_labels, memdev, line) == 2, "too much of it: %s", said.line);
	ok(type(&cmd_zero_labels, memdev, "zero-labels mem0 -O 1000 -s 3000") == 0 &&
	   mbox.labels[999] == 0xaa && !mbox.labels[1000] && !mbox.labels[3999] &&
	   mbox.labels[4000] == 0xaa, "zeros");
	ok(type(&cmd_read_labels, memdev, "read-labels mem0 -O 4000") == 0 &&
	   !memcmp(said.out, mbox.labels + 4000, 96), "to the end of the area");
	mbox.retval = 1;
	ok(type(&cmd_read_labels, memdev, "read-labels mem0") == 1 && told("the device refused") &&
	   !*said.out, "refused: %s", said.line);
	mbox.retval = 0;
	mbox_set("pmem0/driver", "");
	ok(type(&cmd_zero_labels, memdev, "zero-labels mem0") == 1 && told("pmem0 is bound"),
	   "the kernel's: %s", said.line);
	mbox_done(memdev);
}

static void test_without_a_label_area(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	mbox_set("label_storage_size", "0\n");
	memdev = mbox_memdev();
	ok(type(&cmd_read_labels, memdev, "read-labels mem0") == 0 && !*said.out &&
	   told("cxl memdev: cmd_read_labels: read 1 mem\n"), "nothing to read: %s", said.line);
	ok(type(&cmd_zero_labels, memdev, "zero-labels all") == 0 && told("zeroed 0 mem\n"),
	   "nothing to zero in all: %s", said.line);
	ok(type(&cmd_zero_labels, memdev, "zero-labels mem0") == 1 && told("it has no label area"),
	   "nor in the one named: %s", said.line);
	mbox_done(memdev);

	mbox_reset();
	mbox_set("label_storage_size", NULL);
	memdev = mbox_memdev();
	ok(type(&cmd_read_labels, memdev, "read-labels mem0") == 1 && told("cannot be read"),
	   "an area of unknown size: %s", said.line);
	mbox_done(memdev);
}

/* ---- update-firmware ------------------------------------------------------------ */

static int type_update(struct cxl_memdev *memdev)
{
	char line[256];

	snprintf(line, sizeof(line), "update-firmware mem0 -F %s", image);
	return type(&cmd_update_firmware, memdev, line);
}

static int step;

/* Idle, as the library wants it, until the image is there. */
static void get_on(void)
{
	static const char *const states[] = { "preparing\n", "transferring\n", "programming\n", "idle\n" };
	static const char *const remaining[] = { "1000\n", "250\n", "0\n", "0\n" };

	step = step < 3 ? step + 1 : 3;
	loader("status", states[step]);
	loader("remaining_size", remaining[step]);
}

static void fail(void)
{
	loader("status", "idle\n");
	loader("error", "transferring:hw-error\n");
}

static void leave(void)
{
	mbox.gone = true;
}

static void abort_upload(void)
{
	if (strstr(mbox.written, "cancel=1"))
		loader("status", "idle\n");
	else
		raise(SIGINT);
}

static void test_update(void)
{
	struct cxl_memdev *memdev = given_a_loader("idle\n");

	ok(type_update(memdev) == 0 && !strcmp(mbox.written, "loading=1 loading=0") &&
	   told("cxl memdev: cmd_update_firmware: firmware update started on 1 mem device\n"),
	   "started: %s", said.line);
	ok(printed("\"firmware\":{"), "and shown");
	ok(type(&cmd_update_firmware, memdev, "update-firmware mem0 -c") == 1 &&
	   told("no update is in progress"), "nothing to cancel: %s", said.line);
	loader("status", "transferring\n");
	ok(type(&cmd_update_firmware, memdev, "update-firmware mem0 -c") == 0 &&
	   told("firmware update cancelled on 1 mem device\n") && !strcmp(said.out, "[]\n"), "cancelled");
	ok(type_update(memdev) == 1 && told("an update is in progress"), "one at a time: %s", said.line);
	mbox_done(memdev);
}

/* Somebody else began it. */
static void test_waiting(void)
{
	struct cxl_memdev *memdev = given_a_loader("preparing\n");

	loader("remaining_size", "1000\n");
	meanwhile = get_on;
	step = 0;
	ok(type(&cmd_update_firmware, memdev, "update-firmware mem0 -w --progress=json") == 0 &&
	   told("firmware update completed on 1 mem device\n"), "completed: %s", said.line);
	ok(printed("{\"memdev\":\"mem0\",\"state\":\"preparing\",\"done\":0,\"total\":1000,\"percent\":0") &&
	   printed("\"state\":\"transferring\",\"done\":750,\"total\":1000,\"percent\":75") &&
	   printed("\"state\":\"completed\",\"done\":1000,\"total\":1000,\"percent\":100"), "line by line");
	ok(!printed("["), "and no array behind them");
	mbox_done(memdev);
}

static void test_waiting_in_vain(void)
{
	static const struct {
		const char *what;
		void (*meanwhile)(void);
		const char *options, *error, *state;
	} ends[] = {
		{ "an error", fail, "", "mem0: update firmware: transferring: the device reported an error\n", "failed" },
		{ "a removal", leave, "", "the device was removed during the update\n", "failed" },
		{ "a deadline", NULL, " -t 0", "not finished after 0 ms, and still going on", "late" },
		{ "a signal", abort_upload, "", "SIGINT: it is cancelled\n", "cancelled" },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct cxl_memdev *memdev = given_a_loader("transferring\n");
		char line[96];

		meanwhile = ends[i].meanwhile;
		snprintf(line, sizeof(line), "update-firmware mem0 -w --progress=json%s", ends[i].options);
		type(&cmd_update_firmware, memdev, line);
		ok(said.status == (ends[i].meanwhile == abort_upload ? 130 : 1) &&
		   told(ends[i].error), "%s: %d: %s", ends[i].what, said.status, said.line);
		snprintf(line, sizeof(line), "\"state\":\"%s\"", ends[i].state);
		ok(printed(line) && !told("firmware update"), "a program gets the line as well, and no counter");
		mbox_done(memdev);
	}
}

/* ---- sanitizing ------------------------------------------------------------------- */

static void test_sanitizing(void)
{
	struct cxl_memdev *memdev;

	mbox_reset();
	memdev = mbox_memdev();
	ok(type(&cmd_wait_sanitize, memdev, "wait-sanitize all") == 0 &&
	   told("cxl memdev: cmd_wait_sanitize: wait sanitize completed on 1 mem device\n"), "nothing to wait for");
	mbox_set("security/state", "sanitize\n");
	ok(type(&cmd_wait_sanitize, memdev, "wait-sanitize mem0 -t 0") == 1 &&
	   told("wait sanitize failed on 0 mem device\n"), "too long: %s", said.line);
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev mem0") == 1 &&
	   told("cxl enable-memdev mem0"), "disabled: %s", said.line);
	mbox_enable();
	cxl_refresh(cxl_memdev_get_ctx(memdev));
	mbox_set("security/sanitize", "");
	mbox_set("security/state", "disabled\n");
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev mem0") == 0 &&
	   !strcmp(mbox.written, "sanitize=1") &&
	   told("cxl memdev: cmd_sanitize_memdev: sanitized 1 mem\n"), "sanitized: %s", said.line);
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev mem0 -e") == 1 &&
	   told("does not support this"), "not offered: %s", said.line);
	mbox.write_fails = "sanitize";
	mbox.write_rc = -EBUSY;
	ok(type(&cmd_sanitize_memdev, memdev, "sanitize-memdev mem0") == 1 &&
	   told("cxl wait-sanitize mem0"), "busy: %s", said.line);
	mbox_done(memdev);
}

int main(void)
{
	signal(SIGINT, SIG_DFL);	/* a shell ignores it in what runs in the background */
	if (close(mkstemp(image)) < 0 || close(mkstemp(labels)) < 0)
		abort();
	write_file(image, "firmware", 8);
	test_health();
	test_partition_shown();
	test_firmware_shown();
	test_alerts();
	test_partitions();
	test_labels();
	test_without_a_label_area();
	test_update();
	test_waiting();
	test_waiting_in_vain();
	test_sanitizing();
	unlink(image);
	unlink(labels);
	return tap_done();
}
