// SPDX-License-Identifier: GPL-2.0-or-later
/* Names: which of a directory's are objects, and their order. */
#include <errno.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "core/names.h"
#include "tap.h"
#include "file-tree.h"

/* As a directory may give them, which is in no order. */
static const char *const given[] = {
	"mem10", "mem9", "decoder0.10", "decoder0.2", "uevent", "dport12",
	"dport0", "region3", "port2", "root0", "mem1", "endpoint11", "power",
	"decoder0.0", "subsystem", "endpoint4", "mem01", "mem", "nvdimm-bridge0",
	"dport222", "region12", ".hidden",
};

static const char *const wanted[] = {
	"root0", "port2", "endpoint4", "endpoint11", "decoder0.0", "decoder0.2",
	"decoder0.10", "region3", "region12", "mem1", "mem9", "mem10", "dport0",
	"dport12", "dport222",
};

static void test_order(const struct io *io)
{
	struct device_names names = { 0 };
	int rc = names_read(&names, io, io->root, "dir");

	ok(rc == 0 && names.count == ARRAY_SIZE(wanted), "objects only");
	for (size_t i = 0; i < ARRAY_SIZE(wanted) && i < names.count; i++)
		ok(!strcmp(names.all[i].text, wanted[i]), "%zu: %s", i, wanted[i]);

	rc = names_read(&names, io, io->root, "more");
	ok(rc == 0 && names.count == ARRAY_SIZE(wanted) + 1 &&
	   !strcmp(names.all[0].text, "root0") &&
	   !strcmp(names.all[1].text, "root1"), "a second directory is sorted in");
	names_done(&names);
	ok(!names.all && !names.count, "and all are let go");
	names_done(&names);
}

static void test_missing(const struct io *io)
{
	struct device_names names = { 0 };

	ok(names_read(&names, io, io->root, "nowhere") == -ENOENT && !names.count,
	   "a directory that is not there");
	ok(names_read(&names, io, io->root, "dir/mem1") == -ENOTDIR && !names.count,
	   "a file");
	ok(names_read(&names, io, io->root, "empty") == 0 && !names.count,
	   "an empty directory");
	names_done(&names);
}

/* More names than one getdents() returns. */
#define MANY 1100

static void test_many(struct tree *tree, const struct io *io)
{
	struct device_names names = { 0 };
	size_t in_order = 0;

	for (int i = 0; i < MANY; i++)
		tree_file(tree, words("many/decoder1.%d", i * 7 % MANY), "");
	names_read(&names, io, io->root, "many");
	for (size_t i = 0; i < names.count; i++)
		in_order += (size_t)names.all[i].id == i;
	ok(names.count == MANY && in_order == MANY, "%zu in order", in_order);
	names_done(&names);
}

int main(void)
{
	struct tree *tree = tree_new();
	struct io io;

	for (size_t i = 0; i < ARRAY_SIZE(given); i++)
		tree_file(tree, words("dir/%s", given[i]), "");
	tree_dir(tree, "more/root1");
	tree_dir(tree, "empty");
	if (ok(io_init(&io, tree->root) == 0, "a directory is opened")) {
		test_order(&io);
		test_missing(&io);
		test_many(tree, &io);
		io_done(&io);
	}
	tree_free(tree);
	return tap_done();
}
