/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an errno of the kernel means, and what to do about it. */
#pragma once

/*
 * @attribute is the file that gave the errno ("dpa_size", "target3"), or what
 * several of them are for ("poison"); NULL for what holds for any.
 */
struct cause {
	int err;
	const char *attribute;
	const char *cause;	/* "not permitted" */
	const char *remedy;	/* "run as root"; NULL if we do not know */
};

/* What @err, or -@err, means where @attribute gave it, else at all; or NULL. */
const struct cause *cause_find(int err, const char *attribute);
