// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl zero-labels, read-labels, write-labels: the label area of memdevs, byte for byte. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/say.h"
#include "core/scope.h"
#include "memdev/brake.h"
#include "memdev/item-labels.h"
#include "memdev/memdevs.h"

struct label_options {
	struct memdev_choice which;
	struct brake brake;
	struct opt_number size;
	struct opt_number offset;
	const char *output;
	const char *input;
};

#define LABEL_OPTS							\
	OPT_DECIMAL('s', "size", label_options, size, 0, UINT32_MAX,	\
		    "BYTES", "this many bytes (default, and with 0: all)"), \
	OPT_DECIMAL('O', "offset", label_options, offset, 0, UINT32_MAX, \
		    "BYTES", "from this offset (default: 0)"),		\
	MEMDEV_OPTS(label_options)

static const struct opt zero_opts[] = {
	BRAKE_OPTS(label_options),
	LABEL_OPTS,
	OPT_END,
};

static const struct opt read_opts[] = {
	OPT_TEXT('o', "output", label_options, output, "FILE",
		 "write them there; default: standard output"),
	LABEL_OPTS,
	OPT_END,
};

static const struct opt write_opts[] = {
	OPT_TEXT('i', "input", label_options, input, "FILE",
		 "read them from this file (default: standard input)"),
	BRAKE_OPTS(label_options),
	LABEL_OPTS,
	OPT_END,
};

static void closep_file(FILE **file)
{
	if (*file && *file != stdin && *file != stdout)
		fclose(*file);
}
#define _cleanup_file_ __attribute__((cleanup(closep_file)))

/* -- which bytes -- */

struct label_range {
	size_t offset, size;
};

static bool has_no_area(struct cxl_memdev *memdev)
{
	return cxl_memdev_get_label_size(memdev) == 0;
}

static enum status check_area(struct cxl_memdev *memdev, size_t *ret)
{
	*ret = cxl_memdev_get_label_size(memdev);
	if (*ret && *ret != SIZE_MAX)
		return STATUS_DONE;
	return say_error(cxl_memdev_get_devname(memdev), NULL, *ret ?
			 "the size of its label area cannot be read" :
			 "it has no label area");
}

/* Without a size: to the end of the area. */
static enum status find_range(const struct label_options *o, struct cxl_memdev *memdev,
			      struct label_range *ret)
{
	size_t area = 0, offset = o->offset.value, size = o->size.value;
	enum status status = check_area(memdev, &area);

	if (status)
		return status;
	if (offset >= area || size > area - offset) {
		say_error(cxl_memdev_get_devname(memdev), NULL,
			  "%zu bytes from %zu on are beyond its label area of %zu bytes",
			  size, offset, area);
		return STATUS_USAGE;
	}
	*ret = (struct label_range){ offset, size ? size : area - offset };
	return STATUS_DONE;
}

/* -- what may go wrong -- */

/* The kernel keeps them to itself while it makes namespaces of them. */
static enum status check_free(struct cxl_memdev *memdev, const char *step)
{
	const char *name = cxl_memdev_get_devname(memdev);

	if (cxl_memdev_nvdimm_bridge_active(memdev) <= 0)
		return STATUS_DONE;
	return say_error(name, step, "the kernel uses its labels: pmem%d is bound (destroy the namespaces and regions on it, then cxl disable-memdev %s)",
			 cxl_memdev_get_id(memdev), name);
}

static enum status failed(struct cxl_memdev *memdev, const char *step, int rc)
{
	const char *name = cxl_memdev_get_devname(memdev);

	switch (rc) {
	case -ENXIO:
		say_error(name, step, "the device refused");
		break;
	case -EOPNOTSUPP:
		say_error(name, step, "the device does not support this");
		break;
	case -EBUSY:
		say_error(name, step, "the kernel uses its labels, or the device is busy");
		break;
	case -EAGAIN:
		say_error(name, step, "another program is using it");
		break;
	default:
		say_errno(name, step, rc);
	}
	return STATUS_FAILED;
}

static enum status say_file(const char *path, const char *step)
{
	return say_error(path, step, "%s", strerror(errno));
}

static bool has_labels(struct cxl_memdev *memdev, void *arg)
{
	unsigned int used;

	return cxl_memdev_query_labels(memdev, &used) || used;
}

/* -- zero -- */

static enum status find_zeros(struct cxl_memdev *memdev, const struct label_options *o,
			      struct label_range *ret)
{
	enum status status = check_free(memdev, "zero labels");

	return status ? status : find_range(o, memdev, ret);
}

