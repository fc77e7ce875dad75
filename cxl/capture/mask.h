/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing what identifies a machine, the same value by the same replacement. */
#pragma once

struct archive;

/*
 * Replace in all files of @archive and in configuration spaces: serial numbers and UUIDs by
 * numbers in the order of their first place; and remove @host (NULL: unknown), names of namespaces, and the values
 * on the kernel's command line that do not concern memory. Addresses stay. 0 or -errno.
 */
int mask(struct archive *archive, const char *host);
