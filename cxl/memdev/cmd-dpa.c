// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl reserve-dpa, free-dpa: memory of a device for one of its decoders, without a region. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/size.h"
#include "memdev/memdevs.h"
#include "names/name.h"
#include "region/window-lock.h"
#include "show/show.h"

struct dpa_options {
	struct memdev_choice which;
	const char *decoder;
	const char *type;
	struct opt_number size;
	bool force;
};

#define DPA_OPTS(_force_help)						\
	OPT_TEXT('d', "decoder", dpa_options, decoder, "DECODER",	\
		 "this decoder of the memdev: 0, 3.0 or decoder3.0"),	\
	OPT_FLAG('f', "force", dpa_options, force, _force_help),	\
	MEMDEV_OPTS(dpa_options)

static const struct opt reserve_opts[] = {
	OPT_SIZE('s', "size", dpa_options, size, "SIZE",
		 "this much (default: what is left of the type)"),
	OPT_TEXT('t', "type", dpa_options, type, "TYPE",
		 "ram (the default), volatile or pmem"),
	DPA_OPTS("try even if the kernel will refuse"),
	OPT_END,
};

static const struct opt free_opts[] = {
	OPT_TEXT('t', "type", dpa_options, type, "TYPE",
		 "of the decoders that have ram, volatile or pmem"),
	DPA_OPTS("try even if the kernel will refuse"),
	OPT_END,
};

#define DPA_UNIT (256ULL << 20)

/* What one call does on each memdev. */
struct dpa_work {
	const struct dpa_options *options;
	enum cxl_decoder_mode mode;	/* NONE: not given */
	struct names *names;		/* of -d; NULL: not given, or an @id */
	uint64_t id;			/* of -d, if a bare number */
	struct memdevs *m;
};

static void work_done(struct dpa_work *work)
{
	names_free(work->names);
}
#define _cleanup_work_ __attribute__((cleanup(work_done)))

static const char *name_of(struct cxl_decoder *decoder)
{
	return cxl_decoder_get_devname(decoder);
}

/* -- what was typed -- */

static enum status parse_type(struct dpa_work *work)
{
	const char *text = work->options->type;

	if (!text)
		return STATUS_DONE;
	work->mode = cxl_decoder_mode_from_ident(text);
	if (work->mode != CXL_DECODER_MODE_NONE)
		return STATUS_DONE;
	say_error("--type", NULL, "\"%s\" is not ram, volatile or pmem", text);
	return STATUS_USAGE;
}

/* A number alone is the decoder's own, below whichever memdev. */
static enum status parse_decoder(struct dpa_work *work)
{
	const char *text = work->options->decoder;
	enum status status;

	if (!text || number_parse_decimal(text, &work->id) == 0)
		return STATUS_DONE;
	status = names_parse_operand(NAME_DECODER, text, &work->names);
	if (status)
		return status;
	if (names_count(work->names) == 1 && !names_have_all(work->names) &&
	    strchr(text, '.'))
		return STATUS_DONE;
	say_error("--decoder", NULL, "\"%s\" may name several, one is needed", text);
	return STATUS_USAGE;
}

static enum status parse_size(const struct dpa_options *o)
{
	if (!o->size.given || (o->size.value && o->size.value % DPA_UNIT == 0))
		return STATUS_DONE;
	say_error("--size", NULL, "%llu is not a multiple of 256 MiB, and more than none",
		  (unsigned long long)o->size.value);
	return STATUS_USAGE;
}

static enum status parse(struct dpa_work *work)
{
	enum status status = parse_type(work);

	if (!status)
		status = parse_decoder(work);
	return status ? status : parse_size(work->options);
}

/* -- which decoder -- */

static enum status need_endpoint(struct cxl_memdev *memdev, struct cxl_endpoint **ret)
{
	const char *name = cxl_memdev_get_devname(memdev);

	*ret = cxl_memdev_get_endpoint(memdev);
	if (*ret)
		return STATUS_DONE;
	if (cxl_memdev_is_enabled(memdev) > 0)
		say_error(name, NULL, "it has no endpoint (a port above it is disabled?)");
	else
		say_error(name, NULL, "the memdev is disabled (cxl enable-memdev %s)",
			  name);
	return STATUS_FAILED;
}

/* The first decoder of which it is not known whether it holds DPA, or NULL. */
static struct cxl_decoder *find_unknown(struct cxl_endpoint *endpoint)
{
	struct cxl_decoder *decoder;

	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
		if (cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_UNKNOWN)
			return decoder;
	return NULL;
}

