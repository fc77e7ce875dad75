// SPDX-License-Identifier: GPL-2.0-or-later
/* Attributes: which texts become which values, and what is absent. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/attr.h"
#include "core/cleanup.h"
#include "core/io.h"
#include "core/node.h"
#include "tap.h"
#include "file-tree.h"

struct sample {
	uint64_t big;
	unsigned int count;
	int number;
	bool flag;
	char *text;
};

/* One attribute of each type, and what it is where it is absent. */
static const struct attr table[] = {
	ATTR("big",	sample, big, -1),
	ATTR("count",	sample, count, -1),
	ATTR("number",	sample, number, -7),
	ATTR("flag",	sample, flag, true),
	ATTR("text",	sample, text, 0),
};

#define DIR "sys/devices/sample"

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void free_sample(struct sample *sample)
{
	free(sample->text);
	sample->text = NULL;
}

/* ---- one attribute ------------------------------------------------------ */

/* Each text is put into all five files; absent where no value is given. */
static const struct {
	const char *text;
	struct sample value;
	const char *absent;	/* the initials of the types it is none of */
} texts[] = {
	{ "0\n", { 0, 0, 0, false, "0" }, "" },
	{ "0", { 0, 0, 0, false, "0" }, "" },
	{ "7\n", { 7, 7, 7, true, "7" }, "" },
	{ "-1\n", { .number = -1, .text = "-1" }, "bcf" },
	{ "0x10\n", { 16, 16, 0, true, "0x10" }, "n" },
	{ "2147483647\n", { INT_MAX, INT_MAX, INT_MAX, true, "2147483647" }, "" },
	{ "2147483648\n", { 2147483648, 2147483648, 0, true, "2147483648" }, "n" },
	{ "4294967295\n", { UINT_MAX, UINT_MAX, 0, true, "4294967295" }, "n" },
	{ "4294967296\n", { 4294967296, 0, 0, true, "4294967296" }, "cn" },
	{ "18446744073709551615\n",
	  { UINT64_MAX, 0, 0, true, "18446744073709551615" }, "cn" },
	{ "18446744073709551616\n", { .text = "18446744073709551616" }, "bcnf" },
	{ "7 \n", { .text = "7 " }, "bcnf" },
	{ " 7\n", { .text = " 7" }, "bcnf" },
	{ "7\n\n", { .text = "7\n" }, "bcnf" },
	{ "7\n8\n", { .text = "7\n8" }, "bcnf" },
	{ "12,222\n", { .text = "12,222" }, "bcnf" },
	{ "\n", { .text = "" }, "bcnf" },
	{ "", { .text = "" }, "bcnf" },
	{ "none\n", { .text = "none" }, "bcnf" },
	{ "\xff\xfe\n", { .text = "\xff\xfe" }, "bcnf" },
};

static bool is(const char *absent, char type)
{
	return strchr(absent, type) == NULL;
}

static bool fits(const struct sample *got, const struct sample *wanted,
		 const char *absent)
{
	return got->big == (is(absent, 'b') ? wanted->big : UINT64_MAX) &&
	       got->count == (is(absent, 'c') ? wanted->count : UINT_MAX) &&
	       got->number == (is(absent, 'n') ? wanted->number : -7) &&
	       got->flag == (is(absent, 'f') ? wanted->flag : true) &&
	       same_text(got->text, is(absent, 't') ? wanted->text : NULL);
}

static void put(struct tree *tree, const void *data, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		tree_bytes(tree, words(DIR "/%s", table[i].file), data, len);
}

static void test_texts(struct tree *tree, struct node *node)
{
	struct sample sample = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int rc;

		put(tree, texts[i].text, strlen(texts[i].text));
		rc = attrs_reload(node, table, ARRAY_SIZE(table), &sample);
		ok(rc == 0 && fits(&sample, &texts[i].value, texts[i].absent),
		   "%.*s: absent \"%s\"",
		   (int)strcspn(texts[i].text, "\n\xff"), texts[i].text,
		   texts[i].absent);
	}
	free_sample(&sample);
}

