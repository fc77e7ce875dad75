// SPDX-License-Identifier: GPL-2.0-or-later
/* An object as an item of --json=2: the same keys for each object of a kind, of the same types. */
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "show/item.h"
#include "show/keys.h"

void item_text(struct output *out, const char *key, const char *value)
{
	if (value)
		output_text(out, key, value);
	else
		output_unknown(out, key);
}

void item_int(struct output *out, const char *key, int64_t value)
{
	if (value >= 0)
		output_int(out, key, value);
	else
		output_unknown(out, key);
}

void item_uint(struct output *out, const char *key, uint64_t value, uint64_t unknown)
{
	if (value != unknown)
		output_uint(out, key, value);
	else
		output_unknown(out, key);
}

void item_address(struct output *out, const char *key, uint64_t value, uint64_t unknown)
{
	if (value != unknown)
		output_address(out, key, value);
	else
		output_unknown(out, key);
}

void item_bool(struct output *out, const char *key, int rc, bool value)
{
	if (!rc)
		output_bool(out, key, value);
	else
		output_unknown(out, key);
}

static void begin(struct output *out, const char *kind, const char *name)
{
	output_text(out, "kind", kind);
	output_text(out, "name", name);
}

/* ---- buses and ports ---------------------------------------------------- */

static void item_bus(const struct show *show, const struct record *record)
{
	struct cxl_bus *bus = record->bus;
	struct output *out = show->out;
	struct cxl_ctx *ctx = cxl_bus_get_ctx(bus);
	struct cxl_protocol_error *error;

	begin(out, "bus", cxl_bus_get_devname(bus));
	output_text(out, "provider", cxl_bus_get_provider(bus));
	if (cxl_debugfs_exists(ctx)) {
		output_open_array(out, "injectable_protocol_errors");
		cxl_protocol_error_foreach(ctx, error)
			output_text(out, NULL, cxl_protocol_error_get_str(error));
		output_close_array(out);
	} else {
		output_unknown(out, "injectable_protocol_errors");
	}
	show_dports(show, cxl_bus_get_port(bus));
}

static void item_port_keys(const struct show *show, struct cxl_port *port)
{
	struct cxl_dport *dport = cxl_port_get_parent_dport(port);
	struct cxl_port *parent = cxl_port_get_parent(port);
	struct output *out = show->out;
	bool enabled = false;
	int rc = cxl_port_query_enabled(port, &enabled);

	item_text(out, "parent", parent ? cxl_port_get_devname(parent) : NULL);
	item_text(out, "parent_dport", dport ? cxl_dport_get_devname(dport) : NULL);
	item_text(out, "host", cxl_port_get_host(port));
	output_int(out, "depth", cxl_port_get_depth(port));
	item_bool(out, "enabled", rc, enabled);
	if (show->keys.committed)
		item_int(out, "decoders_committed", cxl_port_decoders_committed(port));
}

static void item_port(const struct show *show, const struct record *record)
{
	begin(show->out, "port", cxl_port_get_devname(record->port));
	item_port_keys(show, record->port);
	show_dports(show, record->port);
}

static void item_endpoint(const struct show *show, const struct record *record)
{
	struct cxl_memdev *memdev = cxl_endpoint_get_memdev(record->endpoint);

	begin(show->out, "endpoint", cxl_endpoint_get_devname(record->endpoint));
	item_port_keys(show, cxl_endpoint_get_port(record->endpoint));
	item_text(show->out, "memdev", memdev ? cxl_memdev_get_devname(memdev) : NULL);
}

/* ---- memdevs ------------------------------------------------------------ */

static void item_capacity(struct output *out, struct cxl_memdev *memdev)
{
	int ram_qos = cxl_memdev_get_ram_qos_class(memdev);
	int pmem_qos = cxl_memdev_get_pmem_qos_class(memdev);

	item_uint(out, "ram_size", cxl_memdev_get_ram_size(memdev), ULLONG_MAX);
	item_int(out, "ram_qos_class", ram_qos == CXL_QOS_CLASS_NONE ? -1 : ram_qos);
	item_uint(out, "pmem_size", cxl_memdev_get_pmem_size(memdev), ULLONG_MAX);
	item_int(out, "pmem_qos_class", pmem_qos == CXL_QOS_CLASS_NONE ? -1 : pmem_qos);
}

