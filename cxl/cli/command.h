/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command is: one row of main.c's table, and what it is called with. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

struct cxl_ctx;
struct opt;
struct output;

#define OPERANDS_ANY	-1

/* Under which heading `cxl help` shows a command. */
enum command_group {
	GROUP_LOOK,
	GROUP_REGIONS,
	GROUP_MEMDEVS,
	GROUP_PORTS,
	GROUP_TESTING,
	NR_GROUPS
};

struct command;

/* One call of a command: what was typed, already parsed. */
struct invocation {
	const struct command *command;
	struct cxl_ctx *ctx;		/* NULL for a command with .no_context */
	const char *sysroot;		/* a captured machine, not this one; or NULL */
	unsigned int timeout_ms;	/* --timeout; 0: none, or the command has its own */
	bool json;			/* with --json=2 */
	struct output *out;		/* its JSON: another process ends it if this one hangs */
	const void *options;		/* the command's own struct, filled by its options table */
	int nr_operands;
	char **operands;		/* ends with NULL */
};

typedef enum status run_fn(const struct invocation *call);

/*
 * A file of one command (or of a family) ends in one of these per name. main()
 * parses the options into a copy of @defaults (zeroes if NULL), checks the
 * number of operands, sets up the voice and the context, and calls @run.
 */
struct command {
	const char *name;
	const char *summary;		/* one line, for `cxl help` and the manual */
	enum command_group group;
	const char *synopsis;		/* what follows "cxl NAME" in the usage: "REGION... [options]" */
	const char *log_env;		/* the environment variable with its log level, or NULL */
	const struct opt *options;	/* ends with OPT_END; NULL: none */
	const void *defaults;
	size_t options_size;		/* sizeof the struct that @options fill */
	int min_operands;
	int max_operands;		/* OPERANDS_ANY: no limit */
	bool no_context;		/* it does not need the library */
	bool streams;			/* it prints lines of JSON of its own, with --json=2 too */
	bool only_looks;		/* what it prints is all that it is for */
	run_fn *run;
	/* What it can still do where that hung in the kernel and had written nothing; NULL: nothing. */
	run_fn *run_after_hang;
};

/* The table of commands.c, in the order of `cxl --list-cmds`; ends with NULL. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);
/* There is no command @name, but maybe one that is nearly spelt so. */
void command_say_unknown(const char *name);

extern const struct command cmd_version;
extern const struct command cmd_list;
extern const struct command cmd_doctor;
extern const struct command cmd_capture;
extern const struct command cmd_graph;
extern const struct command cmd_help;
extern const struct command cmd_zero_labels;
extern const struct command cmd_read_labels;
extern const struct command cmd_write_labels;
extern const struct command cmd_disable_memdev;
extern const struct command cmd_enable_memdev;
extern const struct command cmd_reserve_dpa;
extern const struct command cmd_free_dpa;
extern const struct command cmd_update_firmware;
extern const struct command cmd_set_alert_config;
extern const struct command cmd_wait_sanitize;
extern const struct command cmd_sanitize_memdev;
extern const struct command cmd_set_partition;
extern const struct command cmd_create_region;
extern const struct command cmd_enable_region;
extern const struct command cmd_disable_region;
extern const struct command cmd_destroy_region;
extern const struct command cmd_inject_media_poison;
extern const struct command cmd_clear_media_poison;
extern const struct command cmd_inject_poison;
extern const struct command cmd_clear_poison;
extern const struct command cmd_recover;
extern const struct command cmd_wait;
extern const struct command cmd_online_region;
extern const struct command cmd_offline_region;
extern const struct command cmd_set_mode;
extern const struct command cmd_prepare_removal;
extern const struct command cmd_status;
extern const struct command cmd_export;
extern const struct command cmd_apply;
extern const struct command cmd_diff;
extern const struct command cmd_disable_port;
extern const struct command cmd_enable_port;
extern const struct command cmd_disable_bus;
extern const struct command cmd_monitor;
extern const struct command cmd_inject_protocol_error;
