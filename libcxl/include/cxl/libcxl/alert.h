/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Get and Set Alert Configuration (CXL 3.0 8.2.9.8.3.2, .3): the thresholds at
 * which a device warns, which software can set, and the critical ones, which
 * the vendor fixes. Every function fails with -EINVAL when @cmd is another
 * command; a getter also when the command was not submitted, or the device
 * refused it or returned less than the specification requires. A getter returns
 * the value of the device without checking it.
 */
#ifndef CXL_LIBCXL_ALERT_H
#define CXL_LIBCXL_ALERT_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/*
 * Returns a command that reads the thresholds. NULL as for cxl_cmd_new_raw().
 */
struct cxl_cmd *cxl_cmd_new_get_alert_config(struct cxl_memdev *memdev);

/* Returns 1 when a warning threshold for life used is set, else 0. */
int cxl_cmd_alert_config_life_used_prog_warn_threshold_valid(struct cxl_cmd *cmd);

/* Returns 1 when a warning threshold for over-temperature is set, else 0. */
int cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/* Returns 1 when a warning threshold for under-temperature is set, else 0. */
int cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when a warning threshold for corrected volatile memory errors is
 * set, else 0.
 */
int cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when a warning threshold for corrected persistent memory errors is
 * set, else 0.
 */
int cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when software can set the warning threshold for life used, else 0.
 */
int cxl_cmd_alert_config_life_used_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when software can set the warning threshold for over-temperature,
 * else 0.
 */
int cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when software can set the warning threshold for under-temperature,
 * else 0.
 */
int cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when software can set the warning threshold for corrected volatile
 * memory errors, else 0.
 */
int cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/*
 * Returns 1 when software can set the warning threshold for corrected
 * persistent memory errors, else 0.
 */
int cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable(
	struct cxl_cmd *cmd);

/* Returns the critical threshold for life used in percent, 0 .. 255. */
int cxl_cmd_alert_config_get_life_used_crit_alert_threshold(struct cxl_cmd *cmd);

/* Returns the warning threshold for life used in percent, 0 .. 255. */
int cxl_cmd_alert_config_get_life_used_prog_warn_threshold(struct cxl_cmd *cmd);

/*
 * Returns the temperature at and above which the device is critically warm, as
 * 0 .. 65535: cxl_temperature_to_celsius() converts it to degrees, here and for
 * the next three functions.
 */
int cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold(
	struct cxl_cmd *cmd);

/*
 * Returns the temperature below which the device is critically cold, likewise.
 */
int cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold(
	struct cxl_cmd *cmd);

/* Returns the temperature at and above which the device warns, likewise. */
int cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd);

/* Returns the temperature below which the device warns, likewise. */
int cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd);

/*
 * Returns the number of corrected volatile memory errors at which the device
 * warns, 0 .. 65535.
 */
int cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold(
	struct cxl_cmd *cmd);

/*
 * Returns the number of corrected persistent memory errors at which the device
 * warns, 0 .. 65535.
 */
int cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold(
	struct cxl_cmd *cmd);

/*
 * Returns a command that sets thresholds. It starts without any; add them with
 * the functions below, then submit it. NULL as for cxl_cmd_new_raw().
 */
struct cxl_cmd *cxl_cmd_new_set_alert_config(struct cxl_memdev *memdev);

/*
 * Returns 0 after setting the warning threshold for life used in percent, 0 ..
 * 100. Fails with -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_life_used_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Returns 0 after setting the temperature at and above which the device warns:
 * degrees Celsius, -32768 .. 32767, or the value of a getter, up to 65535.
 * Fails with -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_dev_over_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Returns 0 after setting the temperature below which the device warns, in the
 * same form. Fails with -EINVAL for another @threshold.
 */
int cxl_cmd_alert_config_set_dev_under_temperature_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Returns 0 after setting the number of corrected volatile memory errors at
 * which the device warns, 0 .. 65535. Fails with -EINVAL for another
 * @threshold.
 */
int cxl_cmd_alert_config_set_corrected_volatile_mem_err_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Returns 0 after setting the number of corrected persistent memory errors at
 * which the device warns, 0 .. 65535. Fails with -EINVAL for another
 * @threshold.
 */
int cxl_cmd_alert_config_set_corrected_pmem_err_prog_warn_threshold(
	struct cxl_cmd *cmd, int threshold);

/*
 * Returns 0 after selecting the alerts that the command changes; the others
 * stay unchanged. The bits of @action are: 0 life used, 1 over-temperature, 2
 * under-temperature, 3 corrected volatile memory errors, 4 corrected persistent
 * memory errors. Fails with -EINVAL for other bits.
 */
int cxl_cmd_alert_config_set_valid_alert_actions(struct cxl_cmd *cmd, int action);

/*
 * Returns 0 after selecting, by the same bits, which of these alerts the
 * command enables; it disables the others. Fails with -EINVAL for other bits.
 */
int cxl_cmd_alert_config_set_enable_alert_actions(struct cxl_cmd *cmd, int enable);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ALERT_H */
