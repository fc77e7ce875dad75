// SPDX-License-Identifier: GPL-2.0-or-later
/* Every getter of every answer: good, short, long, refused, missing, random. */
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "mbox.h"
#include "mbox-getters.h"
#include "tap.h"

#define RANDOM_PAYLOADS 2000

static bool all_good(const struct command *c, struct cxl_cmd *cmd)
{
	bool good = true;

	for (const struct getter *g = c->getters; g < c->getters + c->count; g++) {
		if (ask(g, cmd) == g->good)
			continue;
		printf("# %s: %lld, not %lld\n", g->name, ask(g, cmd), g->good);
		good = false;
	}
	return good;
}

static bool none_answers(const struct command *c, struct cxl_cmd *cmd)
{
	bool none = true;

	for (const struct getter *g = c->getters; g < c->getters + c->count; g++) {
		if (ask(g, cmd) == g->none)
			continue;
		printf("# %s: %lld, not %lld\n", g->name, ask(g, cmd), g->none);
		none = false;
	}
	return none;
}

static void answer(const struct command *c, uint32_t size)
{
	memcpy(mbox.answer, c->good, sizeof(c->good));
	mbox.answer_size = size;
}

/* Given an answer of any length, only a whole one counts. */
static void test_lengths(const struct command *c, struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = c->make(memdev);
	bool none = true;

	ok(cmd && none_answers(c, cmd), "%s: nothing before it is submitted", c->name);
	answer(c, c->size);
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 0 &&
	   mbox.id == c->id && all_good(c, cmd), "%s: a good answer", c->name);
	ok(cxl_cmd_get_out_size(cmd) == (int)c->size, "%s: its size", c->name);
	for (uint32_t size = 0; size < c->size; size++) {
		answer(c, size);
		none = none && cxl_cmd_submit(cmd) == 0 && none_answers(c, cmd);
	}
	ok(none, "%s: nothing in an answer of 0 .. %u bytes", c->name, c->size - 1);
	answer(c, c->size + 1000);
	ok(cxl_cmd_submit(cmd) == 0 && all_good(c, cmd) &&
	   cxl_cmd_get_out_size(cmd) == (int)c->size,
	   "%s: more than there is room for is not believed", c->name);
	cxl_cmd_unref(cmd);
}

static void test_failures(const struct command *c, struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = c->make(memdev);

	answer(c, c->size);
	cxl_cmd_submit(cmd);
	mbox.retval = 4;
	ok(cxl_cmd_submit(cmd) == 0 && cxl_cmd_get_mbox_status(cmd) == 4 &&
	   !strcmp(cxl_cmd_get_mbox_status_name(cmd), "internal error") &&
	   none_answers(c, cmd), "%s: the device refused it", c->name);
	mbox.retval = 0;
	cxl_cmd_submit(cmd);
	mbox.send_rc = -EBUSY;
	ok(cxl_cmd_submit(cmd) == -EBUSY && cxl_cmd_get_mbox_status(cmd) == 1 &&
	   none_answers(c, cmd) && cxl_cmd_get_out_size(cmd) == 0,
	   "%s: the last answer is not taken for the next", c->name);
	mbox.send_rc = 0;
	ok(cxl_cmd_submit(cmd) == 0 && all_good(c, cmd), "%s: and again", c->name);
	cxl_cmd_unref(cmd);
}

static void test_foreign(const struct command *c, struct cxl_memdev *memdev)
{
	bool none = true;

	for (size_t i = 0; i < nr_commands; i++) {
		struct cxl_cmd *cmd;

		if (&commands[i] == c)
			continue;
		cmd = commands[i].make(memdev);
		mbox.answer_size = 0x50;
		none = none && cxl_cmd_submit(cmd) == 0 && none_answers(c, cmd);
		cxl_cmd_unref(cmd);
	}
	ok(none, "%s: nothing of another command", c->name);
}

/* The kernel of tomorrow has a longer answer. */
static void test_grown(const struct command *c)
{
	struct cxl_memdev *memdev;
	struct cxl_cmd *cmd;

	mbox_reset();
	mbox_offer(c->id, 0, c->size + 64);
	memdev = mbox_memdev();
	cmd = c->make(memdev);
	answer(c, c->size + 64);
	ok(cxl_cmd_submit(cmd) == 0 && all_good(c, cmd), "%s: a longer answer", c->name);
	cxl_cmd_unref(cmd);
	mbox_done(memdev);
}

static bool plausible(const struct command *c, struct cxl_cmd *cmd)
{
	for (const struct getter *g = c->getters; g < c->getters + c->count; g++) {
		long long value = ask(g, cmd);

		if (g->yes_no && value != 0 && value != 1)
			return false;
	}
	return true;
}

static void test_random(const struct command *c, struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = c->make(memdev);
	bool held = true;

	for (int n = 0; n < RANDOM_PAYLOADS; n++) {
		for (size_t i = 0; i < c->size; i++)
			mbox.answer[i] = (unsigned char)(random() >> 8);
		mbox.answer_size = c->size;
		held = held && cxl_cmd_submit(cmd) == 0 && plausible(c, cmd);
	}
	ok(held, "%s: %d random payloads", c->name, RANDOM_PAYLOADS);
	cxl_cmd_unref(cmd);
}

/* ---- values that need a word -------------------------------------------- */

static const struct {
	uint16_t raw;
	int answer, celsius;
} temperatures[] = {
	{ 0, 0, 0 },
	{ 25, 25, 25 },
	{ 0x7ffe, 0x7ffe, 0x7ffe },
	{ 0x7fff, -EOPNOTSUPP },
	{ 0x8000, 0x8000, -32768 },
	{ 65526, 65526, -10 },
	{ 65516, 65516, -20 },
	{ 0xfffe, 0xfffe, -2 },
	{ 0xffff, -EOPNOTSUPP },
};

