/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command exits with: the outcome of what has been reported to the user. */
#pragma once

/*
 * A function that returns an enum status has printed what went wrong. A failure
 * that has not been printed is an int, a negative errno; say_errno() makes a
 * status of it. No variable is both.
 *
 * 128 + n is the status of what signal n ended.
 */
enum status {
	STATUS_DONE = 0,	/* done, or nothing to do */
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,	/* wrong use, or a bad value */
	STATUS_NO_OBJECT = 3,	/* no such object */
	STATUS_TIMEOUT = 4,	/* a deadline has passed: what was waited for has not come */
	STATUS_OPTION = 129,	/* unknown, ambiguous or incomplete option; operand missing */
	STATUS_NO_VIEWER = 255,	/* no program shows manual pages */
};

/* Of two operands, or two steps, the worse status is the status of both. */
static inline enum status worse_status(enum status a, enum status b)
{
	return a > b ? a : b;
}

/* The status of what signal @number ended. */
static inline enum status status_of_signal(int number)
{
	return (enum status)(128 + number);
}
