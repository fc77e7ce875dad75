/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names: which spellings are taken, and what they match. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "names/name.h"
#include "tap.h"

/* Stand-ins for the library's objects: just what names are held against. */
struct cxl_port { int id, kind; const char *host; };
struct cxl_bus { int id; const char *provider; struct cxl_port port; };
struct cxl_endpoint { int id; const char *host; };
struct cxl_memdev { int id; unsigned long long serial; const char *host; };
struct cxl_decoder { int id; struct cxl_port *port; };
struct cxl_region { int id; };

enum { ROOT, SWITCH, ENDPOINT };

int cxl_port_get_id(struct cxl_port *port) { return port->id; }
const char *cxl_port_get_host(struct cxl_port *port) { return port->host; }
bool cxl_port_is_root(struct cxl_port *port) { return port->kind == ROOT; }
bool cxl_port_is_endpoint(struct cxl_port *port) { return port->kind == ENDPOINT; }
int cxl_bus_get_id(struct cxl_bus *bus) { return bus->id; }
const char *cxl_bus_get_provider(struct cxl_bus *bus) { return bus->provider; }
struct cxl_port *cxl_bus_get_port(struct cxl_bus *bus) { return &bus->port; }
int cxl_endpoint_get_id(struct cxl_endpoint *endpoint) { return endpoint->id; }
const char *cxl_endpoint_get_host(struct cxl_endpoint *endpoint) { return endpoint->host; }
int cxl_memdev_get_id(struct cxl_memdev *memdev) { return memdev->id; }
const char *cxl_memdev_get_host(struct cxl_memdev *memdev) { return memdev->host; }
unsigned long long cxl_memdev_get_serial(struct cxl_memdev *memdev) { return memdev->serial; }
int cxl_decoder_get_id(struct cxl_decoder *decoder) { return decoder->id; }
struct cxl_port *cxl_decoder_get_port(struct cxl_decoder *decoder) { return decoder->port; }
int cxl_region_get_id(struct cxl_region *region) { return region->id; }

static struct cxl_memdev mem0 = { 0, 0x1234, "0000:35:00.0" };
static struct cxl_memdev mem1 = { 1, 7, "cxl_mem.1" };
static struct cxl_bus root0 = { 0, "ACPI.CXL", { 0, ROOT, "ACPI0017:00" } };
static struct cxl_port port1 = { 1, SWITCH, "pci0000:34" };
static struct cxl_port port5 = { 5, ENDPOINT, "mem0" };
static struct cxl_endpoint endpoint5 = { 5, "mem0" };
static struct cxl_decoder decoder0_1 = { 1, &root0.port };
static struct cxl_decoder decoder1_0 = { 0, &port1 };
static struct cxl_region region3 = { 3 };

enum { REFUSED = -1, MISSES, HITS };

static bool matches(enum name_kind kind, const struct names *names, void *object)
{
	switch (kind) {
	case NAME_MEMDEV:
	case NAME_SERIAL:	return names_match_memdev(names, object);
	case NAME_BUS:		return names_match_bus(names, object);
	case NAME_PORT:		return names_match_port(names, object);
	case NAME_ENDPOINT:	return names_match_endpoint(names, object);
	case NAME_DECODER:	return names_match_decoder(names, object);
	case NAME_REGION:	return names_match_region(names, object);
	}
	return false;
}

