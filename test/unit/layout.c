// SPDX-License-Identifier: GPL-2.0-or-later
/* Layouts: which texts are refused and why, and how entries compare with machines that are plain data. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "layout/compare.h"
#include "layout/json.h"
#include "layout/machine.h"
#include "tap.h"

static struct tree *tree;
static struct cxl_ctx *ctx;
static struct cxl_layout *layout;

#define ENTRY(name, rest) "{\"name\":\"" name "\",\"type\":\"ram\",\"size\":536870912,\"ways\":2," \
	"\"granularity\":256,\"members\":[{\"serial\":\"0x1\",\"host\":\"h0\"},{\"serial\":\"0x2\"}]" rest "}"
#define PMEM(rest) "{\"name\":\"p\",\"type\":\"pmem\",\"size\":268435456,\"ways\":1," \
	"\"granularity\":256,\"members\":[{\"host\":\"h0\"}]" rest "}"
#define SLOT(member, rest) "{\"name\":\"s\",\"type\":\"ram\",\"size\":268435456,\"ways\":1," \
	"\"granularity\":256,\"members\":[" member "]" rest "}"
#define FILE_OF(entries) "{\"version\":1,\n\"regions\":[\n" entries "\n]}\n"
#define UUID "\"uuid\":\"1b4e28ba-2fa1-11d2-883f-b9a761bde3fb\""
#define NAME16 "0123456789abcdef"

static int parse(const char *text)
{
	cxl_layout_unref(layout);
	layout = cxl_layout_new(ctx);
	return cxl_layout_read(layout, "f", text, strlen(text));
}

static const struct {
	const char *text, *error;
} bad[] = {
	{ "", "f:1: a value is not JSON" },
	{ "{", "f:1: a key in quotes is missing" },
	{ "{\"version\":1", "f:1: \",\" or \"}\" is missing" },
	{ "{\"version\" 1}", "f:1: version: \":\" is missing behind the key" },
	{ "[1 2]", "f:1: \",\" or \"]\" is missing" },
	{ "[01]", "f:1: a value is not JSON" },
	{ "[1.]", "f:1: a value is not JSON" },
	{ "[1e]", "f:1: a value is not JSON" },
	{ "[-]", "f:1: a value is not JSON" },
	{ "[\"a", "f:1: a string does not end" },
	{ "[\"a\\", "f:1: a string does not end" },
	{ "[\"\\q\"]", "f:1: a string contains an unknown escape" },
	{ "[\"\\u00g0\"]", "f:1: \\u is not followed by four hexadecimal digits" },
	{ "[\"\\u0000\"]", "f:1: a string contains NUL or a surrogate" },
	{ "[\"\\ud800\"]", "f:1: a string contains NUL or a surrogate" },
	{ "[\"a\nb\"]", "f:1: a string contains a control character" },
	{ "[[[[[[[[[[[[[[[[[" "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]" "]]]]]]]]]]]]]]]]]",
	  "f:1: values are nested too deeply" },
	{ "{}\nx", "f:2: text follows the value" },
	{ "[]", "f:1: must be an object" },
	{ "{\"a\":1,\n\"a\":2}", "f:2: a: the key occurs twice" },
	{ "{\"version\":1}", "f:1: regions: the key is missing" },
	{ "{\"version\":2,\"regions\":[]}", "f:1: version: must be 1" },
	{ "{\"version\":1.0,\"regions\":[]}", "f:1: version: must be 1" },
	{ "{\"version\":1,\"regions\":{}}", "f:1: regions: must be an array" },
	{ "{\"version\":1,\"regions\":[],\n\"x\":0}", "f:2: x: unknown key" },
	{ FILE_OF("1"), "f:3: must be an object" },
	{ FILE_OF("{}"), "f:3: name: the key is missing" },
	{ FILE_OF(ENTRY("a b", "")), "f:3: name: contains a blank or a control character" },
	{ FILE_OF(ENTRY("", "")), "f:3: name: must be a string that is not empty" },
	{ FILE_OF(ENTRY(NAME16 NAME16 NAME16 NAME16 NAME16 NAME16 NAME16 NAME16, "")),
	  "f:3: name: is longer than 127 bytes" },
	{ FILE_OF(ENTRY("a", "") ",\n" ENTRY("a", "")),
	  "f:4: name: \"a\" is already the name of an entry (f:3)" },
	{ FILE_OF(ENTRY("a", "," UUID)), "f:3: uuid: only a pmem region has a uuid" },
	{ FILE_OF(PMEM(",\"uuid\":\"x\"")), "f:3: uuid: is not a uuid" },
	{ FILE_OF(PMEM("," UUID) ",\n" "{\"name\":\"q\",\"type\":\"pmem\",\"size\":268435456,\"ways\":1,"
		  "\"granularity\":256,\"members\":[{\"host\":\"h1\"}]," UUID "}"),
	  "f:4: uuid: entry \"p\" has the same uuid" },
	{ FILE_OF(PMEM(",\"use\":{\"mode\":\"devdax\"}")), "f:3: mode: must be \"pmem\" for a pmem region" },
	{ FILE_OF(ENTRY("a", ",\"use\":{}")), "f:3: mode: the key is missing" },
	{ FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"x\"}")),
	  "f:3: mode: must be \"system-ram\", \"devdax\" or \"famfs\"" },
	{ FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"devdax\",\"online\":true}")),
	  "f:3: online: only system-ram can be online" },
	{ FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\",\"online\":1}")),
	  "f:3: online: must be true or false" },
	{ FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\",\"online\":false,\"zone\":\"movable\"}")),
	  "f:3: zone: only system-ram that is online has a zone" },
	{ FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\",\"zone\":\"x\"}")),
	  "f:3: zone: must be \"movable\" or \"kernel\"" },
	{ FILE_OF(ENTRY("a", ",\"window\":{\"base\":1}")),
	  "f:3: base: must be an address in a string, such as \"0x6d0000000\"" },
	{ FILE_OF(ENTRY("a", ",\"window\":{\"targets\":1}")), "f:3: targets: must be an array" },
	{ FILE_OF(ENTRY("a", ",\"allow_replacement\":\"yes\"")),
	  "f:3: allow_replacement: must be true or false" },
};

#define ONE(type, size, ways, granularity, members) "{\"version\":1,\"regions\":[{\"name\":\"a\",\"type\":" type \
	",\"size\":" size ",\"ways\":" ways ",\"granularity\":" granularity ",\"members\":" members "}]}"
#define H0 "[{\"host\":\"h\"}]"

static const struct {
	const char *text, *error;
} values[] = {
	{ ONE("\"x\"", "268435456", "1", "256", H0), "type: must be \"ram\" or \"pmem\"" },
	{ ONE("\"ram\"", "0", "1", "256", H0), "size: must be a number of bytes, greater than 0" },
	{ ONE("\"ram\"", "-1", "1", "256", H0), "size: must be a number of bytes, greater than 0" },
	{ ONE("\"ram\"", "18446744073709551616", "1", "256", H0), "size: must be a number of bytes, greater than 0" },
	{ ONE("\"ram\"", "4096", "1", "256", H0), "size: must be a multiple of 1 times 256 MiB" },
	{ ONE("\"ram\"", "268435456", "5", "256", H0), "ways: must be 1, 2, 3, 4, 6, 8, 12 or 16" },
	{ ONE("\"ram\"", "268435456", "9", "256", H0), "ways: must be 1, 2, 3, 4, 6, 8, 12 or 16" },
	{ ONE("\"ram\"", "268435456", "1", "300", H0), "granularity: must be a power of 2 from 256 to 16384" },
	{ ONE("\"ram\"", "268435456", "1", "256", "[]"), "members: has fewer elements than \"ways\"" },
	{ ONE("\"ram\"", "268435456", "1", "256", "[{\"host\":\"a\"},{\"host\":\"b\"}]"),
	  "members: has more elements than \"ways\"" },
	{ ONE("\"ram\"", "268435456", "1", "256", "[{}]"),
	  "members: a member has no \"serial\", \"slot\" or \"host\"" },
	{ ONE("\"ram\"", "268435456", "1", "256", "[{\"serial\":\"0\"}]"),
	  "serial: 0 does not identify a memdev (use \"slot\" or \"host\")" },
	{ ONE("\"ram\"", "268435456", "1", "256", "[{\"serial\":4}]"),
	  "serial: must be a number in a string, such as \"0x1004\"" },
	{ ONE("\"ram\"", "536870912", "2", "256", "[{\"host\":\"a\"},{\"host\":\"a\"}]"),
	  "members: a memdev occurs twice" },
	{ ONE("\"ram\"", "536870912", "2", "256", "[{\"slot\":\"1\"},{\"slot\":\"1\",\"host\":\"a\"}]"),
	  "members: a memdev occurs twice" },
	{ ONE("\"ram\"", "268435456", "1", "256", "[{\"slot\":1}]"),
	  "slot: must be a string that is not empty" },
};

static void refused(const char *text, size_t skip, const char *error)
{
	int rc = parse(text);
	const char *got = cxl_layout_get_error(layout);

	ok(rc == -EINVAL && got && !strcmp(got + skip, error), "%s (%s)", error, got);
}

static void test_refused(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(bad[i].text, 0, bad[i].error);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		refused(values[i].text, strlen("f:1: "), values[i].error);
}

static void test_keys(void)
{
	char text[4096] = "{\"k0\":0";
	size_t at = strlen(text);

	for (int i = 1; i < 100; i++)
		at += (size_t)sprintf(text + at, ",\"k%d\":0", i);
	strcpy(text + at, "}");
	ok(parse(text) == -EINVAL && strstr(cxl_layout_get_error(layout), "the object has too many keys"),
	   "too many keys");
}

/* What is written is read again as the same. */
static void test_round(void)
{
	static const char *const texts[] = {
		FILE_OF(ENTRY("a", "") ",\n" PMEM("," UUID ",\"use\":{\"mode\":\"pmem\"}")),
		FILE_OF(ENTRY("q\\\"\\\\\\u00e9\\u20acA", ",\"window\":{\"base\":\"0x10\",\"ways\":2,"
			      "\"targets\":[\"b0\",\"b1\"]},\"allow_replacement\":true")),
		FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\",\"zone\":\"kernel\"},\"window\":{}")),
		FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\"},\"window\":{\"ways\":2}")),
		FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\",\"online\":false}")),
		FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"famfs\"}")),
		FILE_OF(SLOT("{\"slot\":\"2\"}", "")),
		FILE_OF(SLOT("{\"serial\":\"0x1\",\"slot\":\"2\",\"host\":\"h\"}", "")),
		FILE_OF(""),
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *once = NULL, *again = NULL;

		ok(parse(texts[i]) == 0 && !cxl_layout_get_error(layout) &&
		   cxl_layout_write(layout, &once) == 0, "it is read and written");
		ok(once && parse(once) == 0 && cxl_layout_write(layout, &again) == 0 &&
		   !strcmp(once, again), "and read again as the same");
		free(once);
		free(again);
	}
}

