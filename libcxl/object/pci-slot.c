// SPDX-License-Identifier: LGPL-2.1-or-later
/* The physical slots of PCI devices, by the names that the kernel gives them, read once for a context. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/missing.h"
#include "object/pci-slot.h"

#define SLOTS "sys/bus/pci/slots"

struct pci_slot {
	char name[64];
	char address[32];		/* "0000:0d:00": a device without its function */
};

struct pci_slots {
	struct cxl_ctx *ctx;
	bool read;
	struct pci_slot *all;
	size_t count;
};

static void forget(struct pci_slots *slots)
{
	free(slots->all);
	slots->all = NULL;
	slots->count = 0;
	slots->read = false;
}

static void pci_slots_free(void *kept)
{
	forget(kept);
	free(kept);
}

void pci_slots_forget(struct cxl_ctx *ctx)
{
	struct pci_slots *slots = ctx_data(ctx, pci_slots_free);

	if (slots)
		forget(slots);
}

/* A slot that leaves while it is read is none. */
static int add(void *arg, const char *name)
{
	struct pci_slots *slots = arg;
	const struct io *io = &slots->ctx->io;
	struct pci_slot slot, *more;
	char path[IO_PATH_MAX];
	ssize_t len;

	if (strlen(name) >= sizeof(slot.name))
		return 0;
	snprintf(slot.name, sizeof(slot.name), "%s", name);
	snprintf(path, sizeof(path), SLOTS "/%s/address", name);
	len = io_read(io, io->root, path, slot.address, sizeof(slot.address));
	if (io_is_away(len))
		return 0;
	if (len < 0) {
		ctx_miss(slots->ctx, path, (int)len);
		return 0;
	}
	more = reallocarray(slots->all, slots->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	slots->all = more;
	more[slots->count++] = slot;
	return 0;
}

static struct pci_slots *slots_of(struct cxl_ctx *ctx)
{
	struct pci_slots *slots = ctx_data(ctx, pci_slots_free);

	if (slots)
		return slots;
	slots = calloc(1, sizeof(*slots));
	if (slots && ctx_keep(ctx, slots, pci_slots_free) < 0) {
		free(slots);
		slots = NULL;
	}
	if (slots)
		slots->ctx = ctx;
	return slots;
}

static bool is_in(const char *host, const struct pci_slot *slot)
{
	size_t len = strlen(slot->address);

	return len && strncmp(host, slot->address, len) == 0 && host[len] == '.';
}

const char *pci_slot_of(struct cxl_ctx *ctx, const char *host)
{
	struct pci_slots *slots = slots_of(ctx);
	int rc;

	if (!slots) {
		ctx_miss(ctx, SLOTS, -ENOMEM);
		return NULL;
	}
	if (!slots->read) {
		slots->read = true;
		rc = io_list(&ctx->io, ctx->io.root, SLOTS, add, slots);
		if (!io_is_away(rc))	/* else a machine without such slots */
			ctx_miss(ctx, SLOTS, rc);
	}
	for (size_t i = 0; i < slots->count; i++)
		if (is_in(host, &slots->all[i]))
			return slots->all[i].name;
	return NULL;
}
