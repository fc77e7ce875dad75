// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking a region out of use, and to pieces. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/scope.h"
#include "region/destroy.h"
#include "region/holder.h"
#include "region/topology.h"

#define USER_MAX 256

static const char *name_of(struct cxl_region *region)
{
	return cxl_region_get_devname(region);
}

static int failed(struct cxl_region *region, const char *step, int rc)
{
	say_errno(name_of(region), step, rc);
	return STATUS_FAILED;
}

/* -- out of use -- */

/* Whether it has a driver; one that has left has none. */
static int look_enabled(struct cxl_region *region, bool *ret)
{
	int rc = cxl_region_query_enabled(region, ret);

	if (rc == -ENODEV)
		*ret = false;
	else if (rc)
		return failed(region, "read its driver", rc);
	return STATUS_DONE;
}

/*
 * The kernel unbinds whatever is online on it, and loses that memory until the
 * next boot. So there is no way past this, forced or not.
 */
static int take_offline(struct cxl_region *region)
{
	char user[USER_MAX];
	int rc = cxl_region_memory_offline(region);

	if (!rc)
		return STATUS_DONE;
	if (rc == -EBUSY)
		rc = cxl_region_find_user(region, user, sizeof(user));
	if (rc <= 0)		/* 0: it is offline after all, or went with its memdev */
		return rc ? failed(region, "take its memory offline", rc) : STATUS_DONE;
	say_error(name_of(region), "take its memory offline",
		  "%s and in use (free memory and try again: it would be lost until the next boot)",
		  user);
	return STATUS_FAILED;
}

static int unbind(struct cxl_region *region)
{
	int rc = cxl_region_disable(region);

	if (!rc)
		return STATUS_DONE;
	if (rc != -EBUSY)
		return failed(region, "disable", rc);
	say_error(name_of(region), "disable",
		  "its memory was put online again (stop what does that, and try again)");
	return STATUS_FAILED;
}

int region_disable(struct cxl_region *region)
{
	char user[USER_MAX];
	bool enabled;
	int rc = look_enabled(region, &enabled);

	if (rc || !enabled)
		return rc;
	rc = take_offline(region);
	if (rc)
		return rc;
	rc = cxl_region_find_user(region, user, sizeof(user));
	if (rc < 0)
		return failed(region, "look who uses it", rc);
	if (rc) {
		say_error(name_of(region), "disable", "in use: %s", user);
		return STATUS_FAILED;
	}
	return unbind(region);
}

/* Memory that was online when it was looked at is offline by now. */
static bool is_memory(const char *user)
{
	return strncmp(user, "memory block", strlen("memory block")) == 0;
}

int region_disable_forced(struct cxl_region *region)
{
	char user[USER_MAX] = "what uses it cannot be seen";
	bool enabled;
	int status = look_enabled(region, &enabled), used;

	if (status || !enabled)
		return status;
	status = take_offline(region);
	if (status)
		return status;
	used = cxl_region_find_user(region, user, sizeof(user));
	status = take_offline(region);	/* a udev rule may have put it online again */
	if (!status)
		status = unbind(region);
	if (!status && used && !is_memory(user))
		say_warning(name_of(region), "disabled all the same: %s", user);
	return status;
}

/* -- to pieces -- */

/* The decoders of a region, to be freed once it is gone. */
struct members {
	struct cxl_decoder *decoders[WAYS_MAX];
	size_t count;
};

static bool is_member(const struct members *m, struct cxl_decoder *decoder)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->decoders[i] == decoder)
			return true;
	return false;
}

static void members_add(struct members *m, struct cxl_decoder *decoder)
{
	if (m->count < WAYS_MAX && !is_member(m, decoder))
		m->decoders[m->count++] = decoder;
}

/* The other way round: which decoders say that they are part of it? */
static void members_search(struct cxl_region *region, struct members *m)
{
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(cxl_region_get_ctx(region), memdev) {
		endpoint = cxl_memdev_get_endpoint(memdev);
		if (!endpoint)
			continue;
		cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
			if (cxl_decoder_get_region(decoder) == region)
				members_add(m, decoder);
	}
}

/* A region that is committed has a member at each place. */
static bool members_are_all(struct cxl_region *region, const struct members *m)
{
	return m->count >= cxl_region_get_interleave_ways(region) ||
	       !cxl_region_decode_is_committed(region) ||
	       cxl_region_is_gone(region);
}

/*
 * One that cannot be told now would keep its DPA for good; but one that left
 * has taken it along, and then the region is not committed any more.
 */
static int members_read(struct cxl_region *region, struct members *m)
{
	struct cxl_memdev_mapping *mapping;
	unsigned int ways;
	int rc;

	cxl_mapping_foreach(region, mapping)
		members_add(m, cxl_mapping_get_decoder(mapping));
	if (m->count < cxl_region_get_interleave_ways(region))
		members_search(region, m);
	if (members_are_all(region, m))
		return STATUS_DONE;
	rc = cxl_region_refresh(region);
	if (rc && rc != -ENODEV)
		return failed(region, "read its targets", rc);
	if (members_are_all(region, m))
		return STATUS_DONE;
	ways = cxl_region_get_interleave_ways(region);
	if (ways == UINT_MAX)
		say_error(name_of(region), "read its targets",
			  "how many it has cannot be told (try again)");
	else
		say_error(name_of(region), "read its targets",
			  "of %u members only %zu can be told (try again)",
			  ways, m->count);
	return STATUS_FAILED;
}

