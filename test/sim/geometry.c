// SPDX-License-Identifier: GPL-2.0-or-later
/* The geometry guard: a pmem region does not read data of its memdevs in another geometry than it was written in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/ctx.h"
#include "findings.h"
#include "label-area.h"
#include "machine.h"
#include "planned.h"

/* Two pmem cards below one host bridge. */
static const struct sim_spec two_cards = {
	.name = "geometry",
	.bridges = { { .bus = 0x0c, .root_ports = 2 } },
	.windows = { { .size = 16 * UNIT, .granularity = 256, .nr_bridges = 1, .ram = true, .pmem = true } },
	.cards = {
		{ .root_port = 0, .downstream = NO_SWITCH, .pmem = 2 * UNIT, .serial = 0x11 },
		{ .root_port = 1, .downstream = NO_SWITCH, .pmem = 2 * UNIT, .serial = 0x22 },
	},
};

static const uint64_t serials[] = { 0x11, 0x22 };
static struct cxl_plan *plan;

static struct sim_card *card(unsigned int i)
{
	return sim_card(serials[i]);
}

static struct cxl_memdev *memdev_of(unsigned int i)
{
	return memdev(sim_card_name(card(i)));
}

static const struct io_calls *below;
static struct io_calls calls;
static bool refused;		/* the mailboxes refuse all commands */

static int ioctl_or_refuse(void *machine, int fd, unsigned long request, void *arg)
{
	return refused ? -ENXIO : below->ioctl(machine, fd, request, arg);
}

static void start(void)
{
	sim_make(&two_cards);
	below = io_calls_here;
	calls = *below;
	calls.ioctl = ioctl_or_refuse;
	io_calls_here = &calls;
	cxl_new(&ctx);
	io_calls_here = below;
	plan = NULL;
}

static void finish(void)
{
	refused = false;
	cxl_plan_free(plan);
	plan = NULL;
	end();
}

/* What a request differs in; 0: as in `wanted`. */
struct wish {
	unsigned int ways, granularity;
	unsigned int first;		/* card at position 0 */
	uint64_t size;
	bool force;
	const unsigned char *uuid;
	struct cxl_layout *layout;
};

static int plan_it(const struct wish *w)
{
	struct cxl_region_request *request = cxl_region_request_new();
	unsigned int ways = w->ways ? w->ways : 2;
	int rc = 0;

	cxl_plan_free(plan);
	plan = NULL;
	cxl_refresh(ctx);
	cxl_region_request_set_mode(request, CXL_DECODER_MODE_PMEM);
	cxl_region_request_set_interleave_granularity(request, w->granularity ? w->granularity : 4096);
	cxl_region_request_set_size(request, w->size ? w->size : ways * UNIT);
	cxl_region_request_set_force(request, w->force);
	if (w->uuid)
		cxl_region_request_set_uuid(request, w->uuid);
	for (unsigned int i = 0; i < ways; i++)
		cxl_region_request_add_memdev(request, memdev_of((w->first + i) % 2));
	if (w->layout)
		rc = cxl_region_request_add_layout(request, w->layout);
	if (!rc)
		rc = cxl_plan_create_region(ctx, request, &plan);
	cxl_region_request_free(request);
	return rc;
}

static bool creates(const struct wish *w)
{
	return plan_it(w) == 0 && cxl_plan_apply(plan) == 0;
}

static bool destroys(void)
{
	struct cxl_region *region = cxl_plan_get_region(plan);
	struct cxl_plan *destroy;
	bool done = cxl_plan_destroy_region(region, true, &destroy) == 0 && cxl_plan_apply(destroy) == 0;

	cxl_plan_free(destroy);
	return done;
}

/* It says nothing about geometry. */
static bool is_silent(void)
{
	struct cxl_finding *f;

	cxl_finding_foreach(plan, f)
		if (strstr(cxl_finding_get_id(f), "geometry"))
			return false;
	return true;
}

static bool is_refused(const struct wish *w, const char *text, const char *remedy)
{
	const struct cxl_finding *f = plan_it(w) == -EEXIST ? found(plan, "geometry-differs") : NULL;
	bool holds = f && strstr(cxl_finding_get_text(f), text) &&
		     strstr(cxl_finding_get_remedy(f), remedy);

	if (!holds)
		printf("# %s\n", f ? cxl_finding_get_line(f) : "it is not refused");
	return holds;
}

