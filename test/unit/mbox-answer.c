// SPDX-License-Identifier: GPL-2.0-or-later
/* Every getter of every answer: good, short, long, refused, missing, random. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "mbox.h"
#include "tap.h"

#define UNIT 0x10000000ll
#define RANDOM_PAYLOADS 2000

struct getter {
	const char *name;
	int (*as_int)(struct cxl_cmd *cmd);
	unsigned long long (*as_size)(struct cxl_cmd *cmd);
	unsigned int (*as_uint)(struct cxl_cmd *cmd);
	bool (*as_bool)(struct cxl_cmd *cmd);
	long long good;		/* of the command's good answer */
	long long none;		/* without one */
	bool yes_no;		/* it is 0 or 1, whatever the device says */
};

#define INT(_get, _good)	{ #_get, .as_int = _get, .good = _good, .none = -EINVAL }
#define YES_NO(_get, _good)	{ #_get, .as_int = _get, .good = _good, .none = -EINVAL, .yes_no = true }
#define SIZE(_get, _good)	{ #_get, .as_size = _get, .good = _good, .none = -1 }
#define UINT(_get, _good, _none) { #_get, .as_uint = _get, .good = _good, .none = _none }
#define BOOL(_get, _good)	{ #_get, .as_bool = _get, .good = _good, .yes_no = true }

static const struct getter identify[] = {
	SIZE(cxl_cmd_identify_get_total_size, 8 * UNIT),
	SIZE(cxl_cmd_identify_get_volatile_only_size, 2 * UNIT),
	SIZE(cxl_cmd_identify_get_persistent_only_size, 3 * UNIT),
	SIZE(cxl_cmd_identify_get_partition_align, 1 * UNIT),
	UINT(cxl_cmd_identify_get_label_size, 0x20000, UINT_MAX),
};

static const struct getter health[] = {
	YES_NO(cxl_cmd_health_info_get_maintenance_needed, 1),
	YES_NO(cxl_cmd_health_info_get_performance_degraded, 0),
	YES_NO(cxl_cmd_health_info_get_hw_replacement_needed, 1),
	YES_NO(cxl_cmd_health_info_get_media_normal, 0),
	YES_NO(cxl_cmd_health_info_get_media_not_ready, 0),
	YES_NO(cxl_cmd_health_info_get_media_persistence_lost, 0),
	YES_NO(cxl_cmd_health_info_get_media_data_lost, 1),
	YES_NO(cxl_cmd_health_info_get_media_powerloss_persistence_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_shutdown_persistence_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_persistence_loss_imminent, 0),
	YES_NO(cxl_cmd_health_info_get_media_powerloss_data_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_shutdown_data_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_data_loss_imminent, 0),
	YES_NO(cxl_cmd_health_info_get_ext_life_used_normal, 0),
	YES_NO(cxl_cmd_health_info_get_ext_life_used_warning, 0),
	YES_NO(cxl_cmd_health_info_get_ext_life_used_critical, 1),
	YES_NO(cxl_cmd_health_info_get_ext_temperature_normal, 0),
	YES_NO(cxl_cmd_health_info_get_ext_temperature_warning, 1),
	YES_NO(cxl_cmd_health_info_get_ext_temperature_critical, 0),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_volatile_normal, 0),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_volatile_warning, 1),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_persistent_normal, 1),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_persistent_warning, 0),
	INT(cxl_cmd_health_info_get_life_used, 45),
	INT(cxl_cmd_health_info_get_temperature, 0x0119),
	INT(cxl_cmd_health_info_get_dirty_shutdowns, 0x01020304),
	INT(cxl_cmd_health_info_get_volatile_errors, (int)0xfffffff0),
	INT(cxl_cmd_health_info_get_pmem_errors, 9),
};

