// SPDX-License-Identifier: GPL-2.0-or-later
/* Operands to objects: each names what is there, or the command says why not. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/objects.h"
#include "core/say.h"
#include "core/scope.h"
#include "names/name.h"

enum status names_parse_operand(enum name_kind kind, const char *text,
				struct names **ret)
{
	_cleanup_free_ char *bad = NULL;
	int rc = names_parse(kind, text, ret, &bad);

	if (!rc)
		return STATUS_DONE;
	if (rc == -EINVAL) {
		say_error(NULL, NULL, "\"%s\" is not %s", bad, names_spelling(kind));
		return STATUS_USAGE;
	}
	return say_errno(text, NULL, rc);
}

/* That it is not there is only said of what could be looked for. */
static enum status say_none(struct cxl_ctx *ctx, const char *word, const char *what)
{
	if (say_missing(ctx, word, "look for it"))
		return STATUS_FAILED;
	say_error_as("no-such-object", word, NULL, "no such %s", what);
	return STATUS_NO_OBJECT;
}

/* Is there exactly one? If not, say that @word names none, or more. */
static enum status check_one(struct cxl_ctx *ctx, const struct objects *found,
			     const char *word, const char *what)
{
	if (!found->count)
		return say_none(ctx, word, what);
	if (found->count > 1) {
		say_error(word, NULL, "names %zu %ss, one is needed",
			  found->count, what);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

/* A word for one object: not a list, and not "all" even where that is one. */
static enum status parse_single(enum name_kind kind, const char *word, struct names **ret)
{
	enum status status = names_parse_operand(kind, word, ret);

	if (status)
		return status;
	if (names_have_all(*ret) || names_count(*ret) > 1) {
		say_error(word, NULL, "may name several, one is needed");
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

/* The one object that @word means, among all that @find finds of its names. */
static enum status find_one(struct cxl_ctx *ctx, enum name_kind kind, const char *word,
			    const char *what,
			    enum status (*find)(struct cxl_ctx *ctx, struct names *names,
					struct objects *found),
			    void **ret)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_objects_ struct objects found = { 0 };
	enum status status = parse_single(kind, word, &names);

	if (!status)
		status = find(ctx, names, &found);
	if (!status)
		status = check_one(ctx, &found, word, what);
	if (!status)
		*ret = found.list[0];
	return status;
}

static enum status find_memdevs_by_id(struct cxl_ctx *ctx, const unsigned int *ids,
				      int count, struct objects *found)
{
	enum status status = STATUS_DONE;

	for (int i = 0; i < count && !status; i++) {
		struct cxl_memdev *memdev;
		char name[24];

		snprintf(name, sizeof(name), "mem%u", ids[i]);
		memdev = cxl_memdev_get_by_name(ctx, name);
		if (memdev)
			status = objects_add(found, memdev);
	}
	return status;
}

/* A serial number or a slot is to tell devices apart; where it does not, none is meant. */
static enum status check_apart(const struct names *names, const struct objects *found)
{
	bool slot = names_have_slot(names);

	if (!(slot || names_have_serial(names)) || found->count < 2)
		return STATUS_DONE;
	say_error(names_word(names, 0), NULL, slot ? "%s and %s are in this slot (name the memdev)" :
		  "%s and %s have this serial number (name the memdev)",
		  cxl_memdev_get_devname(found->list[0]),
		  cxl_memdev_get_devname(found->list[1]));
	return STATUS_USAGE;
}

/* Every memdev that the one word in @names matches; for ids it reads none of the others. */
static enum status find_memdevs(struct cxl_ctx *ctx, struct names *names,
				struct objects *found)
{
	const unsigned int *ids;
	struct cxl_memdev *memdev;
	int count = names_only_ids(names, &ids);
	enum status status = STATUS_DONE;

	if (count >= 0)
		return find_memdevs_by_id(ctx, ids, count, found);
	cxl_memdev_foreach(ctx, memdev)
		if (!status && names_match_memdev(names, memdev))
			status = objects_add(found, memdev);
	if (!status && (names_have_all(names) || names_have_serial(names) ||
			names_have_slot(names)))
		status = say_missing(ctx, NULL, "look for all");
	return status ? status : check_apart(names, found);
}

enum status name_find_memdev(struct cxl_ctx *ctx, const char *word,
			     struct cxl_memdev **ret)
{
	void *memdev;
	enum status status = find_one(ctx, NAME_MEMDEV, word, "memdev", find_memdevs, &memdev);

	if (!status)
		*ret = memdev;
	return status;
}

/* Append the memdevs that one word names; one that is there already is a mistake. */
static enum status add_memdevs(struct cxl_ctx *ctx, const char *word, struct objects *all)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_objects_ struct objects found = { 0 };
	size_t before = all->count;
	enum status status;

	status = names_parse_operand(NAME_MEMDEV, word, &names);
	if (!status)
		status = find_memdevs(ctx, names, &found);
	if (status)
		return status;
	if (!found.count && !names_have_all(names))
		return say_none(ctx, word, "memdev");
	for (size_t i = 0; i < found.count && !status; i++) {
		struct cxl_memdev *memdev = found.list[i];

		if (before && objects_have(all, memdev)) {
			say_error(word, NULL, "%s is named twice",
				  cxl_memdev_get_devname(memdev));
			return STATUS_USAGE;
		}
		status = objects_add(all, memdev);
	}
	return status;
}

enum status name_find_memdevs(struct cxl_ctx *ctx, char *const *operands,
			      struct objects *ret)
{
	_cleanup_objects_ struct objects all = { 0 };

	for (; *operands; operands++) {
		_cleanup_names_ struct names *list = NULL;
		enum status status = names_parse_operand(NAME_MEMDEV, *operands, &list);

		for (size_t i = 0; !status && i < names_count(list); i++)
			status = add_memdevs(ctx, names_word(list, i), &all);
		if (status)
			return status;
	}
	*ret = all;
	all = (struct objects){};
	return STATUS_DONE;
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

static enum status below_parse(const char *bus, const char *decoder, struct below *below)
{
	enum status status = STATUS_DONE;

	if (bus)
		status = names_parse_operand(NAME_BUS, bus, &below->buses);
	if (!status && decoder)
		status = names_parse_operand(NAME_DECODER, decoder, &below->decoders);
	return status;
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

static enum status add_all_regions(struct cxl_ctx *ctx, const struct below *below,
				   struct objects *all)
{
	_cleanup_objects_ struct objects found = { 0 };
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	size_t before = all->count;
	struct cxl_bus *bus;
	enum status status = STATUS_DONE;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			cxl_region_foreach(decoder, region)
				if (!status && is_below(below, region))
					status = objects_add(&found, region);
	if (!status)
		status = say_missing(ctx, NULL, "look for all");
	if (found.count)
		qsort(found.list, found.count, sizeof(void *), compare_regions);
	for (size_t i = 0; i < found.count && !status; i++)
		status = before ? objects_add_once(all, found.list[i]) : objects_add(all, found.list[i]);
	return status;
}

/* @names is one region's, and that is an id. */
static enum status find_region(struct cxl_ctx *ctx, const char *word,
			       struct names *names, struct cxl_region **ret)
{
	const unsigned int *ids;
	char name[24];

	if (names_only_ids(names, &ids) < 1)
		return say_errno(word, "look for it", -ENOMEM);
	snprintf(name, sizeof(name), "region%u", ids[0]);
	*ret = cxl_region_get_by_name(ctx, name);
	return *ret ? STATUS_DONE : say_none(ctx, word, "region");
}

enum status name_find_region(struct cxl_ctx *ctx, const char *word,
			     struct cxl_region **ret)
{
	_cleanup_names_ struct names *names = NULL;
	enum status status = parse_single(NAME_REGION, word, &names);

	return status ? status : find_region(ctx, word, names, ret);
}

static enum status add_regions(struct cxl_ctx *ctx, const char *word,
			       const struct below *below, struct objects *all)
{
	_cleanup_names_ struct names *names = NULL;
	struct cxl_region *region = NULL;
	enum status status;

	status = names_parse_operand(NAME_REGION, word, &names);
	if (status)
		return status;
	if (names_have_all(names))
		return add_all_regions(ctx, below, all);
	status = find_region(ctx, word, names, &region);
	if (status)
		return status;
	if (!is_below(below, region)) {
		say_error(word, NULL, "it is below %s, not below the bus or decoder given",
			  cxl_decoder_get_devname(cxl_region_get_decoder(region)));
		return STATUS_NO_OBJECT;
	}
	return objects_add_once(all, region);
}

enum status name_find_regions(struct cxl_ctx *ctx, char *const *operands,
			      const char *bus, const char *decoder,
			      struct objects *ret)
{
	_cleanup_objects_ struct objects all = { 0 };
	_cleanup_below_ struct below below = { 0 };
	enum status status = below_parse(bus, decoder, &below);

	for (; !status && *operands; operands++) {
		_cleanup_names_ struct names *list = NULL;

		status = names_parse_operand(NAME_REGION, *operands, &list);
		for (size_t i = 0; !status && i < names_count(list); i++)
			status = add_regions(ctx, names_word(list, i), &below, &all);
	}
	if (status)
		return status;
	*ret = all;
	all = (struct objects){};
	return STATUS_DONE;
}

static enum status find_root_decoder_by_id(struct cxl_ctx *ctx, uint64_t pair,
					   struct objects *found)
{
	struct cxl_decoder *decoder;
	char name[40];

	snprintf(name, sizeof(name), "decoder%u.%u", (unsigned int)(pair >> 32),
		 (unsigned int)pair);
	decoder = cxl_decoder_get_by_name(ctx, name);
	if (!decoder || !cxl_port_is_root(cxl_decoder_get_port(decoder)))
		return STATUS_DONE;
	return objects_add(found, decoder);
}

/* Every root decoder that @names match; for ids it reads none of the others. */
static enum status find_root_decoders(struct cxl_ctx *ctx, struct names *names,
				      struct objects *found)
{
	struct cxl_decoder *decoder;
	const uint64_t *pairs;
	struct cxl_bus *bus;
	enum status status = STATUS_DONE;

	if (names_only_pairs(names, &pairs) == 1)
		return find_root_decoder_by_id(ctx, pairs[0], found);
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			if (!status && names_match_decoder(names, decoder))
				status = objects_add(found, decoder);
	return status;
}

enum status name_find_root_decoder(struct cxl_ctx *ctx, const char *word,
				   struct cxl_decoder **ret)
{
	void *decoder;
	enum status status = find_one(ctx, NAME_DECODER, word, "root decoder",
			  find_root_decoders, &decoder);

	if (!status)
		*ret = decoder;
	return status;
}

static enum status find_buses(struct cxl_ctx *ctx, struct names *names,
			      struct objects *found)
{
	struct cxl_bus *bus;
	enum status status = STATUS_DONE;

	cxl_bus_foreach(ctx, bus)
		if (!status && names_match_bus(names, bus))
			status = objects_add(found, bus);
	return status;
}

enum status name_find_bus(struct cxl_ctx *ctx, const char *word, struct cxl_bus **ret)
{
	void *bus;
	enum status status = find_one(ctx, NAME_BUS, word, "bus", find_buses, &bus);

	if (!status)
		*ret = bus;
	return status;
}

/* "all" is content with nothing. */
static enum status check_some(struct cxl_ctx *ctx, const struct objects *found,
			      const struct names *names, const char *operand,
			      const char *what)
{
	if (found->count || names_have_all(names))
		return STATUS_DONE;
	return say_none(ctx, operand, what);
}

static enum status add_endpoints(struct cxl_port *port, const struct names *names,
				 bool (*matches)(const struct names *names,
						 struct cxl_endpoint *endpoint),
				 struct objects *found)
{
	struct cxl_endpoint *endpoint;
	enum status status = STATUS_DONE;

	cxl_endpoint_foreach(port, endpoint)
		if (!status && matches(names, endpoint))
			status = objects_add(found, cxl_endpoint_get_port(endpoint));
	return status;
}

static bool any_endpoint(const struct names *names, struct cxl_endpoint *endpoint)
{
	return names_have_type(names, "endpoint");
}

/* @top and all below it. */
static enum status add_ports(struct cxl_port *top, const struct names *names,
			     struct objects *found)
{
	struct cxl_port *port;
	enum status status = add_endpoints(top, names, any_endpoint, found);

	cxl_port_foreach_all(top, port) {
		if (!status && names_match_port(names, port))
			status = objects_add(found, port);
		if (!status)
			status = add_endpoints(port, names, any_endpoint, found);
	}
	return status;
}

static enum status add_all_endpoints(struct cxl_port *top, const struct names *names,
				     struct objects *found)
{
	struct cxl_port *port;
	enum status status = add_endpoints(top, names, names_match_endpoint, found);

	cxl_port_foreach_all(top, port)
		if (!status)
			status = add_endpoints(port, names, names_match_endpoint, found);
	return status;
}

static enum status find_below_buses(struct cxl_ctx *ctx, const struct names *names,
				    enum status (*add)(struct cxl_port *top,
					       const struct names *names,
					       struct objects *found),
				    struct objects *found)
{
	struct cxl_bus *bus;
	enum status status = STATUS_DONE;

	cxl_bus_foreach(ctx, bus)
		if (!status)
			status = add(cxl_bus_get_port(bus), names, found);
	return status ? status : say_missing(ctx, NULL, "look for all");
}

enum status name_find_ports(struct cxl_ctx *ctx, const char *operand,
			    struct objects *ret)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_objects_ struct objects found = { 0 };
	enum status status = names_parse_operand(NAME_PORT, operand, &names);

	if (!status && names_have_type(names, "root")) {
		say_error(operand, NULL, "a root port has no driver of its own (cxl disable-bus)");
		return STATUS_USAGE;
	}
	if (!status)
		status = find_below_buses(ctx, names, add_ports, &found);
	if (!status)
		status = check_some(ctx, &found, names, operand, "port");
	if (status)
		return status;
	*ret = found;
	found = (struct objects){};
	return STATUS_DONE;
}

enum status name_find_endpoints(struct cxl_ctx *ctx, const char *operand,
				struct objects *ret)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_objects_ struct objects found = { 0 };
	enum status status = names_parse_operand(NAME_ENDPOINT, operand, &names);

	if (!status)
		status = find_below_buses(ctx, names, add_all_endpoints, &found);
	if (!status)
		status = check_some(ctx, &found, names, operand, "endpoint");
	if (status)
		return status;
	*ret = found;
	found = (struct objects){};
	return STATUS_DONE;
}

static enum status add_buses(struct cxl_ctx *ctx, const char *operand, struct objects *all)
{
	_cleanup_names_ struct names *names = NULL;
	_cleanup_objects_ struct objects found = { 0 };
	enum status status = names_parse_operand(NAME_BUS, operand, &names);

	if (!status)
		status = find_buses(ctx, names, &found);
	if (!status)
		status = check_some(ctx, &found, names, operand, "bus");
	for (size_t i = 0; i < found.count && !status; i++)
		status = objects_add_once(all, found.list[i]);
	return status;
}

enum status name_find_buses(struct cxl_ctx *ctx, char *const *operands,
			    struct objects *ret)
{
	_cleanup_objects_ struct objects all = { 0 };
	enum status status = STATUS_DONE;

	for (; !status && *operands; operands++)
		status = add_buses(ctx, *operands, &all);
	if (status)
		return status;
	*ret = all;
	all = (struct objects){};
	return STATUS_DONE;
}
