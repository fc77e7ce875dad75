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

/* The device asks for maintenance. */
int cxl_cmd_health_info_get_maintenance_needed(struct cxl_cmd *cmd);

/* It is slower than it should be. */
int cxl_cmd_health_info_get_performance_degraded(struct cxl_cmd *cmd);

/* It should be replaced. */
int cxl_cmd_health_info_get_hw_replacement_needed(struct cxl_cmd *cmd);

/* The media: in order. */
int cxl_cmd_health_info_get_media_normal(struct cxl_cmd *cmd);

/* They are not ready to be used. */
int cxl_cmd_health_info_get_media_not_ready(struct cxl_cmd *cmd);

/* What is written will not persist. */
int cxl_cmd_health_info_get_media_persistence_lost(struct cxl_cmd *cmd);

/* Data were lost. */
int cxl_cmd_health_info_get_media_data_lost(struct cxl_cmd *cmd);

/* The next loss of power will cost them their persistence. */
int cxl_cmd_health_info_get_media_powerloss_persistence_loss(struct cxl_cmd *cmd);

/* The next shutdown will. */
int cxl_cmd_health_info_get_media_shutdown_persistence_loss(struct cxl_cmd *cmd);

/* They will lose it soon. */
int cxl_cmd_health_info_get_media_persistence_loss_imminent(struct cxl_cmd *cmd);

/* The next loss of power will cost data. */
int cxl_cmd_health_info_get_media_powerloss_data_loss(struct cxl_cmd *cmd);

/* The next shutdown will. */
int cxl_cmd_health_info_get_media_shutdown_data_loss(struct cxl_cmd *cmd);

/* Data will be lost soon. */
int cxl_cmd_health_info_get_media_data_loss_imminent(struct cxl_cmd *cmd);

/* The life used: no threshold is reached. */
int cxl_cmd_health_info_get_ext_life_used_normal(struct cxl_cmd *cmd);

/* The one that warns is. */
int cxl_cmd_health_info_get_ext_life_used_warning(struct cxl_cmd *cmd);

/* The critical one is. */
int cxl_cmd_health_info_get_ext_life_used_critical(struct cxl_cmd *cmd);

/* The temperature: no threshold is reached. */
int cxl_cmd_health_info_get_ext_temperature_normal(struct cxl_cmd *cmd);

/* One that warns is. */
int cxl_cmd_health_info_get_ext_temperature_warning(struct cxl_cmd *cmd);

/* A critical one is. */
int cxl_cmd_health_info_get_ext_temperature_critical(struct cxl_cmd *cmd);

/* The corrected errors of volatile memory: the threshold is not reached. */
int cxl_cmd_health_info_get_ext_corrected_volatile_normal(struct cxl_cmd *cmd);

/* It is. */
int cxl_cmd_health_info_get_ext_corrected_volatile_warning(struct cxl_cmd *cmd);

/* Those of persistent memory: the threshold is not reached. */
int cxl_cmd_health_info_get_ext_corrected_persistent_normal(struct cxl_cmd *cmd);

/* It is. */
int cxl_cmd_health_info_get_ext_corrected_persistent_warning(struct cxl_cmd *cmd);

/* Percent of its life; it may live on at 100. -EOPNOTSUPP: it does not tell. */
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
