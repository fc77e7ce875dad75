// SPDX-License-Identifier: GPL-2.0-or-later
/* Operands to objects: each names what is there, or the command says why not. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/scope.h"
#include "names/name.h"

int names_parse_operand(enum name_kind kind, const char *text,
			struct names **ret)
{
	_cleanup_free_ char *bad = NULL;
	int rc = names_parse(kind, text, ret, &bad);

	if (!rc)
		return 0;
	if (rc == -EINVAL) {
		say_error(NULL, NULL, "\"%s\" is not %s", bad, names_spelling(kind));
		return STATUS_USAGE;
	}
	say_errno(text, NULL, rc);
	return STATUS_FAILED;
}

/* A pile of object pointers. */
struct found {
	void **objects;
	size_t count;
};

static void found_done(struct found *found)
{
	free(found->objects);
}
#define _cleanup_found_ __attribute__((cleanup(found_done)))

static int found_add(struct found *found, void *object)
{
	void **objects = reallocarray(found->objects, found->count + 1,
				      sizeof(*objects));

	if (!objects) {
		say_errno(NULL, NULL, -ENOMEM);
		return STATUS_FAILED;
	}
	found->objects = objects;
	objects[found->count++] = object;
	return 0;
}

static bool found_has(const struct found *found, const void *object)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->objects[i] == object)
			return true;
	return false;
}

/* That it is not there is only said of what could be looked for. */
static int say_none(struct cxl_ctx *ctx, const char *word, const char *what)
{
	int rc = cxl_get_missing(ctx);

	if (rc) {
		say_errno(word, "look for it", rc);
		return STATUS_FAILED;
	}
	say_error(word, NULL, "no such %s", what);
	return STATUS_NO_OBJECT;
}

/* Is there exactly one? If not, say that @word names none, or more. */
static int check_one(struct cxl_ctx *ctx, const struct found *found,
		     const char *word, const char *what)
{
	if (!found->count)
		return say_none(ctx, word, what);
	if (found->count > 1) {
		say_error(word, NULL, "names %zu %ss, one is needed",
			  found->count, what);
		return STATUS_USAGE;
	}
	return 0;
}

/* "all" of a list with holes would be fewer than there are. */
static int check_whole(struct cxl_ctx *ctx)
{
	int rc = cxl_get_missing(ctx);

	if (!rc)
		return 0;
	say_errno(cxl_get_missing_name(ctx), "look for all", rc);
	return STATUS_FAILED;
}

/* A word for one object: not a list, and not "all" even where that is one. */
static int parse_single(enum name_kind kind, const char *word, struct names **ret)
{
	int rc = names_parse_operand(kind, word, ret);

	if (rc)
		return rc;
	if (names_have_all(*ret) || names_count(*ret) > 1) {
		say_error(word, NULL, "may name several, one is needed");
		return STATUS_USAGE;
	}
	return 0;
}

/* The one object that @word means, among all that @find finds of its names. */
static int find_one(struct cxl_ctx *ctx, enum name_kind kind, const char *word,
		    const char *what,
		    int (*find)(struct cxl_ctx *ctx, struct names *names,
				struct found *found),
		    void **ret)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_found_ struct found found = { 0 };
	int rc = parse_single(kind, word, &names);

	if (!rc)
		rc = find(ctx, names, &found);
	if (!rc)
		rc = check_one(ctx, &found, word, what);
	if (!rc)
		*ret = found.objects[0];
	return rc;
}

static int find_memdevs_by_id(struct cxl_ctx *ctx, const unsigned int *ids,
			      int count, struct found *found)
{
	int rc = 0;

	for (int i = 0; i < count && !rc; i++) {
		struct cxl_memdev *memdev;
		char name[24];

		snprintf(name, sizeof(name), "mem%u", ids[i]);
		memdev = cxl_memdev_get_by_name(ctx, name);
		if (memdev)
			rc = found_add(found, memdev);
	}
	return rc;
}

/* A serial number is to tell devices apart; where it does not, none is meant. */
static int check_serial(const struct names *names, const struct found *found)
{
	if (!names_have_serial(names) || found->count < 2)
		return 0;
	say_error(names_word(names, 0), NULL, "%s and %s have this serial number (name the memdev)",
		  cxl_memdev_get_devname(found->objects[0]),
		  cxl_memdev_get_devname(found->objects[1]));
	return STATUS_USAGE;
}

