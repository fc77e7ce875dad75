// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl inject-poison, clear-poison: 64 bytes of a memdev, named by DPA, region offset or HPA. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/size.h"
#include "media/debugfs.h"
#include "media/location.h"
#include "names/name.h"

struct poison_options {
	const char *address;
	const char *offset;
	bool force;
};

static const struct opt poison_opts[] = {
	OPT_TEXT('a', "address", poison_options, address, "ADDRESS",
		 "of a memdev: in the device (DPA); of a region: of the host (HPA)"),
	OPT_TEXT('o', "offset", poison_options, offset, "OFFSET",
		 "of a region: from its start"),
	OPT_FLAG('f', "force", poison_options, force,
		 "even if the memory is in use"),
	OPT_DEBUG,
	OPT_END,
};

/* Injecting and clearing differ in this. */
struct action {
	const char *verb;	/* "inject poison" */
	const char *done;	/* "poison injected" */
	bool inject;
	int (*at_memdev)(struct cxl_memdev *memdev, size_t dpa);
	int (*at_region)(struct cxl_region *region, unsigned long long offset);
};

static const struct action injecting = {
	"inject poison", "poison injected", true,
	cxl_memdev_inject_poison, cxl_region_inject_poison,
};

static const struct action clearing = {
	"clear poison", "poison cleared", false,
	cxl_memdev_clear_poison, cxl_region_clear_poison,
};

/* -- where: from the words typed to a location -- */

static enum status parse_number(const char *option, const char *text, uint64_t *ret)
{
	int rc = number_parse(text, ret);

	if (!rc)
		return STATUS_DONE;
	say_error(option, NULL, rc == -ERANGE ? "\"%s\" does not fit in 64 bits" :
		  "\"%s\" is not a number (decimal, 0x and hex, or 0 and octal)",
		  text);
	return STATUS_USAGE;
}

static enum status option_missing(const struct invocation *call, const char *which)
{
	say_error(call->operands[0], NULL, "%s", which);
	return STATUS_OPTION;
}

static enum status find_memdev_spot(const struct invocation *call, struct location *location)
{
	const struct poison_options *o = call->options;
	struct cxl_memdev *memdev;
	uint64_t dpa;
	enum status status;

	if (o->offset)
		return option_missing(call, "-o is for a region; a memdev takes -a");
	if (!o->address)
		return option_missing(call, "which address? (-a DPA)");
	status = parse_number("--address", o->address, &dpa);
	if (!status)
		status = name_find_memdev(call->ctx, call->operands[0], &memdev);
	return status ? status : location_of_memdev(memdev, dpa, location);
}

static enum status find_region_spot(const struct invocation *call, struct location *location)
{
	const struct poison_options *o = call->options;
	struct cxl_region *region;
	uint64_t number;
	enum status status;

	if (!o->offset == !o->address)
		return option_missing(call, o->offset ?
			"-o or -a, not both" : "which address? (-o OFFSET or -a HPA)");
	status = o->offset ? parse_number("--offset", o->offset, &number) :
			 parse_number("--address", o->address, &number);
	if (!status)
		status = name_find_region(call->ctx, call->operands[0], &region);
	if (status)
		return status;
	return o->offset ? location_of_offset(region, number, location) :
			   location_of_hpa(region, number, location);
}

static enum status find_spot(const struct invocation *call, struct location *location)
{
	if (strncmp(call->operands[0], "region", strlen("region")) == 0)
		return find_region_spot(call, location);
	return find_memdev_spot(call, location);
}

/* -- whether -- */

static enum status check_memdev(const struct action *action, struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);
	bool enabled, supported = false;
	int rc = cxl_memdev_query_enabled(memdev, &enabled);

	if (!rc && enabled)
		rc = cxl_memdev_query_poison_support(memdev, action->inject,
						     &supported);
	if (!rc && supported)
		return STATUS_DONE;
	if (rc)
		say_errno(name, action->verb, rc);
	else if (!enabled)
		say_error(name, action->verb,
			  "the memdev is disabled (cxl enable-memdev %s)", name);
	else
		say_error(name, action->verb, "not supported by this memdev");
	return STATUS_FAILED;
}

static enum status check_region(const struct action *action, struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);
	bool supported;
	int rc = cxl_region_query_poison_support(region, action->inject, &supported);

	if (!rc && supported)
		return STATUS_DONE;
	if (rc)
		say_errno(name, action->verb, rc);
	else
		say_error(name, action->verb,
		  "neither cxl nor the kernel can translate its addresses (it is disabled, a member does not support poison, or the kernel is older than 6.18)");
	return STATUS_FAILED;
}

/*
 * Firmware may have programmed decoders of which the kernel made no region.
 * They are committed in the order of their ids; before 6.7 the kernel does not
 * tell how many, and each that has memory may be. 0 and the decoder or NULL, or
 * -errno where that cannot be seen.
 */
