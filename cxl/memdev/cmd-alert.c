// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl set-alert-config: at which thresholds memdevs warn. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/mailbox.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/size.h"
#include "memdev/memdevs.h"
#include "show/show.h"

/* In the order of the bits that choose them (CXL 3.0 8.2.9.8.3.3). */
enum alert {
	LIFE_USED,
	OVER_TEMPERATURE,
	UNDER_TEMPERATURE,
	VOLATILE_ERRORS,
	PMEM_ERRORS,
	NR_ALERTS,
};

struct alert_options {
	struct memdev_choice which;
	const char *threshold[NR_ALERTS];
	const char *alert[NR_ALERTS];
};

#define THRESHOLD_OPT(_letter, _name, _alert, _value, _help)		\
	OPT_TEXT(_letter, _name "-threshold", alert_options,		\
		 threshold[_alert], _value, "warn " _help),		\
	OPT_TEXT(0, _name "-alert", alert_options, alert[_alert], "on|off", \
		 "warn there, or no longer")

static const struct opt alert_opts[] = {
	THRESHOLD_OPT('L', "life-used", LIFE_USED, "PERCENT",
		      "when so much of its life is used"),
	THRESHOLD_OPT('O', "over-temperature", OVER_TEMPERATURE, "CELSIUS",
		      "when it is warmer"),
	THRESHOLD_OPT('U', "under-temperature", UNDER_TEMPERATURE, "CELSIUS",
		      "when it is colder"),
	THRESHOLD_OPT('V', "volatile-mem-err", VOLATILE_ERRORS, "COUNT",
		      "when so many errors of volatile memory were corrected"),
	THRESHOLD_OPT('P', "pmem-err", PMEM_ERRORS, "COUNT",
		      "when so many errors of persistent memory were corrected"),
	MEMDEV_OPTS(alert_options),
	OPT_END,
};

static const struct threshold {
	const char *name;
	int min, max;
	int (*set)(struct cxl_cmd *cmd, int value);
	int (*is_writable)(struct cxl_cmd *cmd);
} rules[NR_ALERTS] = {
	[LIFE_USED] = { "life-used", 0, 100,
		cxl_cmd_alert_config_set_life_used_prog_warn_threshold,
		cxl_cmd_alert_config_life_used_prog_warn_threshold_writable },
	[OVER_TEMPERATURE] = { "over-temperature", INT16_MIN, INT16_MAX,
		cxl_cmd_alert_config_set_dev_over_temperature_prog_warn_threshold,
		cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable },
	[UNDER_TEMPERATURE] = { "under-temperature", INT16_MIN, INT16_MAX,
		cxl_cmd_alert_config_set_dev_under_temperature_prog_warn_threshold,
		cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable },
	[VOLATILE_ERRORS] = { "volatile-mem-err", 0, UINT16_MAX,
		cxl_cmd_alert_config_set_corrected_volatile_mem_err_prog_warn_threshold,
		cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable },
	[PMEM_ERRORS] = { "pmem-err", 0, UINT16_MAX,
		cxl_cmd_alert_config_set_corrected_pmem_err_prog_warn_threshold,
		cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable },
};

/* What the device is to be told, and where its answer is to be shown. */
struct alert_work {
	int valid, enable;	/* a bit for each alert */
	int value[NR_ALERTS];
	struct memdevs *m;
};

/* -- what was typed -- */

/* Decimal, negative where the rule has such values. */
static enum status parse_value(const struct threshold *rule, const char *text, int *ret)
{
	bool negative = *text == '-' && rule->min < 0;
	uint64_t number;
	long long value;

	if (number_parse_decimal(text + negative, &number) == 0 &&
	    number <= UINT16_MAX) {
		value = negative ? -(long long)number : (long long)number;
		if (value >= rule->min && value <= rule->max) {
			*ret = (int)value;
			return STATUS_DONE;
		}
	}
	say_error(NULL, NULL, "--%s-threshold: \"%s\" is not a decimal number from %d to %d",
		  rule->name, text, rule->min, rule->max);
	return STATUS_USAGE;
}