static void item_mailbox(const struct show *show, struct cxl_memdev *memdev)
{
	if (show->keys.health)
		show_memdev_health(show->out, memdev);
	if (show->keys.alerts)
		show_memdev_alerts(show->out, memdev);
	if (show->keys.partition)
		show_memdev_partitions(show->out, memdev);
	if (show->keys.firmware)
		show_memdev_firmware(show->out, memdev);
}

static void item_memdev(const struct show *show, const struct record *record)
{
	struct cxl_memdev *memdev = record->memdev;
	struct output *out = show->out;
	bool enabled = false, injectable = false;
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	int rc = cxl_memdev_query_enabled(memdev, &enabled), poison;

	begin(out, "memdev", cxl_memdev_get_devname(memdev));
	item_text(out, "parent", endpoint ? cxl_endpoint_get_devname(endpoint) : NULL);
	item_address(out, "serial", cxl_memdev_get_serial(memdev), ULLONG_MAX);
	item_text(out, "host", cxl_memdev_get_host(memdev));
	item_int(out, "numa_node", cxl_memdev_get_numa_node(memdev));
	item_bool(out, "enabled", rc, enabled);
	item_capacity(out, memdev);
	item_text(out, "firmware_version", cxl_memdev_get_firmware_version(memdev));
	poison = cxl_debugfs_exists(cxl_memdev_get_ctx(memdev)) ?
		 cxl_memdev_query_poison_support(memdev, true, &injectable) : -1;
	item_bool(out, "poison_injectable", poison, injectable);
	item_mailbox(show, memdev);
	if (show->media)
		show_media_errors(show, record);
}

/* ---- decoders ----------------------------------------------------------- */

static void item_window(struct output *out, struct cxl_decoder *decoder)
{
	int qos = cxl_root_decoder_get_qos_class(decoder);

	item_uint(out, "max_available_extent",
		  cxl_decoder_get_max_available_extent(decoder), ULLONG_MAX);
	output_bool(out, "pmem_capable", cxl_decoder_is_pmem_capable(decoder));
	output_bool(out, "volatile_capable", cxl_decoder_is_volatile_capable(decoder));
	output_bool(out, "accelmem_capable", cxl_decoder_is_accelmem_capable(decoder));
	item_int(out, "qos_class", qos == CXL_QOS_CLASS_NONE ? -1 : qos);
}

static void item_part(struct output *out, struct cxl_decoder *decoder)
{
	struct cxl_region *region = NULL;
	enum cxl_decoder_orphan orphan = cxl_decoder_get_orphan(decoder, &region);

	item_text(out, "region", region ? cxl_region_get_devname(region) :
		  cxl_decoder_get_region_name(decoder));
	output_bool(out, "orphan", orphan != CXL_DECODER_NO_ORPHAN);
}

static void item_dpa(struct output *out, struct cxl_decoder *decoder)
{
	const char *mode = cxl_decoder_get_mode_name(decoder);

	item_text(out, "mode", mode && strcmp(mode, "none") ? mode : NULL);
	item_address(out, "dpa_resource", cxl_decoder_get_dpa_resource(decoder), ULLONG_MAX);
	item_uint(out, "dpa_size", cxl_decoder_get_dpa_size(decoder), ULLONG_MAX);
}

static void item_decoder(const struct show *show, const struct record *record)
{
	struct cxl_decoder *decoder = record->decoder;
	struct cxl_port *port = cxl_decoder_get_port(decoder);
	struct output *out = show->out;

	begin(out, "decoder", cxl_decoder_get_devname(decoder));
	output_text(out, "parent", cxl_port_get_devname(port));
	item_address(out, "resource", cxl_decoder_get_resource(decoder), ULLONG_MAX);
	item_uint(out, "size", cxl_decoder_get_size(decoder), ULLONG_MAX);
	item_uint(out, "ways", cxl_decoder_get_interleave_ways(decoder), UINT_MAX);
	item_uint(out, "granularity", cxl_decoder_get_interleave_granularity(decoder), UINT_MAX);
	if (cxl_port_is_root(port))
		item_window(out, decoder);
	else
		item_part(out, decoder);
	if (cxl_port_is_endpoint(port))
		item_dpa(out, decoder);
	else
		show_targets(show, decoder);
}

void show_item(const struct show *show, const struct record *record)
{
	static void (*const items[])(const struct show *show, const struct record *record) = {
		[RECORD_BUS] = item_bus,
		[RECORD_PORT] = item_port,
		[RECORD_ENDPOINT] = item_endpoint,
		[RECORD_MEMDEV] = item_memdev,
		[RECORD_DECODER] = item_decoder,
		[RECORD_REGION] = item_region,
	};

	items[record->kind](show, record);
}
