// SPDX-License-Identifier: GPL-2.0-or-later
/* Events: which orders of coming and leaving mean that another had the name. */
#include <errno.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "tap.h"
#include "core/uevent.h"

#define REGION	"sys/devices/root0/decoder0.0/region0"
#define EVENT(_action, _name) _action "@/devices/root0/decoder0.0/" _name

static const struct {
	const char *what;
	const char *events[6];
	bool another_left;
} stories[] = {
	{ "nothing happened", {}, false },
	{ "it left", { EVENT("remove", "region0") }, false },
	{ "it left, and another came", { EVENT("remove", "region0"), EVENT("add", "region0") }, false },
	{ "it left, another came and left as well",
	  { EVENT("unbind", "region0"), EVENT("remove", "region0"),
	    EVENT("add", "region0"), EVENT("remove", "region0") }, true },
	{ "others came and left",
	  { EVENT("add", "region1"), EVENT("remove", "region1"),
	    EVENT("add", "region01"), EVENT("remove", "region01"),
	    EVENT("remove", "region0") }, false },
	{ "one below it came and left",
	  { EVENT("add", "region0/dax_region0"), EVENT("remove", "region0/dax_region0"),
	    EVENT("remove", "region0") }, false },
};

/* The machine of these calls is a list of events. */
static int begin(void *machine)
{
	return 7;
}

static ssize_t next(void *machine, int fd, void *buf, size_t len)
{
	const char *const **at = machine;

	if (!**at)
		return -EAGAIN;
	strncpy(buf, *(*at)++, len);
	return (ssize_t)strlen(buf);
}

static int end(void *machine, int fd)
{
	return 0;
}

static const struct io_calls calls = { .watch = begin, .read = next, .close = end };
static const struct io_calls without = {};

static bool sees_another_leave(const struct io_calls *behind,
			       const char *const *events)
{
	struct io io = { .calls = behind, .machine = &events };
	_cleanup_watch_ struct watch watch;

	watch_begin(&watch, &io);
	return watch_saw_another_leave(&watch, REGION);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(stories); i++)
		ok(sees_another_leave(&calls, stories[i].events) ==
		   stories[i].another_left, "%s", stories[i].what);
	ok(!sees_another_leave(&without, stories[3].events),
	   "no events are to be had");
	return tap_done();
}
