// SPDX-License-Identifier: LGPL-2.1-or-later
/* Protocol errors: which the platform can inject, and injecting one. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/debugfs.h"
#include "core/io.h"
#include "core/log.h"
#include "core/missing.h"
#include "core/text.h"
#include "object/port.h"

struct cxl_protocol_error {
	struct list sibling;
	struct cxl_ctx *ctx;
	unsigned int num;
	const char *str;
};

/* ACPI 6.5 table 18.30: error types of CXL. */
static const struct {
	unsigned int num;
	const char *str;
} known[] = {
	{ 0x1000,  "cache-correctable" },
	{ 0x2000,  "cache-uncorrectable" },
	{ 0x4000,  "cache-fatal" },
	{ 0x8000,  "mem-correctable" },
	{ 0x10000, "mem-uncorrectable" },
	{ 0x20000, "mem-fatal" },
};

/* ---- the list ---------------------------------------------------------- */

static void free_list(void *kept)
{
	struct list *errors = kept;

	while (!list_is_empty(errors)) {
		struct cxl_protocol_error *error =
			container_of(errors->next, struct cxl_protocol_error, sibling);

		list_remove(&error->sibling);
		free(error);
	}
	free(errors);
}

static void add(struct cxl_ctx *ctx, struct list *errors, uint64_t num)
{
	struct cxl_protocol_error *error;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].num != num)
			continue;
		error = calloc(1, sizeof(*error));
		if (!error) {
			ctx_miss(ctx, "einj_types", -ENOMEM);
			return;
		}
		error->ctx = ctx;
		error->num = known[i].num;
		error->str = known[i].str;
		list_add_tail(errors, &error->sibling);
	}
}

/* Lines of a number, a tab and words. */
static void read_types(struct cxl_ctx *ctx, struct list *errors)
{
	char path[IO_PATH_MAX], text[IO_TEXT_MAX * 4], *line, *save = NULL;
	uint64_t num;

	if (!ctx_debugfs(ctx))
		return;
	snprintf(path, sizeof(path), "%s/einj_types", ctx_debugfs(ctx));
	if (io_load(&ctx->io, ctx->io.root, path, text, sizeof(text)) < 0)
		return;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		line[strcspn(line, " \t")] = '\0';
		if (text_to_u64(line, &num) == 0)
			add(ctx, errors, num);
	}
}

static struct cxl_protocol_error *member(const struct list *l,
					 const struct list *head)
{
	if (l == head)
		return NULL;
	return container_of((struct list *)l, struct cxl_protocol_error, sibling);
}

/* Read when first asked for; NULL without memory. */
static struct list *list_of(struct cxl_ctx *ctx)
{
	struct list *errors = ctx_data(ctx, free_list);

	if (errors)
		return errors;
	errors = malloc(sizeof(*errors));
	if (!errors || ctx_keep(ctx, errors, free_list) < 0) {
		free(errors);
		ctx_miss(ctx, "einj_types", -ENOMEM);
		return NULL;
	}
	list_init(errors);
	read_types(ctx, errors);
	return errors;
}

EXPORT struct cxl_protocol_error *
cxl_protocol_error_get_first(struct cxl_ctx *ctx)
{
	const struct list *errors = list_of(ctx);

	return errors ? member(errors->next, errors) : NULL;
}

EXPORT struct cxl_protocol_error *
cxl_protocol_error_get_next(struct cxl_protocol_error *error)
{
	return member(error->sibling.next, ctx_data(error->ctx, free_list));
}

EXPORT unsigned int cxl_protocol_error_get_num(struct cxl_protocol_error *error)
{
	return error->num;
}

EXPORT const char *cxl_protocol_error_get_str(struct cxl_protocol_error *error)
{
	return error->str;
}

/* ---- injecting --------------------------------------------------------- */

EXPORT char *cxl_dport_get_einj_path(struct cxl_dport *dport)
{
	struct cxl_ctx *ctx = cxl_port_get_ctx(cxl_dport_get_port(dport));
	const char *debugfs = ctx_debugfs(ctx);
	char *path = NULL;

	/* the kernel makes the files of the dports only where it has types */
	if (!debugfs || !cxl_protocol_error_get_first(ctx))
		return NULL;
	if (asprintf(&path, "/%s/%s/einj_inject", debugfs,
		     cxl_dport_get_devname(dport)) < 0) {
		ctx_miss(ctx, "einj_inject", -ENOMEM);
		return NULL;
	}
	if (ctx_has(ctx, path + 1))
		return path;
	free(path);
	return NULL;
}

/* The kernel leaves the file behind when a dport goes: use it only with one. */
static int inject(struct cxl_dport *dport, unsigned int error)
{
	struct cxl_port *port = cxl_dport_get_port(dport);
	_cleanup_free_ char *path = cxl_dport_get_einj_path(dport);
	const struct io *io = &port->object.ctx->io;
	char link[32], value[32];
	bool there;
	int rc;

	if (!path)
		return port->object.ctx->missing ? port->object.ctx->missing : -ENOENT;
	snprintf(link, sizeof(link), "dport%d", cxl_dport_get_id(dport));
	rc = node_look(&port->object.node, link, &there);
	if (rc < 0 || !there)
		return rc < 0 ? rc : -ENODEV;
	snprintf(value, sizeof(value), "%#x\n", error);
	return io_write(io, io->root, path + 1, value);
}

EXPORT int cxl_dport_protocol_error_inject(struct cxl_dport *dport,
					   unsigned int error)
{
	return error_note(cxl_port_get_ctx(cxl_dport_get_port(dport)),
			  cxl_dport_get_devname(dport), "einj_inject", "inject",
			  inject(dport, error));
}
