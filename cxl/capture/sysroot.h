/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A captured machine that is an archive: unpacked while the tool runs. */
#pragma once

#include "core/status.h"

/*
 * @path of --sysroot: where it is a file, unpack it into a directory that only this user may
 * read, and replace @path by that. Another process removes the directory when this one ends,
 * however it ends. STATUS_USAGE where the archive is not one.
 */
enum status sysroot_open(const char **path);
/* Wait until it is removed. */
void sysroot_close(void);
