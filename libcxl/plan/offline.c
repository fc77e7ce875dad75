// SPDX-License-Identifier: LGPL-2.1-or-later
/* Offlining the memory of a region as a part of a plan: each way to fail is a finding. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "memory/policy.h"
#include "plan/finding.h"
#include "plan/offline.h"

#define USER_MAX 256

/* What the library says that a failure to offline memory is about, or @otherwise. */
static const char *about(struct cxl_region *region, const char *otherwise)
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(region));
	const char *attribute = error ? cxl_error_get_attribute(error) : NULL;

	return attribute ? attribute : otherwise;
}

/* @form with @word in place of its only "%s". */
static void fill(char *text, size_t len, const char *form, const char *word)
{
	const char *at = strstr(form, "%s");

	snprintf(text, len, "%.*s%s%s", (int)(at - form), form, word, at + strlen("%s"));
}

/* Failures that have a finding of their own. */
static const struct {
	int rc;
	const char *id, *text, *otherwise, *remedy;
} offline_failures[] = {
	{ -ETIMEDOUT, "memory-late",
	  "the deadline has passed, and %s is online: memory in it is pinned, or moves slowly",
	  "a memory block", "stop what uses it, or raise --timeout" },
	{ -ENOSPC, "memory-no-room", "the other NUMA nodes have no room for what is on %s",
	  "its node", "free memory, or add swap" },
	{ -EUSERS, "memory-bound", "%s can use no other NUMA node", "a process",
	  "end it, or allow it other nodes" },
};

/* Whether it was one of these. */
static bool say_offline_failure(struct cxl_region *region, int rc, struct findings *all)
{
	for (size_t i = 0; i < ARRAY_SIZE(offline_failures); i++) {
		struct cxl_finding found = { .kind = CXL_FINDING_FAILED,
					     .id = offline_failures[i].id };
		char text[USER_MAX];

		if (offline_failures[i].rc != rc)
			continue;
		snprintf(found.remedy, sizeof(found.remedy), "%s", offline_failures[i].remedy);
		fill(text, sizeof(text), offline_failures[i].text,
		     about(region, offline_failures[i].otherwise));
		find(all, &found, cxl_region_get_devname(region), "offline its memory", "%s", text);
		return true;
	}
	return false;
}

/* A program that onlines what went offline, not one that uses it. */
static bool is_online_again(struct cxl_region *region)
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(region));

	return error && !strcmp(cxl_error_get_step(error), "keep memory offline");
}

/*
 * The kernel unbinds whatever is online on it, and loses that memory until the
 * next boot. So there is no way past this, forced or not.
 */
int region_offline(struct cxl_region *region, struct findings *all)
{
	static const struct cxl_finding busy = {
		.kind = CXL_FINDING_FAILED, .id = "memory-in-use",
		.remedy = "free memory and retry: it would be lost until the next boot" };
	static const struct cxl_finding again = {
		.kind = CXL_FINDING_FAILED, .id = "memory-online-again",
		.remedy = "stop what does that, and try again" };
	char user[USER_MAX];
	int rc = cxl_region_memory_offline(region);

	if (!rc)
		return 0;
	if (say_offline_failure(region, rc, all))
		return rc;
	if (rc == -EBUSY && is_online_again(region)) {
		find(all, &again, cxl_region_get_devname(region), "take its memory offline",
		     "%s was put online again", about(region, "a memory block"));
		return rc;
	}
	if (rc == -EBUSY)
		rc = cxl_region_find_user(region, user, sizeof(user));
	if (rc <= 0)		/* 0: it is offline after all, or went with its memdev */
		return rc ? find_errno(all, cxl_region_get_devname(region), "take its memory offline",
				       NULL, rc) : 0;
	find(all, &busy, cxl_region_get_devname(region), "take its memory offline",
	     "%s and in use", user);
	return -EBUSY;
}

/* A kernel that keeps no marks with its files cannot tell the next process what to restore: it stays as it is. */
int region_keep_offline(struct cxl_region *region, struct policy *policy, struct findings *all)
{
	int rc = policy_hold(policy, &cxl_region_get_ctx(region)->io);

	if (rc && rc != -EOPNOTSUPP)
		return find_errno(all, cxl_region_get_devname(region), "keep added memory offline",
				  "auto_online_blocks", rc);
	return *policy->before ? region_offline(region, all) : 0;
}

/* Else memory that is added later would stay offline, and nobody would know why. */
int region_let_online(struct policy *policy, struct findings *all)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "policy-left" };
	int rc = policy_release(policy);

	if (!rc)
		return 0;
	find_errno(all, NULL, "restore auto_online_blocks", NULL, rc);
	snprintf(left.remedy, sizeof(left.remedy), "restore it: cxl recover");
	find(all, &left, NULL, "restore auto_online_blocks",
	     "memory that is added stays offline, so this is left");
	return rc;
}
