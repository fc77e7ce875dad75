/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of a layout, as a command compares and prints them. */
#pragma once

#include <stdbool.h>

#include <cxl/libcxl.h>

#include "core/status.h"

struct objects;

/* All regions of all windows. */
enum status entries_find_regions(struct cxl_ctx *ctx, struct objects *ret);

/* Reads the machine again where it may have changed, and compares. */
enum status entries_compare(struct cxl_ctx *ctx, struct cxl_layout *layout, bool changed);

/* Compares with the machine as the entries before each leave it, for --dry-run. */
enum status entries_compare_ahead(struct cxl_ctx *ctx, struct cxl_layout *layout, bool replace);

/* What became of an entry, in a word, for people and for programs; its reason may be NULL. */
struct outcome {
	const char *name, *state, *reason, *region;
	bool bad;			/* it is a conflict, or has failed */
};

struct outcome entries_outcome(struct cxl_layout_entry *entry);

/* One line for each, or with --json=2 an item; and a conflict on standard error. STATUS_FAILED where it is bad. */
enum status entries_report(const struct outcome *outcome);

/* Each entry; with @differs, each that is not satisfied. */
enum status entries_report_all(struct cxl_layout *layout, bool differs);

/* A region that --prune is to destroy, or has destroyed: a line, where it is to be; with --json=2 an item. */
void entries_report_prune(const char *region, bool done);
