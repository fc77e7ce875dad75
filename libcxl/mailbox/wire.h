/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Payloads of mailbox commands, byte for byte (CXL 3.0 8.2.9); little endian. */
#pragma once

#include <endian.h>
#include <stdint.h>

#include <linux/types.h>

#define WIRE_PACKED __attribute__((packed))

/* Capacities count in these. */
#define WIRE_CAPACITY_UNIT 0x10000000ull

/* Get FW Info, 0200h: CXL 3.0 8.2.9.3.1 */
struct wire_fw_info {
	__u8 num_slots;
	__u8 slots;			/* 2:0 active, 5:3 staged */
	__u8 activation;		/* bit 0: without a reset */
	__u8 reserved[13];
	char revision[4][16];
} WIRE_PACKED;

/* Identify Memory Device, 4000h: CXL 3.0 8.2.9.8.1.1 */
struct wire_identify {
	char fw_revision[16];
	__le64 total;			/* capacities */
	__le64 volatile_only;
	__le64 persistent_only;
	__le64 partition_align;		/* 0: it has no partition to move */
	__le16 log_size[4];
	__le32 label_size;		/* bytes */
	__u8 poison_list_max[3];
	__le16 poison_inject_max;
	__u8 poison_handling;
	__u8 qos_telemetry;
} WIRE_PACKED;

/* Get Partition Info, 4100h: CXL 3.0 8.2.9.8.2.1 */
struct wire_partition {
	__le64 active_volatile;
	__le64 active_persistent;
	__le64 next_volatile;
	__le64 next_persistent;
} WIRE_PACKED;

/* Set Partition Info, 4101h: CXL 3.0 8.2.9.8.2.2 */
struct wire_set_partition {
	__le64 volatile_capacity;
	__u8 flags;			/* bit 0: at once */
} WIRE_PACKED;

/* Get LSA, 4102h: CXL 3.0 8.2.9.8.2.3; the answer is the bytes */
struct wire_get_label {
	__le32 offset;
	__le32 length;
} WIRE_PACKED;

/* Set LSA, 4103h: CXL 3.0 8.2.9.8.2.4 */
struct wire_set_label {
	__le32 offset;
	__le32 reserved;
	__u8 data[];
} WIRE_PACKED;

/* Get Health Info, 4200h: CXL 3.0 8.2.9.8.3.1 */
struct wire_health {
	__u8 status;			/* bits: maintenance, performance, replace */
	__u8 media;			/* a number */
	__u8 additional;		/* 1:0 life, 3:2 temperature, 4, 5 errors */
	__u8 life_used;			/* percent; 0xff: not told */
	__le16 temperature;		/* degrees, signed; 0x7fff: not told */
	__le32 dirty_shutdowns;
	__le32 volatile_errors;
	__le32 persistent_errors;
} WIRE_PACKED;

/* Get Alert Configuration, 4201h: CXL 3.0 8.2.9.8.3.2 */
struct wire_alert {
	__u8 valid;			/* bit: a threshold that warns is set */
	__u8 programmable;		/* bit: it can be set */
	__u8 life_used_critical;
	__u8 life_used_warning;
	__le16 over_temperature_critical;
	__le16 under_temperature_critical;
	__le16 over_temperature_warning;
	__le16 under_temperature_warning;
	__le16 volatile_errors_warning;
	__le16 persistent_errors_warning;
} WIRE_PACKED;

/* Set Alert Configuration, 4202h: CXL 3.0 8.2.9.8.3.3 */
struct wire_set_alert {
	__u8 valid;			/* bit: this request speaks of it */
	__u8 enable;			/* bit: warn */
	__u8 life_used;
	__u8 reserved;
	__le16 over_temperature;
	__le16 under_temperature;
	__le16 volatile_errors;
	__le16 persistent_errors;
} WIRE_PACKED;

/* The order of the alerts' bits. */
enum wire_alert_bit {
	WIRE_ALERT_LIFE_USED		= 1 << 0,
	WIRE_ALERT_OVER_TEMPERATURE	= 1 << 1,
	WIRE_ALERT_UNDER_TEMPERATURE	= 1 << 2,
	WIRE_ALERT_VOLATILE_ERRORS	= 1 << 3,
	WIRE_ALERT_PERSISTENT_ERRORS	= 1 << 4,
};

#define WIRE_ALERTS 0x1f

_Static_assert(sizeof(struct wire_fw_info) == 0x50, "8.2.9.3.1");
_Static_assert(sizeof(struct wire_identify) == 0x43, "8.2.9.8.1.1");
_Static_assert(sizeof(struct wire_partition) == 0x20, "8.2.9.8.2.1");
_Static_assert(sizeof(struct wire_set_partition) == 0x09, "8.2.9.8.2.2");
_Static_assert(sizeof(struct wire_get_label) == 0x08, "8.2.9.8.2.3");
_Static_assert(sizeof(struct wire_set_label) == 0x08, "8.2.9.8.2.4");
_Static_assert(sizeof(struct wire_health) == 0x12, "8.2.9.8.3.1");
_Static_assert(sizeof(struct wire_alert) == 0x10, "8.2.9.8.3.2");
_Static_assert(sizeof(struct wire_set_alert) == 0x0c, "8.2.9.8.3.3");

/* Bytes; ULLONG_MAX, which no device has, for what 64 bits do not hold. */
static inline unsigned long long wire_capacity(__le64 units)
{
	unsigned long long n = le64toh(units);

	return n > UINT64_MAX / WIRE_CAPACITY_UNIT ?
		UINT64_MAX : n * WIRE_CAPACITY_UNIT;
}
