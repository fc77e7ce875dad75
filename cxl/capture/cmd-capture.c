// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl capture: what a report of a bug needs of the machine, as one file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/collect.h"
#include "capture/mask.h"
#include "cli/command.h"
#include "cli/opt.h"
#include "core/new-file.h"
#include "core/say.h"
#include "core/scope.h"

struct capture_options {
	bool anonymous;
};

static const struct opt capture_table[] = {
	OPT_FLAG(0, "anonymous", capture_options, anonymous,
		 "replace serial numbers, UUIDs and the name of the host"),
	OPT_DEBUG,
	OPT_END,
};

/* ---- the file --------------------------------------------------------------- */

/* Writing closes its descriptor; that of the caller stays. */
static int write_archive(const void *archive, int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return copy < 0 ? -errno : archive_write(archive, copy);
}

static enum status write_stdout(const struct archive *archive)
{
	int rc;

	if (isatty(STDOUT_FILENO))
		return say_error("-", "write", "standard output is a terminal (name a file, or redirect it)");
	rc = write_archive(archive, STDOUT_FILENO);
	return rc ? say_errno("-", "write", rc) : STATUS_DONE;
}

/* A device would not stay one, nor a link. */
static bool may_replace(const char *file)
{
	struct stat st;

	return lstat(file, &st) < 0 || S_ISREG(st.st_mode);
}

static enum status write_file(const struct archive *archive, const char *file)
{
	int rc;

	if (!may_replace(file))
		return say_error(file, "write", "exists and is not a regular file");
	rc = new_file_replace(file, 0600, write_archive, archive);
	if (rc == -ENOSYS)
		return say_error(file, "write", "libz.so.1 is not installed");
	return rc ? say_error(file, "write", "%s", strerror(-rc)) : STATUS_DONE;
}

/* ---- the machine ------------------------------------------------------------ */

static int mask_all(const struct invocation *call, struct archive *archive)
{
	char host[256] = "";

	if (!call->sysroot)
		gethostname(host, sizeof(host) - 1);
	return mask(archive, *host ? host : NULL);
}

static void add_version(struct archive *archive)
{
	static const char version[] = CXL_VERSION "\n";

	archive_add(archive, MEMBER_FILE, "cxl-version", version, sizeof(version) - 1);
}

static void tell_unread(const struct collection *collection)
{
	if (collection->denied)
		say_warning(NULL, "%u file%s cannot be read: not permitted (run it as root; the capture lists them in \"unread\")",
			    collection->denied, collection->denied == 1 ? "" : "s");
	if (!collection->source.captured && geteuid())
		say_warning(NULL, "the addresses in /proc/iomem cannot be read: not permitted (run it as root)");
}

static enum status run_capture(const struct invocation *call)
{
	const struct capture_options *o = call->options;
	const char *file = call->operands[0];
	_cleanup_collection_ struct collection collection = { .ctx = call->ctx, .source.root = -1 };
	int rc = source_open(&collection.source, call->sysroot);

	if (rc)
		return say_errno(call->sysroot, "open", rc);
	collect(&collection);
	add_version(&collection.archive);
	rc = collection.archive.error;
	if (!rc && o->anonymous)
		rc = mask_all(call, &collection.archive);
	if (rc)
		return say_errno(NULL, "capture", rc);
	tell_unread(&collection);
	return strcmp(file, "-") ? write_file(&collection.archive, file) : write_stdout(&collection.archive);
}

const struct command cmd_capture = {
	.name = "capture",
	.summary = "save what describes this machine's CXL memory",
	.group = GROUP_LOOK,
	.synopsis = "FILE [options]",
	.log_env = "CXL_LIST_LOG",
	.options = capture_table,
	.options_size = sizeof(struct capture_options),
	.min_operands = 1,
	.max_operands = 1,
	.streams = true,	/* its result is a file */
	.only_looks = true,
	.run = run_capture,
};