/* Every memdev that the one word in @names matches; none of the others is looked at for ids. */
static int find_memdevs(struct cxl_ctx *ctx, struct names *names,
			struct found *found)
{
	const unsigned int *ids;
	struct cxl_memdev *memdev;
	int count = names_only_ids(names, &ids);
	int rc = 0;

	if (count >= 0)
		return find_memdevs_by_id(ctx, ids, count, found);
	cxl_memdev_foreach(ctx, memdev)
		if (!rc && names_match_memdev(names, memdev))
			rc = found_add(found, memdev);
	if (!rc && (names_have_all(names) || names_have_serial(names)))
		rc = check_whole(ctx);
	return rc ? rc : check_serial(names, found);
}

int name_find_memdev(struct cxl_ctx *ctx, const char *word,
		     struct cxl_memdev **ret)
{
	void *memdev;
	int rc = find_one(ctx, NAME_MEMDEV, word, "memdev", find_memdevs, &memdev);

	if (!rc)
		*ret = memdev;
	return rc;
}

/* Append the memdevs that one word names; one that is there already is a mistake. */
static int add_memdevs(struct cxl_ctx *ctx, const char *word, struct found *all)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_found_ struct found found = { 0 };
	size_t before = all->count;
	int rc;

	rc = names_parse_operand(NAME_MEMDEV, word, &names);
	if (!rc)
		rc = find_memdevs(ctx, names, &found);
	if (rc)
		return rc;
	if (!found.count && !names_have_all(names))
		return say_none(ctx, word, "memdev");
	for (size_t i = 0; i < found.count && !rc; i++) {
		struct cxl_memdev *memdev = found.objects[i];

		if (before && found_has(all, memdev)) {
			say_error(word, NULL, "%s is named twice",
				  cxl_memdev_get_devname(memdev));
			return STATUS_USAGE;
		}
		rc = found_add(all, memdev);
	}
	return rc;
}

int name_find_memdevs(struct cxl_ctx *ctx, char *const *operands,
		      struct cxl_memdev ***ret, size_t *ret_count)
{
	_cleanup_found_ struct found all = { 0 };

	for (; *operands; operands++) {
		_cleanup_names_ struct names *list = NULL;
		int rc = names_parse_operand(NAME_MEMDEV, *operands, &list);

		for (size_t i = 0; !rc && i < names_count(list); i++)
			rc = add_memdevs(ctx, names_word(list, i), &all);
		if (rc)
			return rc;
	}
	*ret_count = all.count;
	*ret = (struct cxl_memdev **)take_ptr(all.objects);
	return 0;
}

/* -b and -d, parsed; NULL: not given. */
struct below {
	struct names *buses;
	struct names *decoders;
};

static void below_done(struct below *below)
{
	names_free(below->buses);
	names_free(below->decoders);
}
#define _cleanup_below_ __attribute__((cleanup(below_done)))

static int below_parse(const char *bus, const char *decoder, struct below *below)
{
	int rc = 0;

	if (bus)
		rc = names_parse_operand(NAME_BUS, bus, &below->buses);
	if (!rc && decoder)
		rc = names_parse_operand(NAME_DECODER, decoder, &below->decoders);
	return rc;
}

static bool is_below(const struct below *below, struct cxl_region *region)
{
	struct cxl_decoder *decoder = cxl_region_get_decoder(region);
	struct cxl_bus *bus = cxl_port_to_bus(cxl_decoder_get_port(decoder));

	return names_match_bus(below->buses, bus) &&
	       names_match_decoder(below->decoders, decoder);
}

static int compare_regions(const void *a, const void *b)
{
	return cxl_region_get_id(*(struct cxl_region *const *)a) -
	       cxl_region_get_id(*(struct cxl_region *const *)b);
}

static int add_all_regions(struct cxl_ctx *ctx, const struct below *below,
			   struct found *all)
{
	_cleanup_found_ struct found found = { 0 };
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	size_t before = all->count;
	struct cxl_bus *bus;
	int rc = 0;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			cxl_region_foreach(decoder, region)
				if (!rc && is_below(below, region))
					rc = found_add(&found, region);
	if (!rc)
		rc = check_whole(ctx);
	if (found.count)
		qsort(found.objects, found.count, sizeof(void *), compare_regions);
	for (size_t i = 0; i < found.count && !rc; i++)
		if (!before || !found_has(all, found.objects[i]))
			rc = found_add(all, found.objects[i]);
	return rc;
}

