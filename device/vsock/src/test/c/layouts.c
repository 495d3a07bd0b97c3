// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of the device's structures are, by the kernel's header: a line for each,
 * "structure field offset", and "structure - size".
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/virtio_vsock.h>

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(virtio_vsock_config, guest_cid);
	SIZE(virtio_vsock_config);
	FIELD(virtio_vsock_hdr, src_cid);
	FIELD(virtio_vsock_hdr, dst_cid);
	FIELD(virtio_vsock_hdr, src_port);
	FIELD(virtio_vsock_hdr, dst_port);
	FIELD(virtio_vsock_hdr, len);
	FIELD(virtio_vsock_hdr, type);
	FIELD(virtio_vsock_hdr, op);
	FIELD(virtio_vsock_hdr, flags);
	FIELD(virtio_vsock_hdr, buf_alloc);
	FIELD(virtio_vsock_hdr, fwd_cnt);
	SIZE(virtio_vsock_hdr);
	return 0;
}
