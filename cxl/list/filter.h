/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the filters of a request let through. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cxl_bus;
struct cxl_ctx;
struct cxl_decoder;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;
struct wanted;
struct selection;

/*
 * -m and -s leave only what leads to the memdevs that they name. Those are
 * found first: filter_find_only() puts them into the selection.
 */
struct filter {
	const struct wanted *want;
	const struct selection *selection;
};
enum status filter_find_only(struct cxl_ctx *ctx, const struct wanted *want,
			     struct selection *selection);

/* Do -m and -s say anything? */
bool filter_by_memdev(const struct filter *f);

/* -m and -s: is it one of those, or is one of them there? */
bool filter_memdev(const struct filter *f, const struct cxl_memdev *memdev);
bool filter_bus_leads(const struct filter *f, struct cxl_bus *bus);
bool filter_port_leads(const struct filter *f, struct cxl_port *port);

/* -r, and whether the decoder can lead to one of those of -m and -s. */
bool filter_decoder(const struct filter *f, struct cxl_port *port,
		    struct cxl_decoder *decoder);

/* -d: does one of those decoders lead to the memdev? */
bool filter_reaches(const struct filter *f, struct cxl_memdev *memdev);

/* -b, -p and -e, of a memdev without endpoint: by where its host device sits. */
bool filter_host(const struct filter *f, struct cxl_memdev *memdev);