static enum status check_zero(struct cxl_memdev *memdev, void *arg)
{
	struct label_range range;

	return find_zeros(memdev, arg, &range);
}

static void describe_zero(struct cxl_memdev *memdev, void *arg,
			  char text[BRAKE_TEXT_MAX])
{
	struct label_range range = {};

	find_range(arg, memdev, &range);
	snprintf(text, BRAKE_TEXT_MAX, "zero %zu bytes of its label area from %zu on",
		 range.size, range.offset);
}

static enum status zero(struct cxl_memdev *memdev, void *arg)
{
	struct label_range range;
	enum status status = find_zeros(memdev, arg, &range);
	int rc;

	if (status)
		return status;
	rc = cxl_memdev_zero_label(memdev, range.size, range.offset);
	return rc ? failed(memdev, "zero labels", rc) : STATUS_DONE;
}

static bool has_area(void *memdev, void *arg)
{
	return !has_no_area(memdev);
}

/* Of several, those without a label area have nothing to zero. */
static void leave_out_without_area(struct each *each)
{
	if (each->objects.count > 1 || each->all)
		each_keep(each, has_area, NULL);
}

static enum status run_zero(const struct invocation *call)
{
	static const struct brake_act act = {
		.check = check_zero, .destroys = has_labels,
		.describe = describe_zero,
	};
	const struct label_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};

	memdevs_find(call, &o->which, &m);
	leave_out_without_area(&m.each);
	if (!brake_release(&o->brake, &act, (void *)o, &m.each))
		return m.each.status;
	memdevs_each(&m, zero, (void *)o);
	return memdevs_end(&m, "cmd_zero_labels", "zeroed", "mem");
}

/* -- read -- */

struct label_reading {
	const struct label_options *options;
	FILE *file;		/* NULL: nothing was written yet */
};

/* A file of before is not touched until there is something to put in it. */
static enum status put(struct label_reading *reading, const void *bytes, size_t size)
{
	const struct label_options *o = reading->options;

	if (!reading->file)
		reading->file = o->output ? fopen(o->output, "we") : stdout;
	if (!reading->file)
		return say_file(o->output, "open");
	if (fwrite(bytes, 1, size, reading->file) == size &&
	    fflush(reading->file) == 0)
		return STATUS_DONE;
	/* of standard output main() says it */
	return o->output ? say_file(o->output, "write") : STATUS_FAILED;
}

static enum status show(struct cxl_memdev *memdev, const void *bytes, const struct label_range *range)
{
	int rc = item_labels(envelope_get_items(), memdev, bytes, range->size, range->offset);

	return rc ? say_errno(cxl_memdev_get_devname(memdev), "show labels", rc) : STATUS_DONE;
}

static enum status read_one(struct cxl_memdev *memdev, void *arg)
{
	struct label_reading *reading = arg;
	_cleanup_free_ void *bytes = NULL;
	struct label_range range;
	enum status status;
	int rc;

	if (has_no_area(memdev))
		return STATUS_DONE;	/* there is nothing to read */
	status = find_range(reading->options, memdev, &range);
	if (status)
		return status;
	bytes = malloc(range.size);
	rc = bytes ? cxl_memdev_read_label(memdev, bytes, range.size,
					   range.offset) : -ENOMEM;
	if (rc)
		return failed(memdev, "read labels", rc);
	if (envelope_get_items() && !reading->options->output)
		return show(memdev, bytes, &range);
	return put(reading, bytes, range.size);
}

static enum status run_read(const struct invocation *call)
{
	const struct label_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};
	struct label_reading reading = { .options = o };

	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, read_one, &reading);
	if (o->output && reading.file && fclose(reading.file) != 0)
		return say_file(o->output, "write");
	return memdevs_end(&m, "cmd_read_labels", "read", "mem");
}

/* -- write -- */

/* What there is, but not more than @most and one byte: that is too much already. */
static int slurp(FILE *file, size_t most, void **ret, size_t *ret_size)
{
	_cleanup_free_ char *bytes = malloc(most + 1);

	if (!bytes)
		return -ENOMEM;
	errno = 0;
	*ret_size = fread(bytes, 1, most + 1, file);
	if (ferror(file))
		return errno ? -errno : -EIO;
	*ret = take_ptr(bytes);
	return 0;
}

static enum status read_input(const struct label_options *o, size_t most,
			      void **ret, size_t *ret_size)
{
	const char *name = o->input ? o->input : "standard input";
	_cleanup_file_ FILE *file = o->input ? fopen(o->input, "re") : stdin;
	int rc;

	if (!file)
		return say_file(name, "open");
	rc = slurp(file, most, ret, ret_size);
	if (!rc)
		return STATUS_DONE;
	return say_error(name, "read", "%s", strerror(-rc));
}

