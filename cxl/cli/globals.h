/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options that every command has, before its name or behind it. */
#pragma once

struct globals {
	const char *sysroot;	/* a captured machine, not this one; or NULL */
	const char *json;	/* what stands behind --json=; NULL: 85's output */
};

/*
 * Take them out of argv[1..argc-1], up to "--"; returns how many words remain. An option whose value
 * is missing remains.
 */
int globals_take(struct globals *globals, int argc, char **argv);
/* The same, but only those before the command, and they stay; returns where the command is. */
int globals_skip(struct globals *globals, int argc, char **argv);