/* @names is one region's, and that is an id. */
static int find_region(struct cxl_ctx *ctx, const char *word,
		       struct names *names, struct cxl_region **ret)
{
	const unsigned int *ids;
	char name[24];

	if (names_only_ids(names, &ids) < 1) {
		say_errno(word, "look for it", -ENOMEM);
		return STATUS_FAILED;
	}
	snprintf(name, sizeof(name), "region%u", ids[0]);
	*ret = cxl_region_get_by_name(ctx, name);
	return *ret ? 0 : say_none(ctx, word, "region");
}

int name_find_region(struct cxl_ctx *ctx, const char *word,
		     struct cxl_region **ret)
{
	_cleanup_names_ struct names *names = NULL;
	int rc = parse_single(NAME_REGION, word, &names);

	return rc ? rc : find_region(ctx, word, names, ret);
}

static int add_regions(struct cxl_ctx *ctx, const char *word,
		       const struct below *below, struct found *all)
{
	_cleanup_names_ struct names *names = NULL;
	struct cxl_region *region;
	int rc;

	rc = names_parse_operand(NAME_REGION, word, &names);
	if (rc)
		return rc;
	if (names_have_all(names))
		return add_all_regions(ctx, below, all);
	rc = find_region(ctx, word, names, &region);
	if (rc)
		return rc;
	if (!is_below(below, region)) {
		say_error(word, NULL, "it is below %s, not below the bus or decoder given",
			  cxl_decoder_get_devname(cxl_region_get_decoder(region)));
		return STATUS_NO_OBJECT;
	}
	return found_has(all, region) ? 0 : found_add(all, region);
}

int name_find_regions(struct cxl_ctx *ctx, char *const *operands,
		      const char *bus, const char *decoder,
		      struct cxl_region ***ret, size_t *ret_count)
{
	_cleanup_found_ struct found all = { 0 };
	_cleanup_below_ struct below below = { 0 };
	int rc = below_parse(bus, decoder, &below);

	for (; !rc && *operands; operands++) {
		_cleanup_names_ struct names *list = NULL;

		rc = names_parse_operand(NAME_REGION, *operands, &list);
		for (size_t i = 0; !rc && i < names_count(list); i++)
			rc = add_regions(ctx, names_word(list, i), &below, &all);
	}
	if (rc)
		return rc;
	*ret_count = all.count;
	*ret = (struct cxl_region **)take_ptr(all.objects);
	return 0;
}

static int find_root_decoder_by_id(struct cxl_ctx *ctx, uint64_t pair,
				   struct found *found)
{
	struct cxl_decoder *decoder;
	char name[40];

	snprintf(name, sizeof(name), "decoder%u.%u", (unsigned int)(pair >> 32),
		 (unsigned int)pair);
	decoder = cxl_decoder_get_by_name(ctx, name);
	if (!decoder || !cxl_port_is_root(cxl_decoder_get_port(decoder)))
		return 0;
	return found_add(found, decoder);
}

/* Every root decoder that @names match; none of the others is looked at for ids. */
static int find_root_decoders(struct cxl_ctx *ctx, struct names *names,
			      struct found *found)
{
	struct cxl_decoder *decoder;
	const uint64_t *pairs;
	struct cxl_bus *bus;
	int rc = 0;

	if (names_only_pairs(names, &pairs) == 1)
		return find_root_decoder_by_id(ctx, pairs[0], found);
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			if (!rc && names_match_decoder(names, decoder))
				rc = found_add(found, decoder);
	return rc;
}

int name_find_root_decoder(struct cxl_ctx *ctx, const char *word,
			   struct cxl_decoder **ret)
{
	void *decoder;
	int rc = find_one(ctx, NAME_DECODER, word, "root decoder",
			  find_root_decoders, &decoder);

	if (!rc)
		*ret = decoder;
	return rc;
}

static int find_buses(struct cxl_ctx *ctx, struct names *names,
		      struct found *found)
{
	struct cxl_bus *bus;
	int rc = 0;

	cxl_bus_foreach(ctx, bus)
		if (!rc && names_match_bus(names, bus))
			rc = found_add(found, bus);
	return rc;
}

int name_find_bus(struct cxl_ctx *ctx, const char *word, struct cxl_bus **ret)
{
	void *bus;
	int rc = find_one(ctx, NAME_BUS, word, "bus", find_buses, &bus);

	if (!rc)
		*ret = bus;
	return rc;
}

