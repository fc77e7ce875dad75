#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a probe reads from the devices themselves: health, capacity, firmware.
set -eu
cxl list -M -H | jq -c 'sort_by(.memdev)[] | [.memdev, .health.media_normal, .health.maintenance_needed, .health.ext_life_used, .health.dirty_shutdowns]'
cxl list -M -I | jq -c 'sort_by(.memdev)[] | [.memdev,
	.partition_info.total_size == .partition_info.volatile_only_size + .partition_info.persistent_only_size]'
cxl list -M -F | jq -c 'sort_by(.memdev)[] | [.memdev, .firmware.num_slots, .firmware.active_slot, .firmware.fw_update_in_progress]'
cxl list -M -A | jq -c 'sort_by(.memdev)[] | [.memdev, (.alert_config // {} | keys | length)]'
