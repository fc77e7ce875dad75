/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with the machine: checks, and what they found. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

struct cxl_ctx;

enum severity {
	SEVERITY_OK,
	SEVERITY_INFO,		/* worth to know */
	SEVERITY_UNKNOWN,	/* it could not be read: never the same as ok */
	SEVERITY_WARNING,
	SEVERITY_ERROR,
	NR_SEVERITIES
};

/* Literals, but for the three texts in it; NULL where there is none. */
struct diagnosis {
	const struct doctor_check *check;
	enum severity severity;
	char object[64];		/* "": the machine */
	char text[384];
	const char *evidence;		/* the file that says so; any text, until doctor_say() has copied it */
	char proof[256];		/* that copy */
	const char *consequence;
	const char *remedy;
};

struct doctor {
	struct cxl_ctx *ctx;
	const char *sysroot;		/* "/" on a live machine */
	bool captured;
	const char *object;		/* only what is about it; NULL: all */
	const struct doctor_check *check;	/* the one that runs */
	struct diagnosis *found;
	size_t count;
	int error;			/* -ENOMEM: a finding is missing */
};

/* One row: its name, and the function that looks. It says nothing where all is well. */
struct doctor_check {
	const char *id;
	const char *after;		/* what this one finds follows from an error of that one; NULL: from none */
	void (*look)(struct doctor *d);
};

/* In the order of causes: what stands before another can be its reason. Ends with { 0 }. */
extern const struct doctor_check checks[];

#define THE_MACHINE	((const char *)NULL)	/* what is found is about no object */

/* Report; the texts of @like that are literals, and @object, which may be NULL. */
void doctor_say(struct doctor *d, const struct diagnosis *like, const char *object,
		const char *format, ...) __attribute__((format(printf, 4, 5)));
/* @path could not be read, by -errno: unknown, and why. @object may be NULL. */
void doctor_say_unread(struct doctor *d, const char *path, int rc);
void doctor_say_unread_of(struct doctor *d, const char *object, const char *path, int rc);

/* Run @id, or all checks where it is NULL; of a symptom that follows from an error nothing is kept. */
enum status doctor_run(struct doctor *d, const char *id);
/* It was left out: it could only repeat an error that was found. */
bool doctor_is_symptom(const struct doctor *d, const struct doctor_check *check);
void doctor_done(struct doctor *d);

/* The first text of an error, or NULL: the likely cause of all. */
const char *doctor_find_cause(const struct doctor *d);

/* ---- read.c: files of this machine, or of the captured one ---- */

/* Up to @max bytes of a regular file, NUL behind them, to be freed; their number or -errno. */
long doctor_load(const struct doctor *d, const char *path, size_t max, char **ret);
/* 1: it exists; 0: its directory does, and it does not; or -errno: nobody can tell. */
int doctor_exists(const struct doctor *d, const char *path);
/* Calls @visit for each name in a directory, in their order; 0 or -errno. */
int doctor_each(const struct doctor *d, const char *path,
		void (*visit)(void *arg, const char *name), void *arg);
/* The last word of the link, "" where its directory has none; 0 or -errno. */
int doctor_read_link(const struct doctor *d, const char *path, char *name, size_t size);

/* The lines of the kernel's log that are about CXL memory, and where they are. */
long doctor_load_log(const struct doctor *d, char **ret);
const char *doctor_log_path(const struct doctor *d);
/* The kernel's configuration; -ENOENT: it is nowhere. */
long doctor_load_config(const struct doctor *d, char **ret);

/* ---- doctor.c ---- */

/* The text of a file, without the last newline, or as many bytes as fit: their number, or -errno. */
long doctor_read(const struct doctor *d, const char *path, char *text, size_t size);

/* objects.c: a number of a CXL device; 0 where the file is absent, as with an old kernel. 0 or -errno. */
int doctor_read_number(const struct doctor *d, const char *device, const char *file, unsigned long long *ret);

/* drivers.c: there are PCI devices of the class of CXL memory. */
bool doctor_has_cards(struct doctor *d);
/* Calls @look for the PCI address of each; 0, or -errno where one could not be seen. */
int doctor_each_card(struct doctor *d, void (*look)(struct doctor *d, const char *name));

/* ---- the checks ---- */

void check_config(struct doctor *d);
void check_command_line(struct doctor *d);
void check_blacklist(struct doctor *d);
void check_taint(struct doctor *d);
void check_lockdown(struct doctor *d);
void check_acpi_root(struct doctor *d);
void check_cedt(struct doctor *d);
void check_hosts(struct doctor *d);
void check_osc(struct doctor *d);
void check_srat(struct doctor *d);
void check_hmat(struct doctor *d);
void check_pci_class(struct doctor *d);
void check_dvsec(struct doctor *d);
void check_pci_memdev(struct doctor *d);
void check_cxl_drivers(struct doctor *d);
void check_dax_drivers(struct doctor *d);
void check_memory_hotplug(struct doctor *d);
void check_daxctl_unit(struct doctor *d);
void check_iomem(struct doctor *d);
void check_cpu_cache(struct doctor *d);
void check_hmem(struct doctor *d);
void check_debugfs(struct doctor *d);
void check_objects(struct doctor *d);
void check_tracefs(struct doctor *d);
void check_windows(struct doctor *d);
void check_alignment(struct doctor *d);
void check_media(struct doctor *d);
void check_memdev_drivers(struct doctor *d);
void check_health(struct doctor *d);
void check_decoders(struct doctor *d);
void check_log(struct doctor *d);
void check_pmem_layout(struct doctor *d);
void check_region_state(struct doctor *d);
void check_region_node(struct doctor *d);
void check_orphans(struct doctor *d);