static const struct {
	enum name_kind kind;
	const char *text;
	void *object;
	int outcome;
} rows[] = {
	{ NAME_MEMDEV, "mem0", &mem0, HITS },
	{ NAME_MEMDEV, "0", &mem0, HITS },
	{ NAME_MEMDEV, "all", &mem0, HITS },
	{ NAME_MEMDEV, "0000:35:00.0", &mem0, HITS },
	{ NAME_MEMDEV, "cxl_mem.1", &mem1, HITS },
	{ NAME_MEMDEV, "mem1,mem0", &mem0, HITS },
	{ NAME_MEMDEV, "mem1 mem0", &mem0, HITS },
	{ NAME_MEMDEV, "mem1,,mem0,", &mem0, HITS },
	{ NAME_MEMDEV, "mem1", &mem0, MISSES },
	{ NAME_MEMDEV, "0000:df:00.0", &mem0, MISSES },
	{ NAME_MEMDEV, "1", &mem0, MISSES },
	{ NAME_MEMDEV, "mem0x", &mem0, REFUSED },
	{ NAME_MEMDEV, "0x", &mem0, REFUSED },
	{ NAME_MEMDEV, "00", &mem0, REFUSED },
	{ NAME_MEMDEV, "mem00", &mem0, REFUSED },
	{ NAME_MEMDEV, "-1", &mem0, REFUSED },
	{ NAME_MEMDEV, "+0", &mem0, REFUSED },
	{ NAME_MEMDEV, "mem", &mem0, REFUSED },
	{ NAME_MEMDEV, "mem-1", &mem0, REFUSED },
	{ NAME_MEMDEV, "foo", &mem0, REFUSED },
	{ NAME_MEMDEV, "Mem0", &mem0, REFUSED },
	{ NAME_MEMDEV, "mem4294967296", &mem0, REFUSED },
	{ NAME_MEMDEV, "", &mem0, REFUSED },
	{ NAME_MEMDEV, ",", &mem0, REFUSED },
	{ NAME_MEMDEV, "mem0, mem1", &mem0, REFUSED },
	{ NAME_MEMDEV, "../mem.0", &mem0, REFUSED },
	{ NAME_MEMDEV, "serial:0x1234", &mem0, HITS },
	{ NAME_MEMDEV, "serial:4660", &mem0, HITS },
	{ NAME_MEMDEV, "mem1,serial:0x1234", &mem0, HITS },
	{ NAME_MEMDEV, "serial:7", &mem0, MISSES },
	{ NAME_MEMDEV, "serial:0", &mem0, REFUSED },
	{ NAME_MEMDEV, "serial:0xffffffffffffffff", &mem0, REFUSED },
	{ NAME_MEMDEV, "serial:", &mem0, REFUSED },
	{ NAME_MEMDEV, "serial:mem0", &mem0, REFUSED },
	{ NAME_MEMDEV, "serial:0x1234z", &mem0, REFUSED },
	{ NAME_MEMDEV, "slot:", &mem0, REFUSED },
	{ NAME_MEMDEV, "slot:../2", &mem0, REFUSED },
	{ NAME_MEMDEV, "slot:2/3", &mem0, REFUSED },
	{ NAME_REGION, "slot:7", &region3, REFUSED },
	{ NAME_MEMDEV, "0x1234", &mem0, REFUSED },
	{ NAME_MEMDEV, "4660", &mem0, MISSES },
	{ NAME_REGION, "serial:7", &region3, REFUSED },
	{ NAME_SERIAL, "0x1234", &mem0, HITS },
	{ NAME_SERIAL, "4660", &mem0, HITS },
	{ NAME_SERIAL, "7,0x1234", &mem0, HITS },
	{ NAME_SERIAL, "0", &mem0, MISSES },
	{ NAME_SERIAL, "0x1234z", &mem0, REFUSED },
	{ NAME_BUS, "root0", &root0, HITS },
	{ NAME_BUS, "0", &root0, HITS },
	{ NAME_BUS, "ACPI.CXL", &root0, HITS },
	{ NAME_BUS, "cxl_test", &root0, MISSES },
	{ NAME_BUS, "root0x", &root0, REFUSED },
	{ NAME_PORT, "root", &root0.port, HITS },
	{ NAME_PORT, "switch", &root0.port, MISSES },
	{ NAME_PORT, "port1", &port1, HITS },
	{ NAME_PORT, "switch", &port1, HITS },
	{ NAME_PORT, "pci0000:34", &port1, HITS },
	{ NAME_PORT, "endpoint", &port5, HITS },
	{ NAME_PORT, "endpoint", &port1, MISSES },
	{ NAME_PORT, "port1x", &port1, REFUSED },
	{ NAME_PORT, "root0", &root0.port, HITS },
	{ NAME_PORT, "root0", &port1, MISSES },
	{ NAME_PORT, "root1", &root0.port, MISSES },
	{ NAME_PORT, "root1", &port1, MISSES },
	{ NAME_PORT, "endpoint5", &port5, HITS },
	{ NAME_PORT, "endpoint1", &port1, MISSES },
	{ NAME_PORT, "root0x", &root0.port, REFUSED },
	{ NAME_PORT, "endpoint", &root0.port, MISSES },
	{ NAME_ENDPOINT, "endpoint5", &endpoint5, HITS },
	{ NAME_ENDPOINT, "mem0", &endpoint5, HITS },
	{ NAME_ENDPOINT, "mem5", &endpoint5, MISSES },
	{ NAME_ENDPOINT, "mem0x", &endpoint5, REFUSED },
	{ NAME_DECODER, "decoder0.1", &decoder0_1, HITS },
	{ NAME_DECODER, "0.1", &decoder0_1, HITS },
	{ NAME_DECODER, "root", &decoder0_1, HITS },
	{ NAME_DECODER, "0.10", &decoder0_1, MISSES },
	{ NAME_DECODER, "1.0", &decoder1_0, HITS },
	{ NAME_DECODER, "switch", &decoder1_0, HITS },
	{ NAME_DECODER, "1", &decoder1_0, REFUSED },
	{ NAME_DECODER, "1.0.0", &decoder1_0, REFUSED },
	{ NAME_DECODER, "decoder1.", &decoder1_0, REFUSED },
	{ NAME_REGION, "region3", &region3, HITS },
	{ NAME_REGION, "3", &region3, HITS },
	{ NAME_REGION, "region30", &region3, MISSES },
	{ NAME_REGION, "region3 ", &region3, HITS },
	{ NAME_REGION, "region3x", &region3, REFUSED },
	{ NAME_REGION, "0000:35:00.0", &region3, REFUSED },
};