/* As the kernel does for a namespace over both cards. */
static void given_namespace(void)
{
	for (unsigned int i = 0; i < 2; i++) {
		area_make(card(i)->labels, 4096);
		area_set(card(i)->labels, 0, AREA_EFI, &(struct area_label){
			.uuid = 1, .ways = 2, .position = i, .size = UNIT });
	}
}

/* A region of granularity 4096 with data, which is destroyed. */
static void given_data(void)
{
	start();
	ok(creates(&(struct wish){}) && is_silent(), "a region of granularity 4096");
	given_namespace();
	ok(destroys(), "its data stays when it is destroyed");
}

static void test_scrambling(void)
{
	given_data();
	sim_describe(before, sizeof(before));
	ok(is_refused(&(struct wish){ .granularity = 256 }, "according to its record, its data has granularity 4096, not 256",
		      "-s 536870912 -g 4096 -m mem0 mem1"), "another granularity is refused, with the right command");
	ok(is_refused(&(struct wish){ .first = 1 }, "according to its labels, its data has position 1, not 0", "-m mem0 mem1"),
	   "another order is refused");
	ok(is_refused(&(struct wish){ .ways = 1 }, "according to its labels, its data has ways 2, not 1", "-m mem0 mem1"),
	   "other ways are refused");
	ok(is_refused(&(struct wish){ .size = 4 * UNIT }, "according to its record, its data has size 536870912, not 1073741824",
		      "-s 536870912"), "another size is refused");
	ok(as_before(), "and nothing has changed");
	ok(creates(&(struct wish){}) && is_silent(), "the same geometry is created without a word");
	finish();
}

static void test_force(void)
{
	const struct cxl_finding *f;

	given_data();
	ok(plan_it(&(struct wish){ .granularity = 256, .force = true }) == 0 && (f = found(plan, "geometry-forced")) &&
	   cxl_finding_get_kind(f) == CXL_FINDING_WARNING &&
	   strstr(cxl_finding_get_text(f), "its data is lost"), "what is forced is a warning");
	ok(cxl_plan_apply(plan) == 0 && destroys(), "and is created");
	ok(is_refused(&(struct wish){}, "granularity 256, not 4096", "-g 256"), "and recorded in place of the other");
	ok(plan_it(&(struct wish){ .granularity = 256 }) == 0, "it is now the right one");
	finish();
}

static void forget_records(void)
{
	sim_child_remove(sim->root, "var");
}

static void test_unknown(void)
{
	start();
	given_namespace();
	ok(plan_it(&(struct wish){}) == 0 && found(plan, "geometry-unknown") &&
	   strstr(cxl_finding_get_text(found(plan, "geometry-unknown")), "this region has 4096"),
	   "an unknown granularity is a warning");
	ok(is_refused(&(struct wish){ .first = 1 }, "position 1, not 0", "--force"),
	   "what the labels tell is compared");
	for (unsigned int i = 0; i < 2; i++)
		area_set(card(i)->labels, 1, AREA_CXL_REGION, &(struct area_label){
			.uuid = 2, .ways = 2, .position = i, .granularity = 512, .size = UNIT });
	ok(is_refused(&(struct wish){}, "granularity 512, not 4096", "--force") &&
	   plan_it(&(struct wish){ .granularity = 512 }) == 0 && is_silent(),
	   "a region label tells the granularity");
	area_make(card(0)->labels, 4096);
	area_set(card(0)->labels, 0, AREA_EFI, &(struct area_label){ .uuid = 1, .ways = 1, .size = UNIT });
	ok(plan_it(&(struct wish){ .ways = 1 }) == 0 && is_silent(),
	   "one way has no granularity");
	card(0)->labels[AREA_LABELS + 40] ^= 1;
	ok(plan_it(&(struct wish){ .ways = 1 }) == 0 && found(plan, "geometry-unknown"), "a damaged label tells nothing");
	finish();
}

static void test_no_labels(void)
{
	given_data();
	for (unsigned int i = 0; i < 2; i++)
		area_make(card(i)->labels, 4096);
	ok(plan_it(&(struct wish){ .granularity = 256 }) == 0 && is_silent(),
	   "without a label in use there is no data");
	finish();
}

/* A region that exists keeps its data, whatever is created behind it. */
static void test_other_dpa(void)
{
	start();
	ok(creates(&(struct wish){}), "a region");
	given_namespace();
	ok(creates(&(struct wish){ .granularity = 256 }) && is_silent(),
	   "a second one behind it, of another granularity");
	finish();
}

static const unsigned char one_uuid[16] = { 1, 1 }, other_uuid[16] = { 2, 2 };

