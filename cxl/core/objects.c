// SPDX-License-Identifier: GPL-2.0-or-later
/* A list of the library's objects that grows. */
#include <errno.h>
#include <stdlib.h>

#include "core/objects.h"
#include "core/say.h"

enum status objects_add(struct objects *objects, void *object)
{
	void **more = reallocarray(objects->list, objects->count + 1, sizeof(*more));

	if (!more)
		return say_errno(NULL, NULL, -ENOMEM);
	objects->list = more;
	more[objects->count++] = object;
	return STATUS_DONE;
}

enum status objects_add_once(struct objects *objects, void *object)
{
	return objects_have(objects, object) ? STATUS_DONE : objects_add(objects, object);
}

bool objects_have(const struct objects *objects, const void *object)
{
	for (size_t i = 0; i < objects->count; i++)
		if (objects->list[i] == object)
			return true;
	return false;
}

void objects_done(struct objects *objects)
{
	free(objects->list);
}
