// SPDX-License-Identifier: GPL-2.0-or-later
/* A memdev's mailbox, behind its character device: what it offers, and what each command does to the card. */
#include <errno.h>
#include <string.h>

#include <linux/cxl_mem.h>
#include <linux/ioctl.h>

#include "machine.h"
#include "mailbox/wire.h"

#define VARIABLE	UINT32_MAX
#define PAYLOAD_MAX	2048
#define ENABLED		(1u << 0)
#define EXCLUSIVE	(1u << 1)

/* What the device may say: CXL 3.0 8.2.8.4.5.1. */
enum { SUCCESS = 0, INVALID_INPUT = 2 };

/* The payloads of one command, in the simulator's own memory. */
struct exchange {
	struct sim_memdev *memdev;
	const void *in;
	size_t in_size;
	void *out;
	size_t out_size;
};

static struct sim_card *card_of(const struct exchange *x)
{
	return x->memdev->card;
}

static __le64 units(uint64_t bytes)
{
	return htole64(bytes / WIRE_CAPACITY_UNIT);
}

/* ---- identity, capacity ------------------------------------------------ */

static uint32_t identify(struct exchange *x)
{
	const struct sim_card *card = card_of(x);
	struct wire_identify *answer = x->out;

	memcpy(answer->fw_revision, card->firmware, sizeof(answer->fw_revision));
	answer->total = units(card->ram + card->pmem);
	answer->partition_align = htole64(1);
	answer->label_size = htole32(card->label_size);
	return SUCCESS;
}

static uint32_t get_partition(struct exchange *x)
{
	const struct sim_card *card = card_of(x);
	struct wire_partition *answer = x->out;

	answer->active_volatile = units(card->ram);
	answer->active_persistent = units(card->pmem);
	answer->next_volatile = units(card->next_ram);
	answer->next_persistent = units(card->next_pmem);
	return SUCCESS;
}

/* It takes effect at the next boot, and there is none here. */
static uint32_t set_partition(struct exchange *x)
{
	const struct wire_set_partition *request = x->in;
	struct sim_card *card = card_of(x);
	uint64_t all = card->ram + card->pmem;
	uint64_t ram = wire_capacity(request->volatile_capacity);

	if (ram > all)
		return INVALID_INPUT;
	card->next_ram = ram;
	card->next_pmem = all - ram;
	return SUCCESS;
}

/* ---- labels ------------------------------------------------------------ */

static uint32_t get_labels(struct exchange *x)
{
	const struct wire_get_label *request = x->in;
	const struct sim_card *card = card_of(x);
	uint64_t from = le32toh(request->offset), size = le32toh(request->length);

	if (from + size > card->label_size || size > x->out_size)
		return INVALID_INPUT;
	memcpy(x->out, card->labels + from, size);
	x->out_size = size;
	return SUCCESS;
}

static uint32_t set_labels(struct exchange *x)
{
	const struct wire_set_label *request = x->in;
	struct sim_card *card = card_of(x);
	uint64_t from = le32toh(request->offset);
	size_t size = x->in_size - sizeof(*request);

	if (from + size > card->label_size)
		return INVALID_INPUT;
	memcpy(card->labels + from, request->data, size);
	return SUCCESS;
}

/* ---- health, alerts, firmware ------------------------------------------ */

static uint32_t get_health(struct exchange *x)
{
	struct wire_health *answer = x->out;

	answer->life_used = 4;
	answer->temperature = htole16(25);
	answer->dirty_shutdowns = htole32(1);
	return SUCCESS;
}

static uint32_t get_alerts(struct exchange *x)
{
	const struct sim_card *card = card_of(x);
	struct wire_alert *answer = x->out;

	answer->valid = card->alerts.enable;
	answer->programmable = WIRE_ALERTS;
	answer->life_used_critical = 100;
	answer->over_temperature_critical = htole16(90);
	answer->life_used_warning = card->alerts.life_used;
	answer->over_temperature_warning = htole16(card->alerts.over_temperature);
	return SUCCESS;
}

/* It speaks of the alerts whose bits are valid; the others stay. */
static uint32_t set_alerts(struct exchange *x)
{
	const struct wire_set_alert *request = x->in;
	struct sim_alerts *alerts = &card_of(x)->alerts;

	if (request->valid & WIRE_ALERT_LIFE_USED)
		alerts->life_used = request->life_used;
	if (request->valid & WIRE_ALERT_OVER_TEMPERATURE)
		alerts->over_temperature = le16toh(request->over_temperature);
	alerts->enable = (uint8_t)((alerts->enable & ~request->valid) |
				   (request->enable & request->valid));
	return SUCCESS;
}

