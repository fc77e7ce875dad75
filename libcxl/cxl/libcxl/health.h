/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get Health Info (CXL 3.0 8.2.9.8.3.1): how the device and its media are. A
 * question is answered 1 or 0; where the device uses a code that the
 * specification reserves, every question about it is answered 0. Each getter
 * answers -EINVAL when the command is another, was not submitted, or the
 * device refused it or said less than the specification asks for.
 */
#ifndef CXL_LIBCXL_HEALTH_H
#define CXL_LIBCXL_HEALTH_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/*
 * The degrees Celsius that a published getter means. They all answer the
 * signed 16 bits of the device as 0 .. 65535, since below 0 are errors: of
 * -10 degrees, 65526. Look for an error first, then ask this.
 */
static inline int cxl_temperature_to_celsius(int answer)
{
	return answer < 0x8000 ? answer : answer - 0x10000;
}

/* The command, ready to be submitted; NULL as at cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_get_health_info(struct cxl_memdev *memdev);

/* 1 when the device asks for maintenance, else 0. */
int cxl_cmd_health_info_get_maintenance_needed(struct cxl_cmd *cmd);

/* 1 when it is slower than it should be, else 0. */
int cxl_cmd_health_info_get_performance_degraded(struct cxl_cmd *cmd);

/* 1 when it should be replaced, else 0. */
int cxl_cmd_health_info_get_hw_replacement_needed(struct cxl_cmd *cmd);

/* 1 when its media are in order, else 0. */
int cxl_cmd_health_info_get_media_normal(struct cxl_cmd *cmd);

/* 1 when its media are not ready to be used, else 0. */
int cxl_cmd_health_info_get_media_not_ready(struct cxl_cmd *cmd);

/* 1 when what is written to its media will not persist, else 0. */
int cxl_cmd_health_info_get_media_persistence_lost(struct cxl_cmd *cmd);

/* 1 when its media have lost data, else 0. */
int cxl_cmd_health_info_get_media_data_lost(struct cxl_cmd *cmd);

/* 1 when the next loss of power will cost persistence, else 0. */
int cxl_cmd_health_info_get_media_powerloss_persistence_loss(struct cxl_cmd *cmd);

/* 1 when the next shutdown will cost persistence, else 0. */
int cxl_cmd_health_info_get_media_shutdown_persistence_loss(struct cxl_cmd *cmd);

/* 1 when its media will soon lose their persistence, else 0. */
int cxl_cmd_health_info_get_media_persistence_loss_imminent(struct cxl_cmd *cmd);

/* 1 when the next loss of power will cost data, else 0. */
int cxl_cmd_health_info_get_media_powerloss_data_loss(struct cxl_cmd *cmd);

/* 1 when the next shutdown will cost data, else 0. */
int cxl_cmd_health_info_get_media_shutdown_data_loss(struct cxl_cmd *cmd);

/* 1 when its media will soon lose data, else 0. */
int cxl_cmd_health_info_get_media_data_loss_imminent(struct cxl_cmd *cmd);

/* 1 when its life used has reached no threshold, else 0. */
int cxl_cmd_health_info_get_ext_life_used_normal(struct cxl_cmd *cmd);

/* 1 when its life used has reached the threshold that warns, else 0. */
int cxl_cmd_health_info_get_ext_life_used_warning(struct cxl_cmd *cmd);

/* 1 when its life used has reached the critical threshold, else 0. */
int cxl_cmd_health_info_get_ext_life_used_critical(struct cxl_cmd *cmd);

/* 1 when its temperature has reached no threshold, else 0. */
int cxl_cmd_health_info_get_ext_temperature_normal(struct cxl_cmd *cmd);

/* 1 when its temperature has reached one that warns, else 0. */
int cxl_cmd_health_info_get_ext_temperature_warning(struct cxl_cmd *cmd);

/* 1 when its temperature has reached a critical one, else 0. */
int cxl_cmd_health_info_get_ext_temperature_critical(struct cxl_cmd *cmd);

/* 1 when so few errors were corrected in volatile memory as not to warn. */
int cxl_cmd_health_info_get_ext_corrected_volatile_normal(struct cxl_cmd *cmd);

/* 1 when as many errors were corrected in volatile memory as warn, else 0. */
int cxl_cmd_health_info_get_ext_corrected_volatile_warning(struct cxl_cmd *cmd);

/* 1 when so few errors were corrected in persistent memory as not to warn. */
int cxl_cmd_health_info_get_ext_corrected_persistent_normal(struct cxl_cmd *cmd);

/* 1 when as many errors were corrected in persistent memory as warn, else 0. */
int cxl_cmd_health_info_get_ext_corrected_persistent_warning(struct cxl_cmd *cmd);

/*
 * How much of its life is used, in percent, 0 .. 254: at 100 it may live on.
 * -EOPNOTSUPP when it does not tell.
 */
int cxl_cmd_health_info_get_life_used(struct cxl_cmd *cmd);

/*
 * The device's temperature as 0 .. 65535: cxl_temperature_to_celsius().
 * -EOPNOTSUPP when it does not tell: 0x7fff, or 0xffff, as older devices have
 * it, so that -1 degree is never seen.
 */
int cxl_cmd_health_info_get_temperature(struct cxl_cmd *cmd);

/*
 * How often it was shut down without having saved all. The counters use all
 * 32 bits: cast the answer to unsigned int, once it is known from another
 * getter, or the status, that there is one.
 */
int cxl_cmd_health_info_get_dirty_shutdowns(struct cxl_cmd *cmd);

/* Errors corrected in volatile memory since it was reset; 32 bits, too. */
int cxl_cmd_health_info_get_volatile_errors(struct cxl_cmd *cmd);

/* Errors corrected in persistent memory, ever; 32 bits, too. */
int cxl_cmd_health_info_get_pmem_errors(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_HEALTH_H */
