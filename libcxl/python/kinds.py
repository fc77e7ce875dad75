# SPDX-License-Identifier: LGPL-2.1-or-later
"""How each kind of the library is named in Python, and which functions are not generated."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    struct: str         # struct cxl_...
    prefix: str         # of its functions
    name: str           # the class
    plural: str = ''    # the property that lists them
    header: str = ''    # which describes it


KINDS = {kind.struct: kind for kind in (
    Kind('cxl_ctx', 'cxl_', 'Context', header='ctx'),
    Kind('cxl_bus', 'cxl_bus_', 'Bus', 'buses', 'bus'),
    Kind('cxl_port', 'cxl_port_', 'Port', 'ports', 'port'),
    Kind('cxl_endpoint', 'cxl_endpoint_', 'Endpoint', 'endpoints', 'endpoint'),
    Kind('cxl_dport', 'cxl_dport_', 'Dport', 'dports', 'dport'),
    Kind('cxl_decoder', 'cxl_decoder_', 'Decoder', 'decoders', 'decoder'),
    Kind('cxl_target', 'cxl_target_', 'Target', 'targets', 'target'),
    Kind('cxl_memdev', 'cxl_memdev_', 'Memdev', 'memdevs', 'memdev'),
    Kind('cxl_region', 'cxl_region_', 'Region', 'regions', 'region'),
    Kind('cxl_memdev_mapping', 'cxl_mapping_', 'Mapping', 'mappings', 'mapping'),
    Kind('cxl_memory', 'cxl_memory_', 'Memory', header='memory'),
    Kind('cxl_dax', 'cxl_dax_', 'Dax', 'dax_devices'),
    Kind('cxl_memory_block', 'cxl_memory_block_', 'MemoryBlock', 'blocks'),
    Kind('cxl_memory_users', 'cxl_memory_users_', 'MemoryUsers'),
    Kind('cxl_memory_user', 'cxl_memory_user_', 'MemoryUser', 'users'),
    Kind('cxl_fwctl', 'cxl_fwctl_', 'Fwctl', header='fwctl'),
    Kind('cxl_protocol_error', 'cxl_protocol_error_', 'ProtocolError', 'protocol_errors', 'einj'),
    Kind('cxl_plan', 'cxl_plan_', 'Plan', header='plan'),
    Kind('cxl_plan_step', 'cxl_plan_step_', 'PlanStep', 'steps'),
    Kind('cxl_finding', 'cxl_finding_', 'Finding', 'findings'),
    Kind('cxl_region_request', 'cxl_region_request_', 'RegionRequest'),
    Kind('cxl_removal_request', 'cxl_removal_request_', 'RemovalRequest'),
)}

# What the classes do themselves: counting, freeing, walking.
LIFE = {'ref', 'unref', 'free', 'new', 'get_first', 'get_last', 'get_next', 'get_prev', 'get_next_all', 'get_ctx'}

# Written by hand, in cxl/*.py.
BY_HAND = {
    'cxl_decoder_describe_holder', 'cxl_decoder_walk_claims', 'cxl_dport_get_einj_path',
    'cxl_get_missing', 'cxl_get_missing_name', 'cxl_get_unlocked',
    'cxl_lock_windows', 'cxl_memdev_fw_update_get_error',
    'cxl_memdev_query_link_speed', 'cxl_memdev_query_link_width',
    'cxl_memdev_read_label', 'cxl_memdev_write_label', 'cxl_memory_find_user', 'cxl_memory_new',
    'cxl_memory_block_users_new', 'cxl_memory_users_new',
    'cxl_plan_apply', 'cxl_plan_create_region', 'cxl_plan_destroy_region', 'cxl_plan_disable_region',
    'cxl_plan_get_uuid', 'cxl_plan_on_finding', 'cxl_plan_on_step', 'cxl_plan_on_stop',
    'cxl_plan_recover', 'cxl_plan_remove_memdev',
    'cxl_refresh', 'cxl_region_describe_holder', 'cxl_region_find_user', 'cxl_region_get_uuid',
    'cxl_region_query_range', 'cxl_region_request_add_memdev', 'cxl_region_request_set_bus',
    'cxl_region_request_set_uuid', 'cxl_region_request_set_window', 'cxl_region_set_uuid',
    'cxl_region_wait_memory', 'cxl_unlock_windows',
}

# Without a place in Python: function -> why.
LEFT_OUT = {
    'cxl_plan_prepare_removal': 'cxl_plan_remove_memdev() without a request',
    'cxl_get_error': 'exceptions carry it',
    'cxl_get_private_data': 'Python objects have attributes',
    'cxl_get_userdata': 'Python objects have attributes',
    'cxl_set_private_data': 'Python objects have attributes',
    'cxl_set_userdata': 'Python objects have attributes',
    'cxl_region_get_daxctl_region': 'an object of another library',
    **dict.fromkeys((
        'cxl_layout_add_region', 'cxl_layout_compare', 'cxl_layout_compare_ahead', 'cxl_layout_entry_get_first',
        'cxl_layout_entry_get_name', 'cxl_layout_entry_get_next', 'cxl_layout_entry_get_obstacle',
        'cxl_layout_entry_get_reason', 'cxl_layout_entry_get_region', 'cxl_layout_entry_get_state',
        'cxl_layout_entry_plan', 'cxl_layout_entry_plan_replace', 'cxl_layout_entry_set_failed',
        'cxl_layout_get_error', 'cxl_layout_has_data_of', 'cxl_layout_has_region', 'cxl_layout_new',
        'cxl_layout_plan_recover',
        'cxl_layout_read', 'cxl_layout_ref', 'cxl_layout_unref', 'cxl_layout_write', 'cxl_region_request_add_layout'),
                    'export, apply and diff of the command line have it'),
    'cxl_set_log_fn': 'its arguments are a va_list; see set_log_priority()',
}

# The type of a result that C returns as an int.
RESULTS = {'cxl_memdev_fw_update_get_status': 'enum cxl_fwl_status'}

# Where the name of the function does not begin with that of its object.
NAMES = {'cxl_root_decoder_get_qos_class': 'qos_class', 'cxl_memdev_get_firmware_verison': 'firmware_version',
         'cxl_protocol_error_get_str': 'name'}
