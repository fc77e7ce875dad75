/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps of a plan whose every rule holds, and the words for them. */
#pragma once

#include <stdint.h>

#include "plan/topology.h"

struct cxl_plan;
struct request;

/* Fills plan->steps, in the order that the kernel needs. 0 or -ENOMEM. */
int steps_make(struct cxl_plan *plan, const struct request *request);

/* Short words in a value, to be used within one expression. */
struct words {
	char text[256];
};

void words_format(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Adds @name, behind @separator where it is not the first. */
void words_add(struct words *words, const char *separator, const char *name);

/* "ram", "pmem" */
const char *memory_kind_name(enum memory_kind kind);

/* "512 MiB" */
struct words size_words(uint64_t size);
/* "pci0000:0c and pci0000:de" */
struct words targets_words(const struct window *window);
/* "mem0 mem2" */
struct words devices_words(const struct device *const *devices,
			   unsigned int count);