/* What could not be looked at may hold some. */
static enum status check_seen(struct cxl_memdev *memdev, struct cxl_endpoint *endpoint)
{
	struct cxl_decoder *unknown = find_unknown(endpoint);
	enum status status = say_missing(cxl_memdev_get_ctx(memdev),
					 cxl_memdev_get_devname(memdev), "read its decoders");

	if (status || !unknown)
		return status;
	return say_error(name_of(unknown), NULL, "its dpa_size cannot be read, so it may hold DPA");
}

static bool is_named(const struct dpa_work *work, struct cxl_decoder *decoder)
{
	if (work->names)
		return names_match_decoder(work->names, decoder);
	return (uint64_t)cxl_decoder_get_id(decoder) == work->id;
}

static enum status find_named(const struct dpa_work *work, struct cxl_memdev *memdev,
			      struct cxl_endpoint *endpoint, struct cxl_decoder **ret)
{
	struct cxl_decoder *decoder;

	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
		if (is_named(work, decoder)) {
			*ret = decoder;
			return STATUS_DONE;
		}
	say_error(cxl_memdev_get_devname(memdev), NULL,
		  "it has no decoder \"%s\"", work->options->decoder);
	return STATUS_NO_OBJECT;
}

static enum status failed(struct cxl_decoder *decoder, const char *step, int rc)
{
	return say_errno(name_of(decoder), step, rc);
}

/* -- reserving -- */

static enum status find_taker(const struct dpa_work *work, struct cxl_memdev *memdev,
			      struct cxl_endpoint *endpoint, struct cxl_decoder **ret)
{
	struct cxl_decoder *next = cxl_endpoint_get_next_dpa_decoder(endpoint);
	enum status status;

	if (!work->options->decoder) {
		*ret = next;
		if (next)
			return STATUS_DONE;
		return say_error(cxl_memdev_get_devname(memdev), "reserve",
				 "every decoder has DPA already (free the last one's with cxl free-dpa)");
	}
	status = find_named(work, memdev, endpoint, ret);
	if (status || *ret == next || work->options->force)
		return status;
	if (cxl_decoder_holds_dpa(*ret) != CXL_DECODER_DPA_NONE)
		say_error(name_of(*ret), "reserve", "it has DPA already (free it with cxl free-dpa)");
	else
		say_error(name_of(*ret), "reserve", "DPA is allocated to decoders in the order of their ids (next: %s)",
			  next ? name_of(next) : "none");
	return STATUS_FAILED;
}

static void say_scarce(const char *name, const char *type, uint64_t needed,
		       uint64_t available)
{
	char much[SIZE_TEXT_MAX], free[SIZE_TEXT_MAX];

	size_exact(needed, much);
	size_exact(available, free);
	say_error(name, "reserve", "%s needed, %s of %s free", much, free, type);
}

static enum status choose_size(const struct dpa_work *work, struct cxl_memdev *memdev,
		       uint64_t *ret)
{
	const struct dpa_options *o = work->options;
	uint64_t available = cxl_memdev_get_available_dpa(memdev, work->mode);
	const char *name = cxl_memdev_get_devname(memdev);
	const char *type = cxl_decoder_mode_name(work->mode);

	*ret = o->size.given ? o->size.value : available;
	if (*ret && (*ret <= available || o->force))
		return STATUS_DONE;
	if (!o->size.given)
		say_error(name, "reserve", "it has no %s left%s", type,
			  o->type ? "" : " (-t pmem?)");
	else
		say_scarce(name, type, *ret, available);
	return STATUS_FAILED;
}

/* Else it would look like what an unfinished region left behind. */
static enum status mark(struct cxl_decoder *decoder)
{
	int rc = cxl_decoder_set_reserved(decoder, true);

	if (rc == -ENODEV)
		return failed(decoder, "reserve", rc);
	if (rc)
		say_warning(name_of(decoder),
			    "reserved, but it cannot be marked as reserved (%s): cxl recover would free it",
			    say_cause(rc));
	return STATUS_DONE;
}

static enum status take(struct cxl_decoder *decoder, enum cxl_decoder_mode mode,
			uint64_t size)
{
	int rc = 0;

	if (cxl_decoder_get_mode(decoder) != mode)
		rc = cxl_decoder_set_mode(decoder, mode);
	if (rc)
		return failed(decoder, "set its mode", rc);
	rc = cxl_decoder_set_dpa_size(decoder, size);
	return rc ? failed(decoder, "reserve", rc) : mark(decoder);
}