/* -- comparing -- */

#define HANDLE(n)	((void *)(uintptr_t)(n))

static struct seen_memdev memdevs[3];
static struct seen_region region;
static struct seen_window windows[2];
static struct seen_machine machine;

/* mem0 and mem1 have the serials 1 and 2 and are region0, mem2 is idle. */
static void given(const char *text)
{
	static const char *const names[] = { "mem0", "mem1", "mem2" };

	ok(parse(text) == 0, "it is a layout");
	for (int i = 0; i < 3; i++)
		memdevs[i] = (struct seen_memdev){ .name = names[i], .serial = (uint64_t)i + 1,
						   .ready = true, .memdev = HANDLE(i + 1) };
	memdevs[0].host = "h0";
	memdevs[1].host = "h1";
	memdevs[2].host = "h2";
	windows[0] = (struct seen_window){ "decoder0.0", 0x1000, 2, { "b0", "b1" }, 2, HANDLE(11) };
	windows[1] = (struct seen_window){ "decoder0.1", 0x2000, 1, { "b0" }, 1, HANDLE(12) };
	region = (struct seen_region){ .name = "region0", .size = 536870912, .ways = 2,
		.granularity = 256, .committed = true, .enabled = true,
		.members = { HANDLE(1), HANDLE(2) }, .window = HANDLE(11), .region = HANDLE(21) };
	machine = (struct seen_machine){ memdevs, 3, windows, 2, &region, 1 };
}

