/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that would end us, held off while a region changes. */
#pragma once

/*
 * A fatal signal in the middle of a region's change corrupts the kernel. From
 * signals_catch() on SIGINT, SIGTERM and SIGHUP are only noticed; whoever
 * changes something asks between two steps, and stops at a safe point.
 */
void signals_catch(void);
void signals_release(void);

/* The signal that came since signals_catch(), or 0. */
int signals_noticed(void);

/* "SIGINT" */
const char *signals_name(int number);

/* The exit status that tells of it, as a shell has it. */
#define STATUS_OF_SIGNAL(_number) (128 + (_number))