static void test_temperatures(struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = cxl_cmd_new_get_health_info(memdev);

	memset(mbox.answer, 0, sizeof(mbox.answer));
	mbox.answer_size = 0x12;
	for (size_t i = 0; i < ARRAY_SIZE(temperatures); i++) {
		uint16_t raw = htole16(temperatures[i].raw);
		int t;

		memcpy(mbox.answer + 4, &raw, 2);
		cxl_cmd_submit(cmd);
		t = cxl_cmd_health_info_get_temperature(cmd);
		ok(t == temperatures[i].answer &&
		   (t < 0 || cxl_temperature_to_celsius(t) == temperatures[i].celsius),
		   "a temperature of %#x", temperatures[i].raw);
	}
	cxl_cmd_unref(cmd);
}

static void test_life_and_reserved(struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = cxl_cmd_new_get_health_info(memdev);

	mbox.answer[1] = 10;		/* reserved */
	mbox.answer[2] = 0x0f;		/* both fields are */
	mbox.answer[3] = 0xff;
	cxl_cmd_submit(cmd);
	ok(cxl_cmd_health_info_get_life_used(cmd) == -EOPNOTSUPP, "a life that is not told");
	ok(!cxl_cmd_health_info_get_media_normal(cmd) &&
	   !cxl_cmd_health_info_get_media_data_loss_imminent(cmd) &&
	   !cxl_cmd_health_info_get_ext_life_used_normal(cmd) &&
	   !cxl_cmd_health_info_get_ext_life_used_critical(cmd) &&
	   !cxl_cmd_health_info_get_ext_temperature_normal(cmd) &&
	   !cxl_cmd_health_info_get_ext_temperature_critical(cmd),
	   "what is reserved is neither");
	mbox.answer[3] = 0xfe;
	cxl_cmd_submit(cmd);
	ok(cxl_cmd_health_info_get_life_used(cmd) == 0xfe, "a life beyond its end");
	cxl_cmd_unref(cmd);
}

static void test_fw_rev(struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = cxl_cmd_new_identify(memdev);
	char text[20];

	memset(text, '#', sizeof(text));
	ok(cxl_cmd_identify_get_fw_rev(cmd, text, 16) == -EINVAL && *text == '#',
	   "no revision before it is submitted");
	memcpy(mbox.answer, "0123456789abcdef", 16);
	mbox.answer_size = 0x43;
	cxl_cmd_submit(cmd);
	ok(cxl_cmd_identify_get_fw_rev(cmd, text, 16) == 0 &&
	   !memcmp(text, "0123456789abcdef####", 20), "16 characters of it");
	ok(cxl_cmd_identify_get_fw_rev(cmd, text, 20) == 0 &&
	   !strcmp(text, "0123456789abcdef"), "and a NUL where there is room");
	memset(text, '#', sizeof(text));
	ok(cxl_cmd_identify_get_fw_rev(cmd, text, 3) == 0 &&
	   !memcmp(text, "012#", 4), "3 characters");
	ok(cxl_cmd_identify_get_fw_rev(cmd, text, -1) == -EINVAL, "not -1");
	cxl_cmd_unref(cmd);
}

static void test_fw_ver(struct cxl_memdev *memdev)
{
	struct cxl_cmd *cmd = cxl_cmd_new_get_fw_info(memdev);
	char text[20] = "";

	ok(cxl_cmd_fw_info_get_fw_ver(cmd, 1, text, 16) == -ENXIO, "no slot without an answer");
	answer(&commands[4], 0x50);
	cxl_cmd_submit(cmd);
	ok(cxl_cmd_fw_info_get_fw_ver(cmd, 1, text, 16) == 0 && !strcmp(text, "A"), "slot 1");
	ok(cxl_cmd_fw_info_get_fw_ver(cmd, 2, text, 20) == 0 &&
	   !strcmp(text, "BBBBBBBBBBBBBBBB"), "slot 2, all 16 characters");
	ok(cxl_cmd_fw_info_get_fw_ver(cmd, 3, text, 16) == -ENOENT, "slot 3 is empty");
	ok(cxl_cmd_fw_info_get_fw_ver(cmd, 0, text, 16) == -EINVAL &&
	   cxl_cmd_fw_info_get_fw_ver(cmd, 5, text, 16) == -EINVAL &&
	   cxl_cmd_fw_info_get_fw_ver(cmd, -1, text, 16) == -EINVAL &&
	   cxl_cmd_fw_info_get_fw_ver(cmd, INT_MIN, text, 16) == -EINVAL,
	   "there is no slot 0, 5, -1");
	ok(cxl_cmd_fw_info_get_fw_ver(cmd, 1, text, 0) == -EINVAL, "nor room in 0 bytes");
	cxl_cmd_unref(cmd);
}

int main(void)
{
	struct cxl_memdev *memdev;

	for (const struct command *c = commands; c < commands + nr_commands; c++) {
		mbox_reset();
		memdev = mbox_memdev();
		test_lengths(c, memdev);
		test_failures(c, memdev);
		test_foreign(c, memdev);
		test_random(c, memdev);
		mbox_done(memdev);
		test_grown(c);
	}
	mbox_reset();
	memdev = mbox_memdev();
	test_temperatures(memdev);
	test_life_and_reserved(memdev);
	test_fw_rev(memdev);
	test_fw_ver(memdev);
	mbox_done(memdev);
	return tap_done();
}