static enum status parse_switch(const struct threshold *rule, const char *text, bool *ret_on)
{
	*ret_on = strcmp(text, "on") == 0;
	if (*ret_on || strcmp(text, "off") == 0)
		return STATUS_DONE;
	say_error(NULL, NULL, "--%s-alert: \"%s\" is not on or off", rule->name, text);
	return STATUS_USAGE;
}

static enum status refuse_pair(const struct threshold *rule, const char *why)
{
	say_error(NULL, NULL, "--%s-alert: %s --%s-threshold", rule->name, why,
		  rule->name);
	return STATUS_USAGE;
}

/* "on" needs a threshold, "off" has none, a threshold alone says nothing. */
static enum status parse_alert(const struct alert_options *o, int alert,
			       struct alert_work *work)
{
	const struct threshold *rule = &rules[alert];
	const char *threshold = o->threshold[alert];
	bool on = false;
	enum status status = STATUS_DONE;

	if (threshold)
		status = parse_value(rule, threshold, &work->value[alert]);
	if (!status && o->alert[alert])
		status = parse_switch(rule, o->alert[alert], &on);
	if (status || (!threshold && !o->alert[alert]))
		return status;
	if (!o->alert[alert])
		return refuse_pair(rule, "\"on\" is needed with");
	if (on != (threshold != NULL))
		return refuse_pair(rule, on ? "\"on\" needs" : "\"off\" is without");
	work->valid |= 1 << alert;
	work->enable |= on << alert;
	return STATUS_DONE;
}

static enum status parse(const struct alert_options *o, struct alert_work *work)
{
	enum status status = STATUS_DONE;

	for (int i = 0; i < NR_ALERTS && !status; i++)
		status = parse_alert(o, i, work);
	if (status || work->valid)
		return status;
	say_error(NULL, NULL, "which alert? (such as --life-used-alert=on --life-used-threshold=90)");
	return STATUS_USAGE;
}

/* -- telling the device -- */

/* A device that does not say what can be set will say what cannot. */
static enum status check_writable(struct cxl_memdev *memdev, const struct alert_work *work)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_get_alert_config(memdev);

	if (!mailbox_answers(memdev, cmd, "get alert configuration"))
		return STATUS_DONE;
	for (int i = 0; i < NR_ALERTS; i++)
		if (work->valid & 1 << i && !rules[i].is_writable(cmd))
			return say_error(cxl_memdev_get_devname(memdev), "set alerts",
					 "the device has no %s threshold that can be set",
					 rules[i].name);
	return STATUS_DONE;
}

static int fill(struct cxl_cmd *cmd, const struct alert_work *work)
{
	int rc = cxl_cmd_alert_config_set_valid_alert_actions(cmd, work->valid);

	if (!rc)
		rc = cxl_cmd_alert_config_set_enable_alert_actions(cmd, work->enable);
	for (int i = 0; i < NR_ALERTS && !rc; i++)
		if (work->enable & 1 << i)
			rc = rules[i].set(cmd, work->value[i]);
	return rc;
}

static enum status send(struct cxl_memdev *memdev, const struct alert_work *work)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_set_alert_config(memdev);
	int rc = cmd ? fill(cmd, work) : 0;

	if (!rc)
		return mailbox_send(memdev, cmd, "set alerts");
	return say_errno(cxl_memdev_get_devname(memdev), "set alerts", rc);
}

static enum status set_alerts(struct cxl_memdev *memdev, void *arg)
{
	struct alert_work *work = arg;
	enum status status = check_writable(memdev, work);

	if (status)
		return status;
	status = send(memdev, work);
	memdevs_show(work->m, memdev, NULL);
	return status;
}

static enum status run_set_alerts(const struct invocation *call)
{
	const struct alert_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};
	struct alert_work work = { .m = &m };
	enum status status = parse(o, &work);

	if (status)
		return status;
	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, set_alerts, &work);
	memdevs_print(&m, (struct show_keys){ .alerts = true });
	return memdevs_end(&m, "cmd_set_alert_config",
			   "set alert configuration for", "mem");
}

const struct command cmd_set_alert_config = {
	.name = "set-alert-config",
	.summary = "set the warning thresholds of memory devices",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = alert_opts,
	.options_size = sizeof(struct alert_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_set_alerts,
};