static enum status reserve(struct cxl_memdev *memdev, void *arg)
{
	const struct dpa_work *work = arg;
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	uint64_t size;
	enum status status;

	status = need_endpoint(memdev, &endpoint);
	if (!status)
		status = check_seen(memdev, endpoint);
	if (!status)
		status = find_taker(work, memdev, endpoint, &decoder);
	if (!status)
		status = choose_size(work, memdev, &size);
	if (!status)
		status = take(decoder, work->mode, size);
	if (!status)
		memdevs_show(work->m, memdev, decoder);
	return status;
}

/* -- freeing -- */

#define HOLDER_MAX 256

/* The kernel would refuse: it is mapped, or a later one holds DPA. */
static enum status check_free(struct cxl_endpoint *endpoint, struct cxl_decoder *decoder)
{
	struct cxl_region *region = cxl_decoder_get_region(decoder);
	struct cxl_decoder *last = cxl_endpoint_get_last_dpa_decoder(endpoint, CXL_DECODER_MODE_NONE);

	char holder[HOLDER_MAX];

	if (region) {
		cxl_region_describe_holder(region, holder, sizeof(holder));
		say_error(name_of(decoder), "free", "it is part of %s", holder);
		return STATUS_FAILED;
	}
	if (last && last != decoder) {
		cxl_decoder_describe_holder(last, holder, sizeof(holder));
		say_error(name_of(decoder), "free", "DPA is freed from the end, and %s holds some behind it for %s",
			  name_of(last), holder);
		return STATUS_FAILED;
	}
	return STATUS_DONE;
}

static enum status give_back(const struct dpa_work *work, struct cxl_endpoint *endpoint,
			     struct cxl_decoder *decoder)
{
	enum status status = STATUS_DONE;
	int rc;

	if (!work->options->force)
		status = check_free(endpoint, decoder);
	if (status)
		return status;
	rc = cxl_decoder_set_dpa_size(decoder, 0);
	return rc ? failed(decoder, "free", rc) : STATUS_DONE;
}

static enum status find_holder(const struct dpa_work *work, struct cxl_memdev *memdev,
			       struct cxl_endpoint *endpoint, struct cxl_decoder **ret)
{
	if (work->options->decoder)
		return find_named(work, memdev, endpoint, ret);
	*ret = cxl_endpoint_get_last_dpa_decoder(endpoint, work->mode);
	return STATUS_DONE;
}

/* What holds nothing is free. */
static enum status release(struct cxl_memdev *memdev, void *arg)
{
	const struct dpa_work *work = arg;
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	enum status status;

	status = need_endpoint(memdev, &endpoint);
	if (!status)
		status = check_seen(memdev, endpoint);
	if (!status)
		status = find_holder(work, memdev, endpoint, &decoder);
	if (!status && decoder && cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_HELD)
		status = give_back(work, endpoint, decoder);
	if (!status)
		memdevs_show(work->m, memdev, decoder);
	return status;
}

/* -- the two commands -- */

static enum status run_each(const struct invocation *call, enum cxl_decoder_mode mode,
			    enum status (*act)(struct cxl_memdev *memdev, void *arg),
			    const char *function, const char *done)
{
	const struct dpa_options *o = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_memdevs_ struct memdevs m = {};
	_cleanup_work_ struct dpa_work work = { .options = o, .mode = mode, .m = &m };
	enum status status = parse(&work);

	if (!status)
		status = window_lock_acquire(call->ctx, &lock);
	if (status)
		return status;
	cxl_refresh(call->ctx);
	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, act, &work);
	memdevs_print(&m, (struct show_keys){});
	return memdevs_end(&m, function, done, "mem device");
}

static enum status run_reserve(const struct invocation *call)
{
	return run_each(call, CXL_DECODER_MODE_RAM, reserve, "cmd_reserve_dpa",
			"reservation completed on");
}

static enum status run_free(const struct invocation *call)
{
	return run_each(call, CXL_DECODER_MODE_NONE, release, "cmd_free_dpa",
			"reservation release completed on");
}

const struct command cmd_reserve_dpa = {
	.name = "reserve-dpa",
	.summary = "allocate DPA to an endpoint decoder",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = reserve_opts,
	.options_size = sizeof(struct dpa_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_reserve,
};

const struct command cmd_free_dpa = {
	.name = "free-dpa",
	.summary = "free the DPA of an endpoint decoder",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = free_opts,
	.options_size = sizeof(struct dpa_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_free,
};
