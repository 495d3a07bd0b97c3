// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of the device's structures are, by the kernel's header: a line for each,
 * "structure field offset", and "structure - size".
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/virtio_gpu.h>

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(virtio_gpu_config, events_read);
	FIELD(virtio_gpu_config, events_clear);
	FIELD(virtio_gpu_config, num_scanouts);
	FIELD(virtio_gpu_config, num_capsets);
	SIZE(virtio_gpu_config);
	FIELD(virtio_gpu_ctrl_hdr, type);
	FIELD(virtio_gpu_ctrl_hdr, flags);
	FIELD(virtio_gpu_ctrl_hdr, fence_id);
	FIELD(virtio_gpu_ctrl_hdr, ctx_id);
	FIELD(virtio_gpu_ctrl_hdr, ring_idx);
	FIELD(virtio_gpu_ctrl_hdr, padding);
	SIZE(virtio_gpu_ctrl_hdr);
	FIELD(virtio_gpu_rect, x);
	FIELD(virtio_gpu_rect, y);
	FIELD(virtio_gpu_rect, width);
	FIELD(virtio_gpu_rect, height);
	SIZE(virtio_gpu_rect);
	FIELD(virtio_gpu_cmd_get_edid, hdr);
	FIELD(virtio_gpu_cmd_get_edid, scanout);
	FIELD(virtio_gpu_cmd_get_edid, padding);
	SIZE(virtio_gpu_cmd_get_edid);
	FIELD(virtio_gpu_resource_create_2d, hdr);
	FIELD(virtio_gpu_resource_create_2d, resource_id);
	FIELD(virtio_gpu_resource_create_2d, format);
	FIELD(virtio_gpu_resource_create_2d, width);
	FIELD(virtio_gpu_resource_create_2d, height);
	SIZE(virtio_gpu_resource_create_2d);
	FIELD(virtio_gpu_resource_unref, hdr);
	FIELD(virtio_gpu_resource_unref, resource_id);
	FIELD(virtio_gpu_resource_unref, padding);
	SIZE(virtio_gpu_resource_unref);
	FIELD(virtio_gpu_set_scanout, hdr);
	FIELD(virtio_gpu_set_scanout, r);
	FIELD(virtio_gpu_set_scanout, scanout_id);
	FIELD(virtio_gpu_set_scanout, resource_id);
	SIZE(virtio_gpu_set_scanout);
	FIELD(virtio_gpu_resource_flush, hdr);
	FIELD(virtio_gpu_resource_flush, r);
	FIELD(virtio_gpu_resource_flush, resource_id);
	FIELD(virtio_gpu_resource_flush, padding);
	SIZE(virtio_gpu_resource_flush);
	FIELD(virtio_gpu_transfer_to_host_2d, hdr);
	FIELD(virtio_gpu_transfer_to_host_2d, r);
	FIELD(virtio_gpu_transfer_to_host_2d, offset);
	FIELD(virtio_gpu_transfer_to_host_2d, resource_id);
	FIELD(virtio_gpu_transfer_to_host_2d, padding);
	SIZE(virtio_gpu_transfer_to_host_2d);
	FIELD(virtio_gpu_resource_attach_backing, hdr);
	FIELD(virtio_gpu_resource_attach_backing, resource_id);
	FIELD(virtio_gpu_resource_attach_backing, nr_entries);
	SIZE(virtio_gpu_resource_attach_backing);
	FIELD(virtio_gpu_mem_entry, addr);
	FIELD(virtio_gpu_mem_entry, length);
	FIELD(virtio_gpu_mem_entry, padding);
	SIZE(virtio_gpu_mem_entry);
	FIELD(virtio_gpu_resource_detach_backing, hdr);
	FIELD(virtio_gpu_resource_detach_backing, resource_id);
	FIELD(virtio_gpu_resource_detach_backing, padding);
	SIZE(virtio_gpu_resource_detach_backing);
	FIELD(virtio_gpu_cursor_pos, scanout_id);
	FIELD(virtio_gpu_cursor_pos, x);
	FIELD(virtio_gpu_cursor_pos, y);
	FIELD(virtio_gpu_cursor_pos, padding);
	SIZE(virtio_gpu_cursor_pos);
	FIELD(virtio_gpu_update_cursor, hdr);
	FIELD(virtio_gpu_update_cursor, pos);
	FIELD(virtio_gpu_update_cursor, resource_id);
	FIELD(virtio_gpu_update_cursor, hot_x);
	FIELD(virtio_gpu_update_cursor, hot_y);
	FIELD(virtio_gpu_update_cursor, padding);
	SIZE(virtio_gpu_update_cursor);
	FIELD(virtio_gpu_display_one, r);
	FIELD(virtio_gpu_display_one, enabled);
	FIELD(virtio_gpu_display_one, flags);
	SIZE(virtio_gpu_display_one);
	FIELD(virtio_gpu_resp_display_info, hdr);
	FIELD(virtio_gpu_resp_display_info, pmodes);
	SIZE(virtio_gpu_resp_display_info);
	FIELD(virtio_gpu_resp_edid, hdr);
	FIELD(virtio_gpu_resp_edid, size);
	FIELD(virtio_gpu_resp_edid, padding);
	FIELD(virtio_gpu_resp_edid, edid);
	SIZE(virtio_gpu_resp_edid);
	return 0;
}