static void set_label(unsigned int slot, unsigned char uuid, uint64_t dpa, uint64_t size)
{
	for (unsigned int i = 0; i < 2; i++)
		area_set(card(i)->labels, slot, AREA_EFI, &(struct area_label){
			.uuid = uuid, .ways = 2, .position = i, .dpa = dpa, .size = size });
}

/* Two regions, the second with data, and then none. */
static void given_data_behind(void)
{
	struct cxl_region *first;
	struct cxl_plan *destroy = NULL;

	start();
	ok(creates(&(struct wish){ .uuid = one_uuid }), "a region");
	first = cxl_plan_get_region(plan);
	ok(creates(&(struct wish){ .uuid = other_uuid }), "another one behind it");
	for (unsigned int i = 0; i < 2; i++)
		area_make(card(i)->labels, 4096);
	set_label(0, 7, UNIT, UNIT);
	ok(destroys() && cxl_plan_destroy_region(first, true, &destroy) == 0 && cxl_plan_apply(destroy) == 0, "both go");
	cxl_plan_free(destroy);
}

#define BEHIND "its data has DPA 0x10000000-0x1fffffff, not 0x0-0xfffffff"
#define FIRST "create first the region below it"

/* A region that would have other memory than its data. */
static void test_elsewhere(void)
{
	given_data_behind();
	ok(is_refused(&(struct wish){ .uuid = other_uuid }, "according to its record, " BEHIND, FIRST),
	   "a region is not created where its data is not");
	ok(plan_it(&(struct wish){ .uuid = one_uuid }) == 0 && is_silent(), "the one below it is");
	forget_records();
	ok(is_refused(&(struct wish){}, "according to its labels, " BEHIND, FIRST), "the labels tell it, too");
	ok(plan_it(&(struct wish){ .force = true }) == 0 && is_silent(), "what lies behind is not lost by force");
	ok(plan_it(&(struct wish){ .size = 4 * UNIT }) == 0, "a region that has all of it is created");
	set_label(1, 8, 0, UNIT);
	ok(plan_it(&(struct wish){}) == 0, "one that has data of its own is as well");
	set_label(0, 7, UNIT / 2, UNIT);
	ok(is_refused(&(struct wish){}, "DPA 0x8000000-0x17ffffff, not 0x0-0xfffffff", FIRST),
	   "one that cuts through data is not");
	finish();
}

static const char two_entries[] = "{\"version\":1,\"regions\":["
	"{\"name\":\"a\",\"type\":\"pmem\",\"ways\":2,\"size\":536870912,\"granularity\":4096,"
	"\"members\":[{\"serial\":\"0x11\"},{\"serial\":\"0x22\"}],\"uuid\":\"01010000-0000-0000-0000-000000000000\"},"
	"{\"name\":\"b\",\"type\":\"pmem\",\"ways\":2,\"size\":536870912,\"granularity\":4096,"
	"\"members\":[{\"serial\":\"0x11\"},{\"serial\":\"0x22\"}],\"uuid\":\"02020000-0000-0000-0000-000000000000\"}]}";

static bool are_all_created(struct cxl_layout *layout)
{
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(layout, entry)
		if (cxl_layout_entry_get_state(entry) != CXL_LAYOUT_CREATE) {
			printf("# %s\n", cxl_layout_entry_get_reason(entry));
			return false;
		}
	return true;
}

/* Where nothing is recorded, the order of a layout tells whose data lies behind. */
static void test_elsewhere_in_layout(void)
{
	struct wish w = { .uuid = one_uuid };

	given_data_behind();
	w.layout = cxl_layout_new(ctx);
	ok(cxl_layout_read(w.layout, "a.json", two_entries, strlen(two_entries)) == 0, "a layout of both");
	ok(cxl_refresh(ctx) == 0 && cxl_layout_compare_ahead(w.layout, false) == 0 && are_all_created(w.layout),
	   "looking ahead, each has its own memory");
	forget_records();
	ok(plan_it(&w) == 0 && is_silent(), "the first has no data");
	w.uuid = other_uuid;
	ok(is_refused(&w, BEHIND, FIRST), "the second is not created alone");
	cxl_layout_unref(w.layout);
	finish();
}

/* Each card has data, but not of the same namespace. */
static void test_strangers(void)
{
	start();
	given_namespace();
	area_set(card(1)->labels, 0, AREA_EFI, &(struct area_label){
		.uuid = 9, .ways = 2, .position = 1, .size = UNIT });
	ok(is_refused(&(struct wish){}, "of which mem1 has none", "--force"),
	   "a card with a part of another namespace is refused");
	finish();
}

