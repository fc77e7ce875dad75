/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcxl: the CXL devices of a Linux machine as C objects.
 *
 * Owning. Every object belongs to the context it came from and lives until
 * the last cxl_unref() of it; callers free nothing, but for cxl_ctx and
 * cxl_cmd, which are counted. An object stands for one device, not for a name:
 * when that device leaves, its object is retired, never freed. A retired
 * object's getters go on answering what was read, is_enabled answers 0,
 * whatever acts on it answers -ENODEV, and its is_gone is true, also when
 * another device has taken the name.
 *
 * Answers. Attributes are read when the object is made, a few that hardly
 * anybody asks for when they first are; so getters cannot fail. A getter that
 * looks at the machine on each call says so. Absent (the
 * kernel has no such attribute, or does not let us read it) is a value that is
 * named at each getter. A text belongs to its object and lives as long.
 *
 * Errors. What acts returns 0 or a negative errno: -ENODEV when the device has
 * left, -EACCES or -EPERM without the privilege (nearly all needs root), -EROFS
 * in a context of cxl_new_at() or where /sys is read-only, -ENOMEM; and what is
 * named at the function. Results are written only on success. A constructor or
 * a search that finds nothing returns NULL. cxl_get_error() tells which object, attribute and step
 * the last failure was about.
 *
 * Order. Children are read when first asked for, and come in ascending order
 * of their ids; targets and mappings by ascending position. This is ours: in
 * the library first published under this name the order of most kinds was that
 * of the directory, and positions descended.
 *
 * Paths. "memN/serial" is short for /sys/bus/cxl/devices/memN/serial, and
 * "since 5.18" is the kernel that first had it. What is in debugfs says so.
 *
 * Threads. A context and all that belongs to it are for one thread at a time;
 * two contexts share nothing.
 */
#ifndef CXL_LIBCXL_H
#define CXL_LIBCXL_H

#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <stdbool.h>

#include <cxl/libcxl/ctx.h>
#include <cxl/libcxl/error.h>
#include <cxl/libcxl/bus.h>
#include <cxl/libcxl/port.h>
#include <cxl/libcxl/dport.h>
#include <cxl/libcxl/endpoint.h>
#include <cxl/libcxl/memdev.h>
#include <cxl/libcxl/decoder.h>
#include <cxl/libcxl/target.h>
#include <cxl/libcxl/region.h>
#include <cxl/libcxl/mapping.h>
#include <cxl/libcxl/dax.h>
#include <cxl/libcxl/poison.h>
#include <cxl/libcxl/cmd.h>
#include <cxl/libcxl/identify.h>
#include <cxl/libcxl/health.h>
#include <cxl/libcxl/alert.h>
#include <cxl/libcxl/partition.h>
#include <cxl/libcxl/firmware.h>
#include <cxl/libcxl/label.h>
#include <cxl/libcxl/sanitize.h>
#include <cxl/libcxl/fwctl.h>
#include <cxl/libcxl/einj.h>

#endif /* CXL_LIBCXL_H */
