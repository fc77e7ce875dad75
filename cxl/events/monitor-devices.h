/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of events: devices come, go, are bound and unbound. */
#pragma once

struct devices;
struct monitor;

/* 0 or -errno; -ENOSYS: libudev is not installed. */
int devices_open(struct devices **ret);
void devices_close(struct devices *devices);

/* Readable when there is something for devices_read(). */
int devices_fd(const struct devices *devices);

/* Say what has happened; 0, or the -errno of saying it. */
int devices_read(struct devices *devices, struct monitor *m);
