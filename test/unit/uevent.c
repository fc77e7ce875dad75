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

/* ---- waiting for the next event ------------------------------------------ */

static int awaited;		/* what waiting for an event ends with */
static unsigned int slept;	/* ms */

static int await_next(void *machine, int fd, int ms)
{
	return awaited;
}

static void sleep_a_while(void *machine, unsigned int ms)
{
	slept += ms;
}

static const struct io_calls waiting = { .watch = begin, .read = next, .close = end,
					 .await = await_next, .sleep = sleep_a_while };
static const struct io_calls deaf = { .sleep = sleep_a_while };

/* What is slept, where a wait of 100 ms ends with @rc; and how many events are left of two. */
static void test_await(const struct io_calls *behind, int rc, int wanted, bool sleeps, int left)
{
	static const char *const two[] = { EVENT("add", "region0"), EVENT("bind", "region0"), NULL };
	const char *const *events = two;
	struct io io = { .calls = behind, .machine = &events };
	_cleanup_watch_ struct watch watch;

	watch_begin(&watch, &io);
	awaited = rc;
	slept = 0;
	ok(watch_await(&watch, 100) == wanted, "waiting that ends with %d", rc);
	ok((slept >= 100) == sleeps, "sleeps %u ms", slept);
	ok(two + 2 - events == left, "%d events are left", (int)(two + 2 - events));
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(stories); i++)
		ok(sees_another_leave(&calls, stories[i].events) ==
		   stories[i].another_left, "%s", stories[i].what);
	ok(!sees_another_leave(&without, stories[3].events),
	   "no events are to be had");
	test_await(&waiting, 1, 0, false, 0);
	test_await(&waiting, 0, 0, false, 2);
	test_await(&waiting, -EINTR, -EINTR, false, 2);
	test_await(&waiting, -EBADF, 0, true, 2);
	test_await(&deaf, 0, 0, true, 2);
	return tap_done();
}
