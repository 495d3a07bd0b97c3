// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of the protocol's structures are: a line for each, "structure field offset", and
 * "structure - size". Those of virtio-gpu are from the kernel's header; the others are as the specification draws them.
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/virtio_gpu.h>

/* "Header" */
struct header {
	uint32_t request;
	uint32_t flags;
	uint32_t size;
};

/* The "u64" of VHOST_USER_GPU_GET_PROTOCOL_FEATURES */
struct features {
	uint64_t bits;
};

/* "VhostUserGpuScanout" */
struct scanout {
	uint32_t scanout_id;
	uint32_t width;
	uint32_t height;
};

/* "VhostUserGpuUpdate", without its data */
struct update {
	uint32_t scanout_id;
	uint32_t x;
	uint32_t y;
	uint32_t width;
	uint32_t height;
};

/* "VhostUserGpuCursorPos" */
struct cursor_pos {
	uint32_t scanout_id;
	uint32_t x;
	uint32_t y;
};

/* "VhostUserGpuCursorUpdate" */
struct cursor_update {
	struct cursor_pos pos;
	uint32_t hot_x;
	uint32_t hot_y;
	uint32_t data[64 * 64];
};

/* "VhostUserGpuDMABUFScanout" */
struct dmabuf_scanout {
	uint32_t scanout_id;
	uint32_t x;
	uint32_t y;
	uint32_t width;
	uint32_t height;
	uint32_t fd_width;
	uint32_t fd_height;
	uint32_t fd_stride;
	uint32_t fd_flags;
	int fd_drm_fourcc;
};

/* "VhostUserGpuDMABUFScanout2" */
struct dmabuf_scanout2 {
	struct dmabuf_scanout dmabuf_scanout;
	uint64_t modifier;
};

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(header, request);
	FIELD(header, flags);
	FIELD(header, size);
	SIZE(header);
	FIELD(features, bits);
	SIZE(features);
	FIELD(scanout, scanout_id);
	FIELD(scanout, width);
	FIELD(scanout, height);
	SIZE(scanout);
	FIELD(update, scanout_id);
	FIELD(update, x);
	FIELD(update, y);
	FIELD(update, width);
	FIELD(update, height);
	SIZE(update);
	FIELD(cursor_pos, scanout_id);
	FIELD(cursor_pos, x);
	FIELD(cursor_pos, y);
	SIZE(cursor_pos);
	FIELD(cursor_update, pos);
	FIELD(cursor_update, hot_x);
	FIELD(cursor_update, hot_y);
	FIELD(cursor_update, data);
	SIZE(cursor_update);
	FIELD(dmabuf_scanout, scanout_id);
	FIELD(dmabuf_scanout, x);
	FIELD(dmabuf_scanout, y);
	FIELD(dmabuf_scanout, width);
	FIELD(dmabuf_scanout, height);
	FIELD(dmabuf_scanout, fd_width);
	FIELD(dmabuf_scanout, fd_height);
	FIELD(dmabuf_scanout, fd_stride);
	FIELD(dmabuf_scanout, fd_flags);
	FIELD(dmabuf_scanout, fd_drm_fourcc);
	SIZE(dmabuf_scanout);
	FIELD(dmabuf_scanout2, dmabuf_scanout);
	FIELD(dmabuf_scanout2, modifier);
	SIZE(dmabuf_scanout2);
	FIELD(virtio_gpu_rect, x);
	FIELD(virtio_gpu_rect, y);
	FIELD(virtio_gpu_rect, width);
	FIELD(virtio_gpu_rect, height);
	SIZE(virtio_gpu_rect);
	FIELD(virtio_gpu_display_one, r);
	FIELD(virtio_gpu_display_one, enabled);
	FIELD(virtio_gpu_display_one, flags);
	SIZE(virtio_gpu_display_one);
	FIELD(virtio_gpu_resp_display_info, hdr);
	FIELD(virtio_gpu_resp_display_info, pmodes);
	SIZE(virtio_gpu_resp_display_info);
	return 0;
}
