/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of the library's objects that grows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

/* Of one kind, which the user knows; all zeroes: none. It holds no references. */
struct objects {
	void **list;
	size_t count;
};

/* Append @object. STATUS_FAILED, with a message, where there is no memory. */
enum status objects_add(struct objects *objects, void *object);
/* The same, unless the list has it. */
enum status objects_add_once(struct objects *objects, void *object);
bool objects_have(const struct objects *objects, const void *object);
void objects_done(struct objects *objects);
#define _cleanup_objects_ __attribute__((cleanup(objects_done)))
