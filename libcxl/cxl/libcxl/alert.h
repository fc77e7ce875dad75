/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get and Set Alert Configuration (CXL 3.0 8.2.9.8.3.2, .3): the thresholds at
 * which a device warns, which may be set, and those where it is critical,
 * which are the maker's. Every function answers -EINVAL when the command is
 * another; a getter, too, when it was not submitted, or the device refused it
 * or said less than the specification asks for.
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

/* 1 when a threshold of the life used that warns is set, else 0. */
int cxl_cmd_alert_config_life_used_prog_warn_threshold_valid(struct cxl_cmd *cmd);

/* The same of being too warm. */
int cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* The same of being too cold. */
int cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* The same of errors corrected in volatile memory. */
int cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* The same of errors corrected in persistent memory. */
int cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* 1 when the threshold of the life used that warns can be set, else 0. */
int cxl_cmd_alert_config_life_used_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* The same of being too warm. */
int cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* The same of being too cold. */
int cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* The same of errors corrected in volatile memory. */
int cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* The same of errors corrected in persistent memory. */
int cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* Percent of its life where it is critical. */
int cxl_cmd_alert_config_get_life_used_crit_alert_threshold(struct cxl_cmd *cmd);

/* Percent of its life where it warns. */
int cxl_cmd_alert_config_get_life_used_prog_warn_threshold(struct cxl_cmd *cmd);

/*
 * Where its warmth is critical, as 0 .. 65535: cxl_temperature_to_celsius()
 * says how many degrees that is, here and for the next three.
 */
int cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold(
	struct cxl_cmd *cmd);

/* Where its cold is critical. */
int cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold(
	struct cxl_cmd *cmd);

/* Where it warns of its warmth. */
int cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* Where it warns of its cold. */
int cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* How many errors corrected in volatile memory it warns of. */
int cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* How many errors corrected in persistent memory it warns of. */
int cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold(
	struct cxl_cmd *cmd);

/*
 * Sets thresholds: made with none, filled by the functions below, then
 * submitted. NULL as at cxl_cmd_new_raw().
 */
struct cxl_cmd *cxl_cmd_new_set_alert_config(struct cxl_memdev *memdev);

/* Percent of its life, 0 .. 100. 0, or -EINVAL for another @threshold. */
int cxl_cmd_alert_config_set_life_used_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Degrees Celsius, -32768 .. 32767, or as a getter answers them, up to 65535.
 * 0, or -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_dev_over_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/* The same for being too cold. */
int cxl_cmd_alert_config_set_dev_under_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/* A number of errors, 0 .. 65535. 0, or -EINVAL for another @threshold. */
int cxl_cmd_alert_config_set_corrected_volatile_mem_err_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/* The same for persistent memory. */
int cxl_cmd_alert_config_set_corrected_pmem_err_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Which alerts this command is about; the others stay as they are. The bits
 * are: 0 life used, 1 too warm, 2 too cold, 3 errors in volatile memory, 4 in
 * persistent memory. 0, or -EINVAL for other bits.
 */
int cxl_cmd_alert_config_set_valid_alert_actions(struct cxl_cmd *cmd, int action);

/* Which of these are on from now; by the same bits. */
int cxl_cmd_alert_config_set_enable_alert_actions(struct cxl_cmd *cmd, int enable);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ALERT_H */