static void test_rows(void)
{
	static const char *const outcomes[] = { "refused", "no match", "a match" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct names *names = NULL;
		char *bad = NULL;
		int rc = names_parse(rows[i].kind, rows[i].text, &names, &bad);
		int outcome = REFUSED;

		if (!rc)
			outcome = matches(rows[i].kind, names, rows[i].object);
		ok(outcome == rows[i].outcome && (rc == 0 || (rc == -EINVAL && bad)),
		   "\"%s\" is %s", rows[i].text, outcomes[rows[i].outcome + 1]);
		free(bad);
		names_free(names);
	}
}

static void test_ids(void)
{
	struct names *ids = NULL, *mixed = NULL;
	const unsigned int *list = NULL;
	const uint64_t *pairs;
	char *bad = NULL;

	ok(names_parse(NAME_MEMDEV, "mem10,2,10", &ids, &bad) == 0 &&
	   names_only_ids(ids, &list) == 2 && list[0] == 2 && list[1] == 10,
	   "a list of ids is known by number, ascending, each once");
	ok(names_parse(NAME_MEMDEV, "mem1,0000:35:00.0", &mixed, &bad) == 0 &&
	   names_only_ids(mixed, &list) < 0,
	   "a host name needs a look at every memdev");
	ok(!names_have_serial(mixed), "and is no serial number");
	names_free(ids);
	names_free(mixed);
	ok(names_parse(NAME_DECODER, "3.1,decoder3.0,3.1", &ids, &bad) == 0 &&
	   names_only_pairs(ids, &pairs) == 2 &&
	   pairs[0] == 3ULL << 32 && pairs[1] == (3ULL << 32 | 1),
	   "so is a list of decoders, by port and id");
	ok(names_parse(NAME_DECODER, "3.1,root", &mixed, &bad) == 0 &&
	   names_only_pairs(mixed, &pairs) < 0,
	   "a type needs a look at every decoder");
	names_free(ids);
	names_free(mixed);
}

static void test_nothing_given(void)
{
	ok(names_match_memdev(NULL, &mem0) && names_match_region(NULL, &region3),
	   "no names match everything");
}

int main(void)
{
	test_rows();
	test_ids();
	test_nothing_given();
	return tap_done();
}
