/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcxl: the CXL devices of a Linux machine as C objects.
 *
 * Ownership. Every object belongs to the context it came from and lives until
 * the last cxl_unref() of that context; callers free nothing except cxl_ctx and
 * cxl_cmd, which are reference-counted, and cxl_memory. An object stands for
 * one device, not for a name: when that device leaves, its object is retired,
 * never freed. The getters of a retired object still return the values that
 * were read, is_enabled returns 0, functions that act on it return -ENODEV, and
 * is_gone returns true, even when another device has taken the name.
 *
 * Values. The library reads the attributes when it creates the object, and a
 * few rarely used ones when a caller first asks for them; so getters cannot
 * fail. A getter that reads the machine on each call says so. An attribute is
 * absent when the kernel does not have it or does not let this process read it;
 * the comment of each getter names the value that means absent. A string
 * belongs to its object and is valid as long as the object.
 *
 * Errors. Functions that act return 0 or a negative errno: -ENODEV when the
 * device has left, -EACCES or -EPERM without the privilege (nearly all need
 * root), -EROFS in a context of cxl_new_at() or where /sys is read-only,
 * -ENOMEM; and the errors that the comment of the function lists. Results are
 * written only on success. A constructor or a search that finds nothing returns
 * NULL. cxl_get_error() returns the object, attribute and step of the last
 * failure.
 *
 * Order. The library reads children when a caller first asks for them, and
 * iterates over them in ascending order of their ids, over targets and mappings
 * by ascending position. The library first published under this name iterated
 * over most kinds in the order of the directory, and over positions in
 * descending order.
 *
 * Paths. "memN/serial" is short for /sys/bus/cxl/devices/memN/serial, and
 * "since 5.18" names the first kernel that has it. Comments say so where a file
 * is in debugfs.
 *
 * Threads. Only one thread at a time may use a context and everything that
 * belongs to it; two contexts share nothing.
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
#include <cxl/libcxl/memory.h>
#include <cxl/libcxl/poison.h>
#include <cxl/libcxl/cmd.h>
#include <cxl/libcxl/identify.h>
#include <cxl/libcxl/health.h>
#include <cxl/libcxl/alert.h>
#include <cxl/libcxl/partition.h>
#include <cxl/libcxl/firmware.h>
#include <cxl/libcxl/label.h>
#include <cxl/libcxl/sanitize.h>
#include <cxl/libcxl/slot.h>
#include <cxl/libcxl/fwctl.h>
#include <cxl/libcxl/einj.h>
#include <cxl/libcxl/holder.h>
#include <cxl/libcxl/plan.h>
#include <cxl/libcxl/layout.h>

#endif /* CXL_LIBCXL_H */