static bool is(enum cxl_layout_state state, const char *reason)
{
	struct cxl_layout_entry *e = layout->first;
	const char *got;

	region.matched = false;
	compare(layout, &machine);
	got = cxl_layout_entry_get_reason(e);
	if (cxl_layout_entry_get_state(e) == state && (reason ? got && !strcmp(got, reason) : !got))
		return true;
	printf("# state %d, %s\n", e->state, got ? got : "no reason");
	return false;
}

#define RAM FILE_OF(ENTRY("a", ""))

static void test_satisfied(void)
{
	given(RAM);
	ok(is(CXL_LAYOUT_SATISFIED, NULL) && cxl_layout_has_region(layout, HANDLE(21)) &&
	   !cxl_layout_has_region(layout, HANDLE(22)), "it is there");
	region.enabled = false;
	ok(is(CXL_LAYOUT_CHANGE, "region0 is disabled"), "it is disabled");
	given(FILE_OF(ENTRY("a", ",\"use\":{\"mode\":\"system-ram\"}")));
	ok(is(CXL_LAYOUT_CHANGE, "region0 is used in another mode or zone"), "it has no use");
	region.use = (struct layout_use){ true, CXL_MEMORY_MODE_SYSTEM_RAM, CXL_MEMORY_ZONE_KERNEL };
	ok(is(CXL_LAYOUT_CHANGE, "region0 is used in another mode or zone"), "another zone");
	region.use.zone = CXL_MEMORY_ZONE_MOVABLE;
	ok(is(CXL_LAYOUT_SATISFIED, NULL), "its zone");
	region.unread = -EACCES;
	ok(is(CXL_LAYOUT_CONFLICT, "the use of region0 cannot be read: Permission denied"), "unknown");
}

