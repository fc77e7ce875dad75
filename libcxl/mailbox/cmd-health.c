// SPDX-License-Identifier: LGPL-2.1-or-later
/* Get Health Info: how the device and its media are. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "mailbox/cmd.h"
#include "mailbox/wire.h"

/* CXL 3.0 table 8-100: bits of the health status. */
enum { MAINTENANCE_NEEDED = 1, PERFORMANCE_DEGRADED = 2, REPLACEMENT_NEEDED = 4 };

/* Its media status. */
enum {
	MEDIA_NORMAL,
	MEDIA_NOT_READY,
	MEDIA_PERSISTENCE_LOST,
	MEDIA_DATA_LOST,
	MEDIA_POWERLOSS_PERSISTENCE_LOSS,
	MEDIA_SHUTDOWN_PERSISTENCE_LOSS,
	MEDIA_PERSISTENCE_LOSS_IMMINENT,
	MEDIA_POWERLOSS_DATA_LOSS,
	MEDIA_SHUTDOWN_DATA_LOSS,
	MEDIA_DATA_LOSS_IMMINENT,
};

/* Its additional status: two fields of two bits, two bits. */
enum { NORMAL, WARNING, CRITICAL };

#define EXT_LIFE_USED(h)		((h)->additional & 3)
#define EXT_TEMPERATURE(h)		((h)->additional >> 2 & 3)
#define EXT_CORRECTED_VOLATILE(h)	((h)->additional >> 4 & 1)
#define EXT_CORRECTED_PERSISTENT(h)	((h)->additional >> 5 & 1)

#define LIFE_USED_UNKNOWN	0xff
/* The second is what devices say that count it as the first edition did. */
#define TEMPERATURE_UNKNOWN(t)	((t) == 0x7fff || (t) == 0xffff)

EXPORT struct cxl_cmd *cxl_cmd_new_get_health_info(struct cxl_memdev *memdev)
{
	return cmd_new(memdev, MBOX_GET_HEALTH, 0, sizeof(struct wire_health));
}

static int life_used(const struct wire_health *h)
{
	return h->life_used == LIFE_USED_UNKNOWN ? -EOPNOTSUPP : h->life_used;
}

static int temperature(const struct wire_health *h)
{
	uint16_t raw = le16toh(h->temperature);

	return TEMPERATURE_UNKNOWN(raw) ? -EOPNOTSUPP : raw;
}

/* The symbol, and its value in terms of the answer @h. */
#define HEALTH(symbol, value)						\
	EXPORT int symbol(struct cxl_cmd *cmd)				\
	{								\
		const struct wire_health *h = cmd_answer(		\
			cmd, MBOX_GET_HEALTH, sizeof(*h));		\
		return h ? (int)(value) : -EINVAL;			\
	}

HEALTH(cxl_cmd_health_info_get_maintenance_needed,	!!(h->status & MAINTENANCE_NEEDED))
HEALTH(cxl_cmd_health_info_get_performance_degraded,	!!(h->status & PERFORMANCE_DEGRADED))
HEALTH(cxl_cmd_health_info_get_hw_replacement_needed,	!!(h->status & REPLACEMENT_NEEDED))

HEALTH(cxl_cmd_health_info_get_media_normal,		h->media == MEDIA_NORMAL)
HEALTH(cxl_cmd_health_info_get_media_not_ready,		h->media == MEDIA_NOT_READY)
HEALTH(cxl_cmd_health_info_get_media_persistence_lost,	h->media == MEDIA_PERSISTENCE_LOST)
HEALTH(cxl_cmd_health_info_get_media_data_lost,		h->media == MEDIA_DATA_LOST)
HEALTH(cxl_cmd_health_info_get_media_powerloss_persistence_loss, h->media == MEDIA_POWERLOSS_PERSISTENCE_LOSS)
HEALTH(cxl_cmd_health_info_get_media_shutdown_persistence_loss, h->media == MEDIA_SHUTDOWN_PERSISTENCE_LOSS)
HEALTH(cxl_cmd_health_info_get_media_persistence_loss_imminent, h->media == MEDIA_PERSISTENCE_LOSS_IMMINENT)
HEALTH(cxl_cmd_health_info_get_media_powerloss_data_loss, h->media == MEDIA_POWERLOSS_DATA_LOSS)
HEALTH(cxl_cmd_health_info_get_media_shutdown_data_loss, h->media == MEDIA_SHUTDOWN_DATA_LOSS)
HEALTH(cxl_cmd_health_info_get_media_data_loss_imminent, h->media == MEDIA_DATA_LOSS_IMMINENT)

HEALTH(cxl_cmd_health_info_get_ext_life_used_normal,	EXT_LIFE_USED(h) == NORMAL)
HEALTH(cxl_cmd_health_info_get_ext_life_used_warning,	EXT_LIFE_USED(h) == WARNING)
HEALTH(cxl_cmd_health_info_get_ext_life_used_critical,	EXT_LIFE_USED(h) == CRITICAL)
HEALTH(cxl_cmd_health_info_get_ext_temperature_normal,	EXT_TEMPERATURE(h) == NORMAL)
HEALTH(cxl_cmd_health_info_get_ext_temperature_warning,	EXT_TEMPERATURE(h) == WARNING)
HEALTH(cxl_cmd_health_info_get_ext_temperature_critical, EXT_TEMPERATURE(h) == CRITICAL)
HEALTH(cxl_cmd_health_info_get_ext_corrected_volatile_normal, EXT_CORRECTED_VOLATILE(h) == NORMAL)
HEALTH(cxl_cmd_health_info_get_ext_corrected_volatile_warning, EXT_CORRECTED_VOLATILE(h) == WARNING)
HEALTH(cxl_cmd_health_info_get_ext_corrected_persistent_normal, EXT_CORRECTED_PERSISTENT(h) == NORMAL)
HEALTH(cxl_cmd_health_info_get_ext_corrected_persistent_warning, EXT_CORRECTED_PERSISTENT(h) == WARNING)

HEALTH(cxl_cmd_health_info_get_life_used,		life_used(h))
HEALTH(cxl_cmd_health_info_get_temperature,		temperature(h))
HEALTH(cxl_cmd_health_info_get_dirty_shutdowns,		le32toh(h->dirty_shutdowns))
HEALTH(cxl_cmd_health_info_get_volatile_errors,		le32toh(h->volatile_errors))
HEALTH(cxl_cmd_health_info_get_pmem_errors,		le32toh(h->persistent_errors))
