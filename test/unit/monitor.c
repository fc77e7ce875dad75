// SPDX-License-Identifier: GPL-2.0-or-later
/* What `cxl monitor` says: of whom, in which words, and what lost events are found to have been. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/command.h"
#include "events/snapshot.h"
#include "events/monitor.h"
#include "events/uevent.h"
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

/* An event that is shorter than the one before has nothing of it. */
static void test_shorter(void)
{
	static const char expected[] = "{\"system\":\"udev\",\"event\":\"bind\",\"timestamp\":5,\"driver\":\"cxl_mem\"}\n"
		"{\"system\":\"udev\",\"event\":\"add\",\"timestamp\":6}\n";
	struct monitor m = { .sink.fd = -1 };
	char path[32], text[200] = "";
	int fd = memfd_create("log", 0);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ok(sink_open(&m.sink, path) == 0, "open a file");
	output_text(monitor_begin(&m, "udev", "bind", 5), "driver", "cxl_mem");
	ok(monitor_end(&m) == 0, "a long event");
	monitor_begin(&m, "udev", "add", 6);
	ok(monitor_end(&m) == 0, "a short one");
	ok(pread(fd, text, sizeof(text) - 1, 0) > 0 && strcmp(text, expected) == 0, "both as they are");
	monitor_done(&m);
	close(fd);
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
	monitor_done(&m);
	close(fd);
}

static void test_failing(void)
{
	struct monitor m = {};

	ok(sink_open(&m.sink, "/nowhere/at/all") == -ENOENT, "no such folder");
	ok(sink_open(&m.sink, "/dev/full") == 0, "open a full disk");
	monitor_begin(&m, "udev", "add", 5);
	ok(monitor_end(&m) == -ENOSPC && m.said == 0, "an event that does not fit was not said");
	monitor_done(&m);
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
	ok(snapshot_has(&now, "mem2") && !snapshot_has(&now, "mem20"), "who is there");
	snapshot_drop(&now, "mem2");
	snapshot_drop(&now, "mem3");
	compare(&now, &none, "remove mem0;remove mem1;remove region0;");
	snapshot_done(&before);
	snapshot_done(&now);
}

/* -- events of devices, as they are sent -- */

/* The properties of both senders. */
#define PROPERTIES "ACTION=bind\0DEVPATH=/devices/root0/port1/mem0\0SUBSYSTEM=cxl\0DEVTYPE=cxl_memdev\0" \
	"DRIVER=cxl_mem\0DRIVERS=another\0SEQNUM=18446744073709551615\0"

static void expect_event(const char *message, size_t len, const char *sender)
{
	struct uevent event;

	ok(uevent_parse(message, len, &event), "an event of %s", sender);
	ok(!strcmp(event.action, "bind") && !strcmp(event.name, "mem0") && !strcmp(event.subsystem, "cxl") &&
	   !strcmp(event.path, "/devices/root0/port1/mem0") && !strcmp(event.devtype, "cxl_memdev"), "its device");
	ok(!strcmp(event.driver, "cxl_mem") && event.seqnum == UINT64_MAX, "its driver and number");
}

static void expect_none(const char *message, size_t len, const char *why)
{
	struct uevent event;

	ok(!uevent_parse(message, len, &event), "no event: %s", why);
}

/* @at: where the header says that the properties begin. */
static size_t make_udev(char *message, uint32_t magic, uint32_t at)
{
	const uint32_t header[] = { htonl(magic), 40, at, sizeof(PROPERTIES) - 1, 1, 2, 3, 4 };

	memcpy(message, "libudev", 8);
	memcpy(message + 8, header, sizeof(header));
	memcpy(message + 40, PROPERTIES, sizeof(PROPERTIES));
	return 40 + sizeof(PROPERTIES) - 1;
}

static void test_events(void)
{
	static const char kernel[] = "bind@/devices/root0/port1/mem0\0" PROPERTIES;
	static const char nobody[] = "add@/devices/mem0\0ACTION=add\0DEVPATH=/devices/mem0\0";
	static const char nameless[] = "add@/\0ACTION=add\0DEVPATH=/\0SUBSYSTEM=cxl\0";
	char udev[400];
	size_t len = make_udev(udev, 0xfeedcafe, 40);

	expect_event(kernel, sizeof(kernel) - 1, "the kernel");
	expect_event(udev, len, "udevd");
	expect_none(nobody, sizeof(nobody) - 1, "without a subsystem");
	expect_none(nameless, sizeof(nameless) - 1, "without a name");
	expect_none("bind", 4, "one word");
	expect_none("", 0, "empty");
	expect_none(udev, make_udev(udev, 0xfeedcaff, 40), "another layout of udevd");
	expect_none(udev, make_udev(udev, 0xfeedcafe, 4000), "properties behind the end");
}

/* A message that neither the kernel nor udevd sent is no event. */
static void test_strangers(void)
{
	static const char kernel[] = "bind@/devices/root0/port1/mem0\0" PROPERTIES;
	static char message[UEVENT_MAX + 1], large[UEVENT_MAX + 1];
	struct uevent event;
	int pair[2], on = 1;

	ok(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0, "two sockets");
	ok(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0, "that tell who sends");
	ok(uevent_receive(pair[0], message, &event) == -EAGAIN, "nothing has come");
	ok(send(pair[1], kernel, sizeof(kernel) - 1, 0) > 0, "an event from elsewhere");
	ok(uevent_receive(pair[0], message, &event) == 0, "it is passed over");
	ok(send(pair[1], large, sizeof(large), 0) > 0, "one that is too large");
	ok(uevent_receive(pair[0], message, &event) == -ENOBUFS, "it is lost, and that is known");
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	test_events();
	test_strangers();
	test_names();
	test_filters();
	test_words(false, "{\"system\":\"udev\",\"event\":\"add\",\"timestamp\":5,\"memdev\":\"mem0\"}\n");
	test_words(true, "{\n  \"system\":\"udev\",\n  \"event\":\"add\",\n  \"timestamp\":5,\n  \"memdev\":\"mem0\"\n}\n");
	test_failing();
	test_shorter();
	test_known();
	return tap_done();
}