/* "all" is content with nothing. */
static int check_some(struct cxl_ctx *ctx, const struct found *found,
		      const struct names *names, const char *operand,
		      const char *what)
{
	if (found->count || names_have_all(names))
		return 0;
	return say_none(ctx, operand, what);
}

static int add_endpoints(struct cxl_port *port, const struct names *names,
			 bool (*matches)(const struct names *names,
					 struct cxl_endpoint *endpoint),
			 struct found *found)
{
	struct cxl_endpoint *endpoint;
	int rc = 0;

	cxl_endpoint_foreach(port, endpoint)
		if (!rc && matches(names, endpoint))
			rc = found_add(found, cxl_endpoint_get_port(endpoint));
	return rc;
}

static bool any_endpoint(const struct names *names, struct cxl_endpoint *endpoint)
{
	return names_have_type(names, "endpoint");
}

/* @top and all below it. */
static int add_ports(struct cxl_port *top, const struct names *names,
		     struct found *found)
{
	struct cxl_port *port;
	int rc = add_endpoints(top, names, any_endpoint, found);

	cxl_port_foreach_all(top, port) {
		if (!rc && names_match_port(names, port))
			rc = found_add(found, port);
		if (!rc)
			rc = add_endpoints(port, names, any_endpoint, found);
	}
	return rc;
}

static int add_all_endpoints(struct cxl_port *top, const struct names *names,
			     struct found *found)
{
	struct cxl_port *port;
	int rc = add_endpoints(top, names, names_match_endpoint, found);

	cxl_port_foreach_all(top, port)
		if (!rc)
			rc = add_endpoints(port, names, names_match_endpoint, found);
	return rc;
}

static int find_below_buses(struct cxl_ctx *ctx, const struct names *names,
			    int (*add)(struct cxl_port *top,
				       const struct names *names,
				       struct found *found),
			    struct found *found)
{
	struct cxl_bus *bus;
	int rc = 0;

	cxl_bus_foreach(ctx, bus)
		if (!rc)
			rc = add(cxl_bus_get_port(bus), names, found);
	return rc ? rc : check_whole(ctx);
}

int name_find_ports(struct cxl_ctx *ctx, const char *operand,
		    struct cxl_port ***ret, size_t *ret_count)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_found_ struct found found = { 0 };
	int rc = names_parse_operand(NAME_PORT, operand, &names);

	if (!rc && names_have_type(names, "root")) {
		say_error(operand, NULL, "a root port has no driver of its own (cxl disable-bus)");
		return STATUS_USAGE;
	}
	if (!rc)
		rc = find_below_buses(ctx, names, add_ports, &found);
	if (!rc)
		rc = check_some(ctx, &found, names, operand, "port");
	if (rc)
		return rc;
	*ret_count = found.count;
	*ret = (struct cxl_port **)take_ptr(found.objects);
	return 0;
}

int name_find_endpoints(struct cxl_ctx *ctx, const char *operand,
			struct cxl_port ***ret, size_t *ret_count)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_found_ struct found found = { 0 };
	int rc = names_parse_operand(NAME_ENDPOINT, operand, &names);

	if (!rc)
		rc = find_below_buses(ctx, names, add_all_endpoints, &found);
	if (!rc)
		rc = check_some(ctx, &found, names, operand, "endpoint");
	if (rc)
		return rc;
	*ret_count = found.count;
	*ret = (struct cxl_port **)take_ptr(found.objects);
	return 0;
}

static int add_buses(struct cxl_ctx *ctx, const char *operand, struct found *all)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_found_ struct found found = { 0 };
	int rc = names_parse_operand(NAME_BUS, operand, &names);

	if (!rc)
		rc = find_buses(ctx, names, &found);
	if (!rc)
		rc = check_some(ctx, &found, names, operand, "bus");
	for (size_t i = 0; i < found.count && !rc; i++)
		if (!found_has(all, found.objects[i]))
			rc = found_add(all, found.objects[i]);
	return rc;
}

int name_find_buses(struct cxl_ctx *ctx, char *const *operands,
		    struct cxl_bus ***ret, size_t *ret_count)
{
	_cleanup_found_ struct found all = { 0 };
	int rc = 0;

	for (; !rc && *operands; operands++)
		rc = add_buses(ctx, *operands, &all);
	if (rc)
		return rc;
	*ret_count = all.count;
	*ret = (struct cxl_bus **)take_ptr(all.objects);
	return 0;
}
