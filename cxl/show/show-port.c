// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports, endpoints and dports, and their keys. */
#include <cxl/libcxl.h>

#include "core/objects.h"
#include "core/output.h"
#include "core/scope.h"
#include "show/keys.h"

static void show_dport(struct output *out, struct cxl_dport *dport)
{
	_cleanup_free_ char *einj = cxl_dport_get_einj_path(dport);
	const char *alias = cxl_dport_get_firmware_node(dport);

	if (!alias)
		alias = cxl_dport_get_physical_node(dport);
	output_open_object(out, NULL);
	output_text(out, "dport", cxl_dport_get_devname(dport));
	if (alias)
		output_text(out, "alias", alias);
	else
		output_unknown(out, "alias");
	output_address(out, "id", (uint64_t)cxl_dport_get_id(dport));
	output_bool(out, "protocol_injectable", einj != NULL);
	output_close_object(out);
}

static bool is_shown(struct cxl_dport *dport, const struct objects *only)
{
	for (size_t i = 0; only && i < only->count; i++)
		if (cxl_dport_maps_memdev(dport, only->list[i]))
			return true;
	return !only || !only->count;
}

void show_dports(const struct show *show, struct cxl_port *port)
{
	struct output *out = show->out;
	struct cxl_dport *dport;
	bool any = out->contract;	/* there an array, if only an empty one */

	if (!show->keys.targets)
		return;
	if (cxl_port_get_nr_dports(port) >= 0)
		output_int(out, "nr_dports", cxl_port_get_nr_dports(port));
	else
		output_unknown(out, "nr_dports");
	if (any)
		output_open_array(out, "dports");
	cxl_dport_foreach(port, dport) {
		if (!is_shown(dport, show->only))
			continue;
		if (!any)
			output_open_array(out, "dports");
		any = true;
		show_dport(out, dport);
	}
	if (any)
		output_close_array(out);
}

/* What ports and endpoints have in common. */
static void show_common(const struct show *show, struct cxl_port *port, bool enabled)
{
	struct cxl_dport *dport = cxl_port_get_parent_dport(port);
	struct output *out = show->out;

	output_text(out, "host", cxl_port_get_host(port));
	if (dport)
		output_text(out, "parent_dport", cxl_dport_get_devname(dport));
	output_int(out, "depth", cxl_port_get_depth(port));
	if (!enabled)
		output_text(out, "state", "disabled");
	if (show->keys.committed && cxl_port_decoders_committed(port) >= 0)
		output_int(out, "decoders_committed",
			   cxl_port_decoders_committed(port));
}

void show_port(const struct show *show, const struct record *record)
{
	output_text(show->out, "port", cxl_port_get_devname(record->port));
	show_common(show, record->port, record->enabled);
	show_dports(show, record->port);
}

void show_endpoint(const struct show *show, const struct record *record)
{
	output_text(show->out, "endpoint", cxl_endpoint_get_devname(record->endpoint));
	show_common(show, cxl_endpoint_get_port(record->endpoint), record->enabled);
}
