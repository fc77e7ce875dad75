/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get Health Info (CXL 3.0 8.2.9.8.3.1): the state of the device and its media.
 * A getter for a condition returns 1 or 0; where the device uses a code that
 * the specification reserves, every getter for that field returns 0. Each
 * getter fails with -EINVAL when @cmd is another command, was not submitted, or
 * the device refused it or returned less than the specification requires.
 */
#ifndef CXL_LIBCXL_HEALTH_H
#define CXL_LIBCXL_HEALTH_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/*
 * Returns the degrees Celsius for the return value of a published getter. These
 * getters return the signed 16 bits of the device as 0 .. 65535, because values
 * below 0 are errors: 65526 for -10 degrees. Check for an error first, then
 * convert.
 */
static inline int cxl_temperature_to_celsius(int answer)
{
	return answer < 0x8000 ? answer : answer - 0x10000;
}

/* Returns the command, ready to be submitted. NULL as for cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_get_health_info(struct cxl_memdev *memdev);

/* Returns 1 when the device requests maintenance, else 0. */
int cxl_cmd_health_info_get_maintenance_needed(struct cxl_cmd *cmd);

/* Returns 1 when the performance of the device is degraded, else 0. */
int cxl_cmd_health_info_get_performance_degraded(struct cxl_cmd *cmd);

/* Returns 1 when the device should be replaced, else 0. */
int cxl_cmd_health_info_get_hw_replacement_needed(struct cxl_cmd *cmd);

/* Returns 1 when the media are normal, else 0. */
int cxl_cmd_health_info_get_media_normal(struct cxl_cmd *cmd);

/* Returns 1 when the media are not ready, else 0. */
int cxl_cmd_health_info_get_media_not_ready(struct cxl_cmd *cmd);

/* Returns 1 when data written to the media will not persist, else 0. */
int cxl_cmd_health_info_get_media_persistence_lost(struct cxl_cmd *cmd);

/* Returns 1 when the media have lost data, else 0. */
int cxl_cmd_health_info_get_media_data_lost(struct cxl_cmd *cmd);

/*
 * Returns 1 when the next power loss will cause a loss of persistence, else 0.
 */
int cxl_cmd_health_info_get_media_powerloss_persistence_loss(struct cxl_cmd *cmd);

/* Returns 1 when the next shutdown will cause a loss of persistence, else 0. */
int cxl_cmd_health_info_get_media_shutdown_persistence_loss(struct cxl_cmd *cmd);

/* Returns 1 when a loss of persistence is imminent, else 0. */
int cxl_cmd_health_info_get_media_persistence_loss_imminent(struct cxl_cmd *cmd);

/* Returns 1 when the next power loss will cause a loss of data, else 0. */
int cxl_cmd_health_info_get_media_powerloss_data_loss(struct cxl_cmd *cmd);

/* Returns 1 when the next shutdown will cause a loss of data, else 0. */
int cxl_cmd_health_info_get_media_shutdown_data_loss(struct cxl_cmd *cmd);

/* Returns 1 when a loss of data is imminent, else 0. */
int cxl_cmd_health_info_get_media_data_loss_imminent(struct cxl_cmd *cmd);

/* Returns 1 when life used has reached no threshold, else 0. */
int cxl_cmd_health_info_get_ext_life_used_normal(struct cxl_cmd *cmd);

/* Returns 1 when life used has reached the warning threshold, else 0. */
int cxl_cmd_health_info_get_ext_life_used_warning(struct cxl_cmd *cmd);

/* Returns 1 when life used has reached the critical threshold, else 0. */
int cxl_cmd_health_info_get_ext_life_used_critical(struct cxl_cmd *cmd);

/* Returns 1 when the temperature has reached no threshold, else 0. */
int cxl_cmd_health_info_get_ext_temperature_normal(struct cxl_cmd *cmd);

/* Returns 1 when the temperature has reached a warning threshold, else 0. */
int cxl_cmd_health_info_get_ext_temperature_warning(struct cxl_cmd *cmd);

/* Returns 1 when the temperature has reached a critical threshold, else 0. */
int cxl_cmd_health_info_get_ext_temperature_critical(struct cxl_cmd *cmd);

/*
 * Returns 1 when corrected volatile memory errors are below the warning
 * threshold, else 0.
 */
int cxl_cmd_health_info_get_ext_corrected_volatile_normal(struct cxl_cmd *cmd);

/*
 * Returns 1 when corrected volatile memory errors have reached the warning
 * threshold, else 0.
 */
int cxl_cmd_health_info_get_ext_corrected_volatile_warning(struct cxl_cmd *cmd);

/*
 * Returns 1 when corrected persistent memory errors are below the warning
 * threshold, else 0.
 */
int cxl_cmd_health_info_get_ext_corrected_persistent_normal(struct cxl_cmd *cmd);

/*
 * Returns 1 when corrected persistent memory errors have reached the warning
 * threshold, else 0.
 */
int cxl_cmd_health_info_get_ext_corrected_persistent_warning(struct cxl_cmd *cmd);

/*
 * Returns the life used in percent, 0 .. 254: a device may work beyond 100.
 * Fails with -EOPNOTSUPP when the device does not report it.
 */
int cxl_cmd_health_info_get_life_used(struct cxl_cmd *cmd);

/*
 * Returns the temperature as 0 .. 65535, for cxl_temperature_to_celsius().
 * Fails with -EOPNOTSUPP when the device does not report it: 0x7fff, or 0xffff
 * from older devices, so that -1 degree is never returned.
 */
int cxl_cmd_health_info_get_temperature(struct cxl_cmd *cmd);

/*
 * Returns the number of dirty shutdowns. This and the next two counters use all
 * 32 bits: when another getter or the status has shown that there is output,
 * cast the value to unsigned int.
 */
int cxl_cmd_health_info_get_dirty_shutdowns(struct cxl_cmd *cmd);

/*
 * Returns the number of corrected volatile memory errors since reset, 32 bits.
 */
int cxl_cmd_health_info_get_volatile_errors(struct cxl_cmd *cmd);

/*
 * Returns the number of corrected persistent memory errors over the life of the
 * device, 32 bits.
 */
int cxl_cmd_health_info_get_pmem_errors(struct cxl_cmd *cmd);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_HEALTH_H */