/* The last decoder of the same memdev that holds DPA: the kernel frees that first. */
static int last_decoder(struct cxl_decoder *decoder, struct cxl_decoder **ret)
{
	unsigned long long size;
	struct cxl_decoder *last;

	*ret = decoder;
	cxl_decoder_foreach_reverse(cxl_decoder_get_port(decoder), last) {
		int rc = cxl_decoder_query_dpa_size(last, &size);

		if (rc == -ENODEV)
			return STATUS_DONE;
		if (rc) {
			say_errno(cxl_decoder_get_devname(last), "read dpa_size", rc);
			return STATUS_FAILED;
		}
		if (size || last == decoder) {
			*ret = last;
			return STATUS_DONE;
		}
	}
	return STATUS_DONE;
}

static int refuse_later(struct cxl_region *region, struct cxl_decoder *later)
{
	struct cxl_memdev *memdev = cxl_decoder_get_memdev(later);

	say_error(name_of(region), "destroy",
		  "DPA is freed from the end, and %s of %s holds some behind its own for %s",
		  cxl_decoder_get_devname(later),
		  memdev ? cxl_memdev_get_devname(memdev) : "its memdev",
		  holder_of_decoder(later).text);
	return STATUS_FAILED;
}

/* What would stop us halfway, looked for before the first write. */
static int check_destroy(struct cxl_region *region, const struct members *m)
{
	struct cxl_decoder *last;
	bool locked = false;
	int rc = cxl_region_query_locked(region, &locked);

	if (rc && rc != -ENODEV)
		return failed(region, "read locked", rc);
	if (locked) {
		say_error(name_of(region), "destroy",
			  "it is locked: the platform keeps it until the next boot");
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < m->count; i++) {
		if (last_decoder(m->decoders[i], &last))
			return STATUS_FAILED;
		if (last != m->decoders[i])
			return refuse_later(region, last);
	}
	rc = cxl_get_missing(cxl_region_get_ctx(region));
	return rc ? failed(region, "read its members", rc) : STATUS_DONE;
}

static int check_disabled(struct cxl_region *region)
{
	bool enabled;
	int status = look_enabled(region, &enabled);

	if (status || !enabled)
		return status;
	say_error(name_of(region), "destroy",
		  "it is enabled (disable it first: cxl disable-region %s, or use -f)",
		  name_of(region));
	return STATUS_FAILED;
}

int region_delete(struct cxl_region *region)
{
	int rc = cxl_region_delete(region);

	if (rc == -ESTALE)
		say_error(name_of(region), "delete",
			  "another program deleted it and made another of that name meanwhile, which may be deleted as well (look for it: cxl list -R)");
	return rc;
}

/*
 * Targets go first, last to first: a region that is deleted with targets in it
 * leaves them behind if we are killed. Gone is what we want: somebody else may
 * be destroying it, too.
 */
int region_take_apart(struct cxl_region *region)
{
	const char *step = "reset its decoders";
	bool committed;
	int rc = cxl_region_query_committed(region, &committed);

	if (!rc && committed)
		rc = cxl_region_decode_reset(region);
	if (!rc) {
		step = "clear its targets";
		rc = cxl_region_clear_all_targets(region);
	}
	if (!rc) {
		step = "delete";
		rc = region_delete(region);
	}
	if (rc == -ESTALE)		/* which has been said */
		return STATUS_FAILED;
	if (!rc || cxl_region_is_gone(region))
		return STATUS_DONE;
	say_error(name_of(region), step,
		  "%s, so it is left (take it back: cxl destroy-region -f %s)",
		  say_cause(rc), name_of(region));
	return STATUS_FAILED;
}

int decoder_free_dpa(struct cxl_decoder *decoder)
{
	const char *name = cxl_decoder_get_devname(decoder);
	struct cxl_region *region = NULL;
	unsigned long long size = 0;
	int rc = cxl_decoder_query_dpa_size(decoder, &size);

	if (!rc && size)
		rc = cxl_decoder_query_region(decoder, &region);
	if (rc == -ENODEV || (!rc && (!size || region)))
		return STATUS_DONE;
	if (!rc || rc == -ENOENT)	/* in no region, or in none that exists */
		rc = cxl_decoder_set_dpa_size(decoder, 0);
	if (!rc || cxl_decoder_is_gone(decoder))
		return STATUS_DONE;
	say_error(name, "set dpa_size to 0",
		  "%s, so it is still taken (give it back: echo 0 >/sys/bus/cxl/devices/%s/dpa_size)",
		  say_cause(rc), name);
	return STATUS_FAILED;
}

/* Each of another memdev, and none with a later one in use: any order is from the end. */
static int free_members(const struct members *m)
{
	int status = STATUS_DONE;

	for (size_t i = m->count; i-- > 0;)
		if (decoder_free_dpa(m->decoders[i]))
			status = STATUS_FAILED;
	return status;
}

/* @retire takes the region out of use, or refuses. */
static int destroy(struct cxl_region *region,
		   int (*retire)(struct cxl_region *region))
{
	struct members members = {};
	int rc, rc2;

	rc = members_read(region, &members);
	if (rc)
		return rc;
	rc = check_destroy(region, &members);
	if (!rc)
		rc = retire(region);
	if (rc)
		return rc;
	rc = region_take_apart(region);
	rc2 = free_members(&members);	/* whoever was let go, whatever failed then */
	return rc ? rc : rc2;
}

int region_destroy(struct cxl_region *region)
{
	return destroy(region, check_disabled);
}

int region_destroy_forced(struct cxl_region *region)
{
	return destroy(region, region_disable);
}
