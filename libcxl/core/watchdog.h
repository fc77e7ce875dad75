/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The watchdog: frees this thread from reads that the kernel deadlocks on. */
#pragma once

struct io;
struct watchdog;

/* NULL is a watchdog that sleeps. */
void watchdog_free(struct watchdog *dog);

/*
 * While memory goes offline: there any signal means failure. None comes before
 * the deadline of @io; from then on they come until watchdog_resume().
 */
void watchdog_pause(struct watchdog *dog, const struct io *io);
void watchdog_resume(struct watchdog *dog);