static void test_waiting(void)
{
	given(RAM);
	memdevs[1].ready = false;
	ok(is(CXL_LAYOUT_WAITING, "waiting for mem1, which is disabled"), "a member is disabled");
	memdevs[1].serial = 9;
	ok(is(CXL_LAYOUT_WAITING, "waiting for serial 0x2"), "a member is missing");
	given(FILE_OF(PMEM("")));
	memdevs[0].host = NULL;
	ok(is(CXL_LAYOUT_WAITING, "waiting for host h0"), "a host is missing");
}

/* Only a card that no entry names replaces another, and only where that is allowed. */
static void test_replacement(void)
{
	given(RAM);
	memdevs[0].serial = 9;
	ok(is(CXL_LAYOUT_CONFLICT, "h0 has serial 0x9, not 0x1 (if the card was replaced, set \"allow_replacement\")"),
	   "another card is refused");
	memdevs[1].host = "h0";
	memdevs[0].host = "h9";
	ok(is(CXL_LAYOUT_WAITING, "waiting for serial 0x1"), "the card of another position is not taken");
	given(FILE_OF(ENTRY("a", ",\"allow_replacement\":true")));
	region.committed = false;
	memdevs[0].serial = 9;
	ok(is(CXL_LAYOUT_CREATE, NULL) && layout->first->found[0] == HANDLE(1), "it is used where that is allowed");
	given(FILE_OF(PMEM("")));
	ok(is(CXL_LAYOUT_CONFLICT, "a card named without its serial may hold data of another machine"
	      " (add its serial, or set \"allow_replacement\")"), "pmem by host alone");
	memdevs[0].serial = 0;
	ok(is(CXL_LAYOUT_CREATE, NULL), "unless it has no serial");
	given(FILE_OF(PMEM(",\"allow_replacement\":true")));
	ok(is(CXL_LAYOUT_CREATE, NULL), "or that is allowed");
}

