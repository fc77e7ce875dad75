/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The watchdog: frees this thread from reads that the kernel deadlocks on. */
#pragma once

struct watchdog;

/* NULL is a watchdog that sleeps. */
void watchdog_free(struct watchdog *dog);

/* While memory goes offline: there any pending signal means failure. */
void watchdog_pause(struct watchdog *dog);
void watchdog_resume(struct watchdog *dog);