static uint32_t get_firmware(struct exchange *x)
{
	const struct sim_card *card = card_of(x);
	struct wire_fw_info *answer = x->out;

	answer->num_slots = 2;
	answer->slots = 1;
	memcpy(answer->revision[0], card->firmware, sizeof(answer->revision[0]));
	return SUCCESS;
}

/* ---- the table --------------------------------------------------------- */

static const struct command {
	uint32_t id, in, out;
	bool acts, exclusive;
	uint32_t (*run)(struct exchange *x);
} commands[] = {
	{ CXL_MEM_COMMAND_ID_IDENTIFY, 0, sizeof(struct wire_identify), false, false, identify },
	{ CXL_MEM_COMMAND_ID_GET_FW_INFO, 0, sizeof(struct wire_fw_info), false, false, get_firmware },
	{ CXL_MEM_COMMAND_ID_GET_PARTITION_INFO, 0, sizeof(struct wire_partition), false, false, get_partition },
	{ CXL_MEM_COMMAND_ID_GET_LSA, sizeof(struct wire_get_label), VARIABLE, false, false, get_labels },
	{ CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0, sizeof(struct wire_health), false, false, get_health },
	{ CXL_MEM_COMMAND_ID_SET_PARTITION_INFO, sizeof(struct wire_set_partition) + 1, 0, true, false, set_partition },
	{ CXL_MEM_COMMAND_ID_SET_LSA, VARIABLE, 0, true, true, set_labels },
	{ CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG, 0, sizeof(struct wire_alert), false, false, get_alerts },
	{ CXL_MEM_COMMAND_ID_SET_ALERT_CONFIG, sizeof(struct wire_set_alert), 0, true, false, set_alerts },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(*commands))

static const struct command *find(uint32_t id)
{
	for (size_t i = 0; i < NR_COMMANDS; i++)
		if (commands[i].id == id)
			return &commands[i];
	return NULL;
}

/* The kernel keeps labels to itself as long as it makes namespaces of them. */
static bool is_kept(const struct command *c, const struct sim_memdev *memdev)
{
	return c->exclusive && memdev->nvdimm;
}

/* ---- the two ioctls ---------------------------------------------------- */

static int query(const struct sim_memdev *memdev, struct cxl_mem_query_commands *q)
{
	uint32_t room = q->n_commands;

	for (uint32_t i = 0; i < room && i < NR_COMMANDS; i++)
		q->commands[i] = (struct cxl_command_info){
			.id = commands[i].id,
			.flags = ENABLED | (is_kept(&commands[i], memdev) ? EXCLUSIVE : 0),
			.size_in = commands[i].in,
			.size_out = commands[i].out,
		};
	if (!room || room > NR_COMMANDS)
		q->n_commands = NR_COMMANDS;
	return 0;
}

/* A size that is fixed is taken as it is, or the kernel speaks of memory. */
static int check(const struct command *c, const struct cxl_send_command *s)
{
	if (s->flags || s->raw.rsvd || s->in.rsvd || s->out.rsvd ||
	    s->in.size > PAYLOAD_MAX)
		return -EINVAL;
	if ((c->in != VARIABLE && s->in.size != c->in) ||
	    (c->out != VARIABLE && s->out.size < c->out))
		return -ENOMEM;
	return 0;
}

static int run(const struct command *c, struct sim_memdev *memdev,
	       struct cxl_send_command *s)
{
	uint8_t in[PAYLOAD_MAX] = { 0 }, out[PAYLOAD_MAX] = { 0 };
	size_t room = s->out.size < sizeof(out) ? s->out.size : sizeof(out);
	struct exchange x = {
		.memdev = memdev, .in = in, .in_size = s->in.size, .out = out,
		.out_size = c->out == VARIABLE ? room : c->out,
	};

	if (s->in.size)
		memcpy(in, (const void *)(uintptr_t)s->in.payload, s->in.size);
	if (c->acts)
		sim_touch(memdev->card, "by mailbox");
	s->retval = c->run(&x);
	s->out.size = s->retval == SUCCESS ? (uint32_t)x.out_size : 0;
	if (s->out.size)
		memcpy((void *)(uintptr_t)s->out.payload, out, s->out.size);
	return 0;
}

static int send(struct sim_memdev *memdev, struct cxl_send_command *s)
{
	const struct command *c = find(s->id);
	int rc;

	if (!c)
		return -ENOTTY;
	rc = check(c, s);
	if (rc < 0)
		return rc;
	if (is_kept(c, memdev))
		return -EBUSY;
	return run(c, memdev, s);
}

int sim_mailbox_ioctl(struct sim_memdev *memdev, unsigned long request, void *arg)
{
	switch (request) {
	case CXL_MEM_QUERY_COMMANDS:
		return query(memdev, arg);
	case CXL_MEM_SEND_COMMAND:
		return send(memdev, arg);
	default:
		return -ENOTTY;
	}
}