static const struct getter alert[] = {
	YES_NO(cxl_cmd_alert_config_life_used_prog_warn_threshold_valid, 1),
	YES_NO(cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid, 0),
	YES_NO(cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid, 1),
	YES_NO(cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid, 0),
	YES_NO(cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid, 1),
	YES_NO(cxl_cmd_alert_config_life_used_prog_warn_threshold_writable, 0),
	YES_NO(cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable, 1),
	YES_NO(cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable, 0),
	YES_NO(cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable, 1),
	YES_NO(cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable, 0),
	INT(cxl_cmd_alert_config_get_life_used_crit_alert_threshold, 90),
	INT(cxl_cmd_alert_config_get_life_used_prog_warn_threshold, 80),
	INT(cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold, 0x0102),
	INT(cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold, 65516),
	INT(cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold, 0x0304),
	INT(cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold, 65526),
	INT(cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold, 0xfffe),
	INT(cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold, 0x1234),
};

static const struct getter partition[] = {
	SIZE(cxl_cmd_partition_get_active_volatile_size, 0x0201 * UNIT),
	SIZE(cxl_cmd_partition_get_active_persistent_size, 0),
	SIZE(cxl_cmd_partition_get_next_volatile_size, 4 * UNIT),
	SIZE(cxl_cmd_partition_get_next_persistent_size, -1),	/* beyond 64 bits */
};

static const struct getter fw_info[] = {
	UINT(cxl_cmd_fw_info_get_num_slots, 3, 0),
	UINT(cxl_cmd_fw_info_get_active_slot, 2, 0),
	UINT(cxl_cmd_fw_info_get_staged_slot, 1, 0),
	BOOL(cxl_cmd_fw_info_get_online_activate_capable, 1),
};

static const struct command {
	const char *name;
	struct cxl_cmd *(*make)(struct cxl_memdev *memdev);
	const struct getter *getters;
	size_t count;
	uint32_t id, size;
	unsigned char good[0x50];
} commands[] = {
	{ "identify", cxl_cmd_new_identify, identify, ARRAY_SIZE(identify),
	  CXL_MEM_COMMAND_ID_IDENTIFY, 0x43,
	  { [16] = 8, [24] = 2, [32] = 3, [40] = 1, [58] = 2 } },
	{ "health", cxl_cmd_new_get_health_info, health, ARRAY_SIZE(health),
	  CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0x12,
	  { 5, 3, 0x16, 45, 0x19, 1, 4, 3, 2, 1, 0xf0, 0xff, 0xff, 0xff, 9 } },
	{ "alert", cxl_cmd_new_get_alert_config, alert, ARRAY_SIZE(alert),
	  CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG, 0x10,
	  { 0x15, 0x0a, 90, 80, 2, 1, 0xec, 0xff, 4, 3, 0xf6, 0xff, 0xfe, 0xff,
	    0x34, 0x12 } },
	{ "partition", cxl_cmd_new_get_partition, partition, ARRAY_SIZE(partition),
	  CXL_MEM_COMMAND_ID_GET_PARTITION_INFO, 0x20,
	  { 1, 2, [16] = 4, [31] = 1 } },
	{ "fw_info", cxl_cmd_new_get_fw_info, fw_info, ARRAY_SIZE(fw_info),
	  CXL_MEM_COMMAND_ID_GET_FW_INFO, 0x50,
	  { 3, 0x0a, 1, [16] = 'A', [32] = 'B', 'B', 'B', 'B', 'B', 'B', 'B',
	    'B', 'B', 'B', 'B', 'B', 'B', 'B', 'B', 'B' } },
};

static long long ask(const struct getter *g, struct cxl_cmd *cmd)
{
	if (g->as_int)
		return g->as_int(cmd);
	if (g->as_size)
		return (long long)g->as_size(cmd);
	if (g->as_uint)
		return g->as_uint(cmd);
	return g->as_bool(cmd);
}

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

static void test_strangers(const struct command *c, struct cxl_memdev *memdev)
{
	bool none = true;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
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
	ok(held, "%s: %d random answers", c->name, RANDOM_PAYLOADS);
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
		int t;

		memcpy(mbox.answer + 4, &temperatures[i].raw, 2);
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

	for (const struct command *c = commands; c < commands + ARRAY_SIZE(commands); c++) {
		mbox_reset();
		memdev = mbox_memdev();
		test_lengths(c, memdev);
		test_failures(c, memdev);
		test_strangers(c, memdev);
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