static const char text[] = "{\"version\":1,\"regions\":[{\"name\":\"db\",\"type\":\"pmem\",\"ways\":2,"
	"\"size\":536870912,\"granularity\":1024,\"members\":[{\"serial\":\"0x11\"},{\"serial\":\"0x22\"}]},"
	"{\"name\":\"other\",\"type\":\"ram\",\"ways\":1,\"size\":268435456,\"granularity\":256,"
	"\"members\":[{\"serial\":\"0x11\"}]}]}";

static void test_layout(void)
{
	struct wish w = {};

	start();
	given_namespace();
	w.layout = cxl_layout_new(ctx);
	ok(cxl_layout_read(w.layout, "a.json", text, strlen(text)) == 0, "a layout");
	ok(is_refused(&w, "according to entry \"db\" (a.json:1), its data has granularity 1024, not 4096", "-g 1024 -m mem0 mem1"),
	   "what a layout tells is compared");
	ok(cxl_layout_has_data_of(w.layout, memdev_of(0)) && cxl_layout_has_data_of(w.layout, memdev_of(1)),
	   "and whose data it is");
	w.granularity = 1024;
	ok(plan_it(&w) == 0 && is_silent(), "and is known");
	cxl_layout_unref(w.layout);
	finish();
}

static bool has_data_of(const char *member)
{
	struct cxl_layout *layout = cxl_layout_new(ctx);
	char file[512];
	bool has;

	snprintf(file, sizeof(file), "{\"version\":1,\"regions\":[{\"name\":\"a\",\"type\":\"pmem\",\"ways\":1,"
		 "\"size\":268435456,\"granularity\":256,\"members\":[%s]}]}", member);
	has = cxl_layout_read(layout, "f", file, strlen(file)) == 0 && cxl_layout_has_data_of(layout, memdev_of(0));
	cxl_layout_unref(layout);
	return has;
}

/* The key that counts tells whose data an entry describes. */
static void test_keys(void)
{
	const char *device, *host;
	char member[128];

	start();
	host = cxl_memdev_get_host(memdev_of(0));
	device = card(0)->slot->device;
	sim_text_add(sim_dirs_add(sim->root, "sys/bus/pci/slots/5"), "address", "%.*s\n",
		     (int)strcspn(device, "."), device);
	ok(has_data_of("{\"slot\":\"5\"}") && !has_data_of("{\"slot\":\"6\"}"), "a slot");
	snprintf(member, sizeof(member), "{\"host\":\"%s\"}", host);
	ok(has_data_of(member) && !has_data_of("{\"host\":\"x\"}"), "a host");
	snprintf(member, sizeof(member), "{\"serial\":\"0x22\",\"slot\":\"5\",\"host\":\"%s\"}", host);
	ok(!has_data_of(member), "but the serial number decides");
	finish();
}

static void test_unrecorded(void)
{
	start();
	sim_refuse("geometry/0x11", EROFS);
	sim_text_add(sim_dirs_add(sim->root, "var/lib/cxl/geometry"), "0x11", "nonsense\n");
	ok(creates(&(struct wish){}) && found(plan, "geometry-not-recorded"), "a record that cannot be written is a warning");
	given_namespace();
	ok(destroys() && plan_it(&(struct wish){}) == 0 && found(plan, "geometry-unknown") &&
	   strstr(cxl_finding_get_text(found(plan, "geometry-unknown")), "record of its geometry cannot be read"),
	   "one that cannot be read as well");
	finish();
}

/* The mailbox refuses: nobody knows what the label area holds. */
static void test_unreadable(void)
{
	given_data();
	refused = true;
	ok(is_refused(&(struct wish){ .granularity = 256 }, "according to its record, its data has granularity 4096, not 256", "-g 4096"),
	   "unread labels count as data, which the record describes");
	forget_records();
	ok(plan_it(&(struct wish){ .ways = 1 }) == 0 && found(plan, "geometry-unknown") &&
	   strstr(cxl_finding_get_text(found(plan, "geometry-unknown")), "its labels cannot be read ("),
	   "and a warning tells where nothing is known");
	finish();
}

int main(void)
{
	test_scrambling();
	test_force();
	test_unknown();
	test_no_labels();
	test_unreadable();
	test_other_dpa();
	test_elsewhere();
	test_elsewhere_in_layout();
	test_strangers();
	test_layout();
	test_keys();
	test_unrecorded();
	return tap_done();
}