/* ---- what is no text ---------------------------------------------------- */

static void test_sizes(struct tree *tree, struct node *node)
{
	static char longest[IO_TEXT_MAX + 1000];
	struct sample sample = { 0 };
	int rc;

	memset(longest, 'x', sizeof(longest));
	put(tree, longest, IO_TEXT_MAX - 2);
	rc = attrs_reload(node, table, ARRAY_SIZE(table), &sample);
	ok(rc == 0 && sample.text && strlen(sample.text) == IO_TEXT_MAX - 2,
	   "the longest text that is believed");
	put(tree, longest, IO_TEXT_MAX - 1);
	rc = attrs_reload(node, table, ARRAY_SIZE(table), &sample);
	ok(rc == 0 && fits(&sample, NULL, "bcnft"), "a longer one is absent");
	put(tree, longest, sizeof(longest));
	rc = attrs_reload(node, table, ARRAY_SIZE(table), &sample);
	ok(rc == 0 && fits(&sample, NULL, "bcnft"), "a much longer one, too");
	free_sample(&sample);
}

static void test_no_files(struct tree *tree, struct node *node)
{
	struct sample sample = { .text = strdup("of the last reading") };
	int rc;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		tree_remove(tree, words(DIR "/%s", table[i].file));
	rc = attrs_reload(node, table, ARRAY_SIZE(table), &sample);
	ok(rc == 0 && fits(&sample, NULL, "bcnft"), "missing files are absent");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		tree_dir(tree, words(DIR "/%s", table[i].file));
	rc = attrs_reload(node, table, ARRAY_SIZE(table), &sample);
	ok(rc == 0 && fits(&sample, NULL, "bcnft"), "so are directories");
	free_sample(&sample);
}

/* ---- what must be there ------------------------------------------------- */

static const struct attr musts[] = {
	ATTR_MUST("must", sample, big, -1),
};

static void test_must(struct tree *tree, struct node *node)
{
	struct sample sample = { 0 };
	int rc = attrs_reload(node, musts, ARRAY_SIZE(musts), &sample);

	ok(rc == 0 && sample.big == UINT64_MAX, "awaited in vain, it is absent");
	tree_file(tree, DIR "/must", "5\n");
	rc = attrs_reload(node, musts, ARRAY_SIZE(musts), &sample);
	ok(rc == 0 && sample.big == 5, "once it is there it is read");
}

/* The directory stays open, its device leaves: what is missing is no value. */
static void test_gone(struct tree *tree, struct node *node)
{
	struct sample sample = { 0 };
	int fd = node_open(node);
	int rc;

	tree_remove(tree, DIR "/uevent");
	rc = attrs_load(node, fd, table, ARRAY_SIZE(table), &sample);
	ok(rc == 0, "while all attributes are there, the device is believed");
	tree_remove(tree, DIR "/big");
	rc = attrs_load(node, fd, table, ARRAY_SIZE(table), &sample);
	ok(rc == -ENODEV, "one is missing, and so is the device");
	ok(sample.big == 1, "what was read of it before is kept");
	io_close(node->io, fd);
	free_sample(&sample);
}

int main(void)
{
	struct tree *tree = tree_new();
	struct node node;
	struct io io;
	int fd;

	tree_file(tree, DIR "/uevent", "");
	if (!ok(io_init(&io, tree->root) == 0, "a directory is opened"))
		return tap_done();
	fd = node_init(&node, &io, DIR);
	ok(fd >= 0, "a device");
	io_close(&io, fd);
	test_texts(tree, &node);
	test_sizes(tree, &node);
	test_no_files(tree, &node);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		tree_remove(tree, words(DIR "/%s", table[i].file));
	put(tree, "1\n", 2);
	test_must(tree, &node);
	test_gone(tree, &node);
	node_done(&node);
	io_done(&io);
	tree_free(tree);
	return tap_done();
}
