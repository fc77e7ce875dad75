/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private tracefs instances: they outlive who made them. */
#pragma once

/*
 * Remove the instances below @tracing called @prefix and a process id that is
 * no more: a process that is killed leaves its own behind.
 */
void instances_clear_up(const char *tracing, const char *prefix);