/* Below its serial number, a card is known by its slot. */
static void test_slot(void)
{
	given(FILE_OF(SLOT("{\"slot\":\"2-1\"}", "")));
	ok(is(CXL_LAYOUT_WAITING, "waiting for slot 2-1"), "an empty slot");
	memdevs[2].slot = "2-1";
	ok(is(CXL_LAYOUT_CREATE, NULL) && layout->first->found[0] == HANDLE(3), "its card");
	memdevs[1].slot = "2-1";
	ok(is(CXL_LAYOUT_CONFLICT, "mem1 and mem2 are both in slot 2-1 (name the memdev by \"serial\")"),
	   "a card with two memdevs");
	given(FILE_OF(SLOT("{\"slot\":\"2-1\",\"host\":\"h9\"}", "")));
	memdevs[2].slot = "2-1";
	ok(is(CXL_LAYOUT_CONFLICT, "slot 2-1 has host h2, not h9 (correct \"host\", or remove it)"),
	   "a host that does not agree");
	given(FILE_OF(SLOT("{\"serial\":\"0x3\",\"slot\":\"9\"}", "")));
	memdevs[0].slot = "9";
	ok(is(CXL_LAYOUT_CREATE, NULL) && layout->first->found[0] == HANDLE(3), "the serial number decides");
	given(FILE_OF(SLOT("{\"serial\":\"0x8\",\"slot\":\"9\",\"host\":\"h1\"}", "")));
	memdevs[2].slot = "9";
	ok(is(CXL_LAYOUT_CONFLICT, "slot 9 has serial 0x3, not 0x8 (if the card was replaced, set \"allow_replacement\")"),
	   "another card in the slot");
	given(FILE_OF(SLOT("{\"serial\":\"0x8\",\"slot\":\"9\"}", ",\"allow_replacement\":true")));
	memdevs[2].slot = "9";
	ok(is(CXL_LAYOUT_CREATE, NULL) && layout->first->found[0] == HANDLE(3) && layout->first->replaced,
	   "which is allowed");
}

static void test_conflict(void)
{
	given(RAM);
	region.granularity = 512;
	ok(is(CXL_LAYOUT_CONFLICT, "mem0 belongs to region0, which no entry describes") &&
	   cxl_layout_entry_get_obstacle(layout->first) == HANDLE(21), "another geometry is in the way");
	region.kind = MEMORY_PMEM;
	ok(is(CXL_LAYOUT_CREATE, NULL) && !cxl_layout_entry_get_obstacle(layout->first),
	   "memory of another type is not");
	region.kind = MEMORY_RAM;
	region.committed = false;
	ok(is(CXL_LAYOUT_CREATE, NULL), "nor is what was never finished");
	memdevs[2].serial = 2;
	ok(is(CXL_LAYOUT_CONFLICT, "mem1 and mem2 both have serial 0x2 (name the memdev by \"slot\" or \"host\" alone)"),
	   "a serial that two memdevs have");
}

static void test_order(void)
{
	given(RAM);
	region.members[0] = HANDLE(2);
	region.members[1] = HANDLE(1);
	ok(is(CXL_LAYOUT_CONFLICT, "mem0 belongs to region0, which no entry describes"), "another order is another region");
	given(FILE_OF(PMEM("," UUID ",\"allow_replacement\":true")));
	region = (struct seen_region){ .name = "region0", .kind = MEMORY_PMEM, .size = 268435456, .ways = 1,
		.granularity = 256, .committed = true, .enabled = true, .members = { HANDLE(1) }, .region = HANDLE(21) };
	ok(is(CXL_LAYOUT_CONFLICT, "mem0 belongs to region0, which no entry describes"), "another uuid, too");
	memcpy(region.uuid, layout->first->uuid, 16);
	ok(is(CXL_LAYOUT_SATISFIED, NULL), "the same uuid");
}

