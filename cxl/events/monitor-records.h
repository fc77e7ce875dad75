/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of events: the records of the kernel's CXL trace events. */
#pragma once

struct monitor;
struct records;

/*
 * In a tracefs instance of our own, which goes away with records_close(). 0 or
 * -errno: -EOPNOTSUPP: built without tracefs; -ENOSYS: its library is not
 * installed; -ENOENT: no tracefs, or no CXL in the kernel.
 */
int records_open(struct records **ret);
void records_close(struct records *records);

/* Readable when there is something for records_read(). */
int records_fd(const struct records *records);

/* Say what was recorded; 0, or the -errno of reading or saying it. */
int records_read(struct records *records, struct monitor *m);