/* With a size: so much of it, and no less. Without: all, if it fits. */
static enum status check_input(const struct label_options *o, struct label_range *range,
			       size_t size)
{
	const char *name = o->input ? o->input : "standard input";

	if (!size) {
		say_error(name, NULL, "there is nothing in it");
		return STATUS_USAGE;
	}
	if (o->size.value && size < range->size) {
		say_error(name, NULL, "it has %zu bytes, not %zu", size, range->size);
		return STATUS_USAGE;
	}
	if (!o->size.value && size > range->size) {
		say_error(name, NULL, "it has more than the %zu bytes that there is room for",
			  range->size);
		return STATUS_USAGE;
	}
	if (!o->size.value)
		range->size = size;
	return STATUS_DONE;
}

struct writing {
	const struct label_options *options;
	struct label_range range;
	void *bytes;
};

static void writing_done(struct writing *w)
{
	free(w->bytes);
}
#define _cleanup_writing_ __attribute__((cleanup(writing_done)))

static enum status find_place(struct cxl_memdev *memdev, struct writing *w)
{
	enum status status = check_free(memdev, "write labels");

	return status ? status : find_range(w->options, memdev, &w->range);
}

/* A person who types the input may still change their mind: signals are not held off yet. */
static enum status prepare(struct cxl_memdev *memdev, struct writing *w)
{
	size_t size;
	enum status status = find_place(memdev, w);

	if (!status)
		status = read_input(w->options, w->range.size, &w->bytes, &size);
	return status ? status : check_input(w->options, &w->range, size);
}

/* A question comes before the input, which may be typed behind it. */
static enum status check_write(struct cxl_memdev *memdev, void *arg)
{
	struct writing *w = arg;

	return w->options->brake.dry_run ? prepare(memdev, w) :
					   find_place(memdev, w);
}

static void describe_write(struct cxl_memdev *memdev, void *arg,
			   char text[BRAKE_TEXT_MAX])
{
	const struct writing *w = arg;

	if (w->bytes)
		snprintf(text, BRAKE_TEXT_MAX, "write %zu bytes to its label area from %zu on",
			 w->range.size, w->range.offset);
	else
		snprintf(text, BRAKE_TEXT_MAX, "write to its label area from %zu on",
			 w->range.offset);
}

static enum status write_one(struct cxl_memdev *memdev, void *arg)
{
	struct writing *w = arg;
	int rc = cxl_memdev_write_label(memdev, w->bytes, w->range.size,
					w->range.offset);

	return rc ? failed(memdev, "write labels", rc) : STATUS_DONE;
}

static enum status run_write(const struct invocation *call)
{
	static const struct brake_act act = {
		.check = check_write, .destroys = has_labels,
		.describe = describe_write,
	};
	const struct label_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};
	_cleanup_writing_ struct writing w = { .options = o };
	enum status status = STATUS_DONE;

	memdevs_find(call, &o->which, &m);
	if (m.each.objects.count > 1) {
		say_error(NULL, NULL, "%zu memdevs are named, one is needed", m.each.objects.count);
		return STATUS_OPTION;
	}
	if (!brake_release(&o->brake, &act, &w, &m.each))
		return m.each.status;
	if (m.each.objects.count)
		status = prepare(m.each.objects.list[0], &w);
	if (status)
		return status;
	memdevs_each(&m, write_one, &w);
	return memdevs_end(&m, "cmd_write_labels", "wrote", "mem");
}

#define LABEL_COMMAND(_name, _summary, _options, _run)			\
	{								\
		.name = _name,						\
		.summary = _summary,					\
		.group = GROUP_MEMDEVS,					\
		.synopsis = "MEMDEV... [options]",			\
		.log_env = "CXL_MEMDEV_LOG",				\
		.options = _options,					\
		.options_size = sizeof(struct label_options),		\
		.min_operands = 1,					\
		.max_operands = OPERANDS_ANY,				\
		.run = _run,						\
	}

const struct command cmd_zero_labels = LABEL_COMMAND("zero-labels",
	"write zeros to the label area of memory devices", zero_opts, run_zero);

const struct command cmd_read_labels = LABEL_COMMAND("read-labels",
	"read the label area of memory devices", read_opts, run_read);

const struct command cmd_write_labels = LABEL_COMMAND("write-labels",
	"write the label area of a memory device", write_opts, run_write);
