// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl doctor: why CXL memory is not there, or not usable. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "doctor/doctor.h"

struct doctor_options {
	const char *check;
};

static const struct opt doctor_opts[] = {
	OPT_TEXT('c', "check", doctor_options, check, "CHECK", "only this check"),
	OPT_DEBUG,
	OPT_END,
};

static const char *const severities[NR_SEVERITIES] = {
	[SEVERITY_OK] = "ok",
	[SEVERITY_INFO] = "info",
	[SEVERITY_UNKNOWN] = "unknown",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

#define TEXT_COLUMN 30

static void print_line(const char *mark, const char *text)
{
	if (text)
		printf("%*s%s%s\n", TEXT_COLUMN, "", mark, text);
}

static void print_diagnosis(const struct diagnosis *found)
{
	printf("%-8s %-20s %s%s%s\n", severities[found->severity], found->check->id,
	       found->object, *found->object ? ": " : "", found->text);
	if (found->severity == SEVERITY_UNKNOWN)
		return;
	print_line("see ", *found->proof ? found->proof : NULL);
	print_line("-> ", found->consequence);
	print_line("=> ", found->remedy);
}

static void put(struct output *out, const char *key, const char *value)
{
	if (value && *value)
		output_text(out, key, value);
	else
		output_unknown(out, key);
}

static void show_diagnosis(struct output *out, const struct diagnosis *found)
{
	output_open_object(out, NULL);
	output_text(out, "kind", "finding");
	output_text(out, "check", found->check->id);
	output_text(out, "severity", severities[found->severity]);
	put(out, "object", found->object);
	put(out, "text", found->text);
	put(out, "evidence", found->proof);
	put(out, "consequence", found->consequence);
	put(out, "remedy", found->remedy);
	output_close_object(out);
}

static void show_ok(struct output *out, const struct doctor_check *check)
{
	show_diagnosis(out, &(struct diagnosis){ .check = check, .severity = SEVERITY_OK });
}

static bool has_found(const struct doctor *d, const struct doctor_check *check)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->found[i].check == check)
			return true;
	return false;
}

/* The worst first, and among those the cause before what follows from it. */
static void show_found(const struct doctor *d, struct output *out)
{
	for (int severity = SEVERITY_ERROR; severity > SEVERITY_OK; severity--)
		for (size_t i = 0; i < d->count; i++) {
			if ((int)d->found[i].severity != severity)
				continue;
			if (out)
				show_diagnosis(out, &d->found[i]);
			else
				print_diagnosis(&d->found[i]);
		}
}

static void show_passed(const struct doctor *d, const char *id, struct output *out)
{
	unsigned int counts[NR_SEVERITIES] = { 0 };

	for (const struct doctor_check *c = checks; c->id; c++) {
		if (has_found(d, c) || doctor_is_symptom(d, c) || (id && strcmp(id, c->id)))
			continue;
		counts[SEVERITY_OK]++;
		if (out)
			show_ok(out, c);
	}
	for (size_t i = 0; i < d->count; i++)
		counts[d->found[i].severity]++;
	if (!out)
		printf("%u checks passed; errors: %u, warnings: %u, unknown: %u\n", counts[SEVERITY_OK],
		       counts[SEVERITY_ERROR], counts[SEVERITY_WARNING], counts[SEVERITY_UNKNOWN]);
}

static bool is_ill(const struct doctor *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->found[i].severity >= SEVERITY_WARNING)
			return true;
	return false;
}

static enum status run(const struct invocation *call)
{
	const struct doctor_options *o = call->options;
	struct doctor d = {
		.ctx = call->ctx, .sysroot = call->sysroot ? call->sysroot : "/",
		.captured = call->sysroot, .object = call->operands[0],
	};
	struct output *out = envelope_get_items();
	enum status status = doctor_run(&d, o->check);

	if (!status) {
		show_found(&d, out);
		show_passed(&d, o->check, out);
		if (is_ill(&d))
			status = STATUS_FAILED;
	}
	doctor_done(&d);
	return status;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.summary = "say why CXL memory is not there or not usable",
	.group = GROUP_LOOK,
	.synopsis = "[OBJECT] [options]",
	.log_env = "CXL_LIST_LOG",
	.options = doctor_opts,
	.options_size = sizeof(struct doctor_options),
	.max_operands = 1,
	.only_looks = true,
	.run = run,
};
