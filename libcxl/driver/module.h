/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading a kernel module. */
#pragma once

/* 0, also when it is there already or built in; -ENOSYS without libkmod. */
int module_load(const char *name);