static int find_mapping(struct cxl_memdev *memdev, uint64_t dpa, struct cxl_decoder **ret)
{
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	unsigned int committed = UINT_MAX;
	int rc = cxl_memdev_query_endpoint(memdev, &endpoint);

	*ret = NULL;
	if (rc || !endpoint)
		return rc;
	rc = cxl_port_query_decoders_committed(cxl_endpoint_get_port(endpoint), &committed);
	if (rc && rc != -ENOENT)
		return rc;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		unsigned long long start, size;

		if ((unsigned int)cxl_decoder_get_id(decoder) >= committed)
			continue;	/* nothing of it is read */
		rc = cxl_decoder_query_dpa_size(decoder, &size);
		if (rc)
			return rc;
		start = size ? cxl_decoder_get_dpa_resource(decoder) : 0;
		if (start == ULLONG_MAX)
			return -EIO;
		if (dpa >= start && dpa - start < size) {
			*ret = decoder;
			return 0;
		}
	}
	return 0;
}

static enum status check_no_region(const struct action *action, const struct location *location)
{
	struct cxl_decoder *decoder;
	int rc = find_mapping(location->memdev, location->dpa, &decoder);

	if (rc)
		return say_error(location->named, action->verb,
				 "what maps this address cannot be seen: %s (add --force to do it anyway)", say_cause(rc));
	if (!decoder)
		return STATUS_DONE;
	return say_error(location->named, action->verb, "%s maps this address without a region: who uses it cannot be seen (add --force to do it anyway)",
			 cxl_decoder_get_devname(decoder));
}

/*
 * A process that reads poisoned memory dies. A disabled region may have kept its
 * memory online; and what cannot be looked at may be in use.
 */
static enum status check_use(const struct action *action, const struct location *location)
{
	char user[256];
	int rc;

	if (!location->region)
		return check_no_region(action, location);
	rc = cxl_region_find_user(location->region, user, sizeof(user));
	if (!rc)
		return STATUS_DONE;
	if (rc < 0)
		snprintf(user, sizeof(user), "who uses it cannot be seen: %s",
			 say_cause(rc));
	return say_error(cxl_region_get_devname(location->region), action->verb,
			 "%s (add --force to do it anyway)", user);
}

static enum status check(const struct invocation *call, const struct action *action,
			 const struct location *location)
{
	const struct poison_options *o = call->options;
	enum status status = debugfs_check(call->ctx, call->operands[0]);

	if (!status)
		status = location->memdev ? check_memdev(action, location->memdev) :
				    check_region(action, location->region);
	if (!status && !o->force)
		status = check_use(action, location);
	return status;
}

/* -- do it, and say so -- */

/* By the memdev where we know it: a region that loses a member makes the kernel trip. */
static enum status act(const struct action *action, const struct location *location)
{
	int rc;

	if (location->memdev)
		rc = action->at_memdev(location->memdev, location->dpa);
	else
		rc = action->at_region(location->region, location->offset);
	if (!rc)
		return STATUS_DONE;
	return say_errno_at(location_object(location), action->verb, "poison", rc);
}

/* `cxl inject-media-poison: cmd_inject_media_poison: poison injected at mem0:0x1000` */
static void say_done(const struct invocation *call, const struct action *action,
		     const struct location *location)
{
	const struct poison_options *o = call->options;
	const char *name = call->command->name;
	_cleanup_free_ char *owner = NULL, *function = NULL;

	if (asprintf(&owner, "cxl %s", name) < 0 ||
	    asprintf(&function, "cmd_%s", name) < 0)
		return;
	for (char *c = function; *c; c++)
		if (*c == '-')
			*c = '_';
	say_counter(owner, function, "%s at %s:%s", action->done,
		    location->named, o->address ? o->address : o->offset);
}

static void print_spot(struct output *out, const struct location *location)
{
	if (isatty(STDOUT_FILENO))
		output_begin_human(out, stdout);
	else
		output_begin_plain(out, stdout);
	output_open_object(out, NULL);
	if (out->contract)
		output_text(out, "kind", "location");
	location_show(out, location);
	output_close_object(out);
	output_end(out);
}

static enum status poison(const struct invocation *call, const struct action *action)
{
	struct location location = {};
	enum status status;

	status = find_spot(call, &location);
	if (!status)
		status = check(call, action, &location);
	if (!status)
		status = act(action, &location);
	if (status)
		return status;
	print_spot(call->out, &location);
	say_done(call, action, &location);
	return STATUS_DONE;
}

static enum status run_inject(const struct invocation *call)
{
	return poison(call, &injecting);
}

static enum status run_clear(const struct invocation *call)
{
	return poison(call, &clearing);
}

#define POISON_COMMAND(_name, _summary, _log_env, _run)			\
	{								\
		.name = _name,						\
		.summary = _summary,					\
		.group = GROUP_TESTING,					\
		.synopsis = "MEMDEV -a DPA | REGION -o OFFSET | REGION -a HPA", \
		.log_env = _log_env,					\
		.options = poison_opts,					\
		.options_size = sizeof(struct poison_options),		\
		.min_operands = 1,					\
		.max_operands = 1,					\
		.run = _run,						\
	}

const struct command cmd_inject_poison = POISON_COMMAND("inject-poison",
	"inject poison into memory", "CXL_INJECT_LOG", run_inject);

const struct command cmd_clear_poison = POISON_COMMAND("clear-poison",
	"clear poison of memory", "CXL_CLEAR_LOG", run_clear);

const struct command cmd_inject_media_poison = POISON_COMMAND("inject-media-poison",
	"alias of inject-poison", "CXL_INJECT_LOG", run_inject);

const struct command cmd_clear_media_poison = POISON_COMMAND("clear-media-poison",
	"alias of clear-poison", "CXL_CLEAR_LOG", run_clear);
