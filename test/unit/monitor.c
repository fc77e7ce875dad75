// SPDX-License-Identifier: GPL-2.0-or-later
/* What `cxl monitor` says: of whom, in which words, and what lost events are found to have been. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/command.h"
#include "events/snapshot.h"
#include "events/monitor.h"
#include "tap.h"

static void test_names(void)
{
	ok(monitor_check_events("add,cxl_poison") == STATUS_DONE, "events of both kinds");
	ok(monitor_check_events("add, bind") == STATUS_DONE, "a space after the comma");
	ok(monitor_check_events("adds") == STATUS_USAGE, "no longer name");
	ok(monitor_check_events("cxl_") == STATUS_USAGE, "no name that is not whole");
	ok(monitor_check_events("add,") == STATUS_DONE, "a comma at the end");
	ok(monitor_check_events(",") == STATUS_USAGE, "not nothing");
	ok(monitor_check_devices("mem0 decoder1.2,pmem_region3") == STATUS_DONE, "devices");
	ok(monitor_check_devices("mem") == STATUS_USAGE, "no device without a number");
	ok(monitor_check_devices("mem0x") == STATUS_USAGE, "none that goes on behind it");
	ok(monitor_check_devices("0") == STATUS_USAGE, "no number alone");
}

static void test_filters(void)
{
	const struct monitor any = {}, enough = { .limit = 2, .said = 2 };
	const struct monitor some = { .events = "bind,cxl_poison", .devices = "mem1 mem10,region0" };

	ok(monitor_wants(&any, "add", "mem0", NULL), "everything without a filter");
	ok(!monitor_wants(&enough, "add", "mem0", NULL), "nothing when there is enough");
	ok(monitor_wants(&some, "bind", "mem10", NULL), "an event and a device that are named");
	ok(monitor_wants(&some, "cxl_poison", "mem0", "region0"), "of a region that is named");
	ok(monitor_wants(&some, "bind", NULL, NULL), "of no device at all");
	ok(!monitor_wants(&some, "cxl_dram", "mem1", NULL), "no other event");
	ok(!monitor_wants(&some, "bind", "mem", NULL), "not the beginning of a name");
	ok(!monitor_wants(&some, "bind", "mem100", NULL), "not a longer name");
	ok(!monitor_wants(&some, "cxl_poison", "mem0", "region1"), "of no other region");
}

/* What one event looks like in a file. */
static void test_words(bool indented, const char *expected)
{
	int fd = memfd_create("log", 0);
	struct monitor m = { .indented = indented, .limit = 1 };
	char path[32], text[200] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ok(sink_open(&m.sink, path) == 0, "open a file");
	output_text(monitor_begin(&m, "udev", "add", 5), "memdev", "mem0");
	ok(!monitor_has_enough(&m), "one is wanted");
	ok(monitor_end(&m) == 0 && monitor_has_enough(&m), "one was printed");
	ok(pread(fd, text, sizeof(text) - 1, 0) > 0 && strcmp(text, expected) == 0,
	   "it is %s", strtok(text, "\n"));
	sink_close(&m.sink);
	close(fd);
}

static void test_failing(void)
{
	struct monitor m = {};

	ok(sink_open(&m.sink, "/nowhere/at/all") == -ENOENT, "no such folder");
	ok(sink_open(&m.sink, "/dev/full") == 0, "open a full disk");
	monitor_begin(&m, "udev", "add", 5);
	ok(monitor_end(&m) == -ENOSPC && m.said == 0, "an event that does not fit was not said");
	sink_close(&m.sink);
}

/* -- what is snapshot -- */

static void remember(void *arg, const char *action, const struct snapshot_device *device)
{
	strcat(strcat(strcat(arg, action), " "), device->name);
	strcat(arg, ";");
}

static void compare(const struct snapshot *before, const struct snapshot *now,
		    const char *expected)
{
	char text[300] = "";

	snapshot_compare(before, now, remember, text);
	ok(strcmp(text, expected) == 0, "found \"%s\"", text);
}

static void set(struct snapshot *snapshot, const char *name, const char *driver, ino_t inode)
{
	struct snapshot_device device = { .inode = inode };

	strcpy(device.name, name);
	strcpy(device.driver, driver);
	ok(snapshot_set(snapshot, &device) == 0, "%s with \"%s\"", name, driver);
}

static void test_known(void)
{
	struct snapshot none = {}, before = {}, now = {};

	set(&before, "port1", "cxl_port", 4);
	set(&before, "mem1", "cxl_mem", 2);
	set(&before, "mem0", "cxl_mem", 1);
	set(&before, "mem2", "cxl_mem", 3);
	set(&now, "mem0", "cxl_mem", 1);
	set(&now, "mem1", "cxl_mem", 2);
	set(&now, "mem1", "", 2);
	set(&now, "mem2", "cxl_mem", 9);
	set(&now, "region0", "", 8);
	compare(&before, &before, "");
	compare(&none, &now, "add mem0;bind mem0;add mem1;add mem2;bind mem2;add region0;");
	compare(&now, &none, "remove mem0;remove mem1;remove mem2;remove region0;");
	compare(&before, &now, "unbind mem1;remove mem2;add mem2;bind mem2;remove port1;add region0;");
	snapshot_drop(&now, "mem2");
	snapshot_drop(&now, "mem3");
	compare(&now, &none, "remove mem0;remove mem1;remove region0;");
	snapshot_done(&before);
	snapshot_done(&now);
}

int main(void)
{
	test_names();
	test_filters();
	test_words(false, "{\"system\":\"udev\",\"event\":\"add\",\"timestamp\":5,\"memdev\":\"mem0\"}\n");
	test_words(true, "{\n  \"system\":\"udev\",\n  \"event\":\"add\",\n  \"timestamp\":5,\n  \"memdev\":\"mem0\"\n}\n");
	test_failing();
	test_known();
	return tap_done();
}
