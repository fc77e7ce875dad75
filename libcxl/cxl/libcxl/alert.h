/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get and Set Alert Configuration (CXL 3.0 8.2.9.8.3.2, .3): the thresholds at
 * which a device warns, which may be set, and those where it is critical,
 * which are the maker's. Every function answers -EINVAL when the command is
 * another; a getter, too, when it was not submitted, or the device refused it
 * or said less than the specification asks for. What a getter answers is what
 * the device said, sensible or not.
 */
#ifndef CXL_LIBCXL_ALERT_H
#define CXL_LIBCXL_ALERT_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/* Asks for the thresholds; NULL as at cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_get_alert_config(struct cxl_memdev *memdev);

/* 1 when a threshold is set at which it warns of its life used, else 0. */
int cxl_cmd_alert_config_life_used_prog_warn_threshold_valid(struct cxl_cmd *cmd);

/* 1 when one is set at which it warns of being too warm, else 0. */
int cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* 1 when one is set at which it warns of being too cold, else 0. */
int cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* 1 when one is set for errors corrected in volatile memory, else 0. */
int cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* 1 when one is set for errors corrected in persistent memory, else 0. */
int cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* 1 when the threshold that warns of the life used can be set, else 0. */
int cxl_cmd_alert_config_life_used_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* 1 when that of being too warm can be set, else 0. */
int cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* 1 when that of being too cold can be set, else 0. */
int cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* 1 when that of errors in volatile memory can be set, else 0. */
int cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* 1 when that of errors in persistent memory can be set, else 0. */
int cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* The part of its life used that is critical, in percent; 0 .. 255. */
int cxl_cmd_alert_config_get_life_used_crit_alert_threshold(struct cxl_cmd *cmd);

/* The part of its life used at which it warns, in percent; 0 .. 255. */
int cxl_cmd_alert_config_get_life_used_prog_warn_threshold(struct cxl_cmd *cmd);

/*
 * The temperature from which on it is critically warm, as 0 .. 65535:
 * cxl_temperature_to_celsius() says how many degrees that is, here and for the
 * next three.
 */
int cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold(
	struct cxl_cmd *cmd);

/* The temperature below which it is critically cold, likewise. */
int cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold(
	struct cxl_cmd *cmd);

/* The temperature from which on it warns of being too warm, likewise. */
int cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* The temperature below which it warns of being too cold, likewise. */
int cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* How many errors corrected in volatile memory it warns of; 0 .. 65535. */
int cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* How many errors corrected in persistent memory it warns of; 0 .. 65535. */
int cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold(
	struct cxl_cmd *cmd);

/*
 * Sets thresholds: made with none, filled by the functions below, then
 * submitted. NULL as at cxl_cmd_new_raw().
 */
struct cxl_cmd *cxl_cmd_new_set_alert_config(struct cxl_memdev *memdev);

/*
 * The part of its life used at which to warn, in percent, 0 .. 100. 0, or
 * -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_life_used_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * The temperature from which on to warn: degrees Celsius, -32768 .. 32767, or
 * as a getter answers them, up to 65535. 0, or -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_dev_over_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/* The same of the temperature below which to warn. */
int cxl_cmd_alert_config_set_dev_under_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * How many errors corrected in volatile memory to warn of, 0 .. 65535. 0, or
 * -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_corrected_volatile_mem_err_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/* The same of errors corrected in persistent memory. */
int cxl_cmd_alert_config_set_corrected_pmem_err_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Which alerts this command is about; the others stay as they are. The bits
 * are: 0 life used, 1 too warm, 2 too cold, 3 errors in volatile memory, 4 in
 * persistent memory. 0, or -EINVAL for other bits.
 */
int cxl_cmd_alert_config_set_valid_alert_actions(struct cxl_cmd *cmd, int action);

/*
 * Which of these are on from now, by the same bits; the others are off. 0, or
 * -EINVAL for other bits.
 */
int cxl_cmd_alert_config_set_enable_alert_actions(struct cxl_cmd *cmd, int enable);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ALERT_H */