static void test_window(void)
{
	given(FILE_OF(ENTRY("a", ",\"window\":{\"base\":\"0x1000\",\"ways\":2,\"targets\":[\"b0\",\"b1\"]}")));
	ok(is(CXL_LAYOUT_SATISFIED, NULL), "its window");
	windows[0].start = 0x3000;
	ok(is(CXL_LAYOUT_SATISFIED, NULL), "which firmware moved");
	windows[1] = windows[0];
	ok(is(CXL_LAYOUT_CONFLICT, "2 windows have these properties"), "two windows");
	windows[1].start = 0x1000;
	windows[1].decoder = HANDLE(12);
	ok(is(CXL_LAYOUT_CONFLICT, "mem0 belongs to region0, which no entry describes"), "a region of another window");
	windows[0].ways = windows[1].ways = 1;
	ok(is(CXL_LAYOUT_CONFLICT, "no window has these properties"), "none");
	given(FILE_OF(ENTRY("a", ",\"window\":{\"base\":\"0x7000\",\"ways\":2}")));
	ok(is(CXL_LAYOUT_CONFLICT, "no window has these properties"), "not by the base alone");
	given(FILE_OF(ENTRY("a", ",\"window\":{\"targets\":[\"b0\",\"b2\"]}")));
	ok(is(CXL_LAYOUT_CONFLICT, "no window has these properties"), "nor with another bridge");
}

#define ON(name, type, members) "{\"name\":\"" name "\",\"type\":\"" type "\",\"size\":536870912," \
	"\"ways\":1,\"granularity\":256,\"members\":[" members "]}"
#define TWO(name, type, members) "{\"name\":\"" name "\",\"type\":\"" type "\",\"size\":536870912," \
	"\"ways\":2,\"granularity\":256,\"members\":[" members "]}"
#define SERIAL(n) "{\"serial\":\"" n "\"}"

static bool second_is(enum cxl_layout_state state, const char *name)
{
	struct cxl_layout_entry *e = layout->first->next;

	region.matched = false;
	compare(layout, &machine);
	e = layout->first->next;
	return e && cxl_layout_entry_get_state(e) == state && !strcmp(cxl_layout_entry_get_name(e), name);
}

/* The kernel allocates memory in ascending order: what is created too early lies where another belongs. */
static void test_turn(void)
{
	given(FILE_OF(TWO("a", "pmem", SERIAL("0x3") "," SERIAL("0x7")) "," ON("b", "pmem", SERIAL("0x3")) ","
		      ON("c", "ram", SERIAL("0x3")) "," ON("d", "pmem", SERIAL("0x2"))));
	ok(second_is(CXL_LAYOUT_WAITING, "a"), "a memdev is missing: its entry waits");
	ok(!strcmp(layout->first->name, "c") && layout->first->state == CXL_LAYOUT_CREATE,
	   "ram goes before pmem of the same memdev, and waits for nothing");
	ok(layout->first->next->next->state == CXL_LAYOUT_WAITING &&
	   !strcmp(cxl_layout_entry_get_reason(layout->first->next->next),
		   "waiting for the entry a, whose memory of mem2 comes before"), "the pmem behind it waits: %s",
	   layout->first->next->next->reason);
	ok(layout->first->next->next->next->state == CXL_LAYOUT_CREATE, "that of another memdev does not");
	memdevs[1].serial = 7;
	ok(second_is(CXL_LAYOUT_CREATE, "a") && layout->first->next->next->state == CXL_LAYOUT_CREATE,
	   "once it is there, neither waits");
	cxl_layout_entry_set_failed(layout->first->next);
	ok(second_is(CXL_LAYOUT_CREATE, "a") && layout->first->next->next->state == CXL_LAYOUT_WAITING,
	   "if it cannot be created, the one behind waits");
	region.kind = MEMORY_PMEM;
	region.members[0] = HANDLE(3);
	region.granularity = 512;
	ok(second_is(CXL_LAYOUT_CONFLICT, "a") && cxl_layout_entry_get_obstacle(layout->first->next) == HANDLE(21),
	   "a region in the way");
	ok(layout->first->next->next->state == CXL_LAYOUT_CONFLICT &&
	   !cxl_layout_entry_get_obstacle(layout->first->next->next), "is to be destroyed for the first alone");
}

int main(void)
{
	tree = machine_with_window();
	cxl_new_at(&ctx, tree->root);
	test_refused();
	test_keys();
	test_round();
	test_satisfied();
	test_waiting();
	test_replacement();
	test_slot();
	test_conflict();
	test_order();
	test_window();
	test_turn();
	cxl_layout_unref(cxl_layout_ref(layout));
	cxl_layout_unref(layout);
	cxl_unref(ctx);
	tree_free(tree);
	return tap_done();
}
