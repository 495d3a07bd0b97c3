// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of a virtqueue's structures are, by the kernel's header: a line for each,
 * "structure field offset", and "structure - size".
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/virtio_ring.h>

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(vring_desc, addr);
	FIELD(vring_desc, len);
	FIELD(vring_desc, flags);
	FIELD(vring_desc, next);
	SIZE(vring_desc);
	FIELD(vring_avail, flags);
	FIELD(vring_avail, idx);
	FIELD(vring_avail, ring);
	SIZE(vring_avail);
	FIELD(vring_used_elem, id);
	FIELD(vring_used_elem, len);
	SIZE(vring_used_elem);
	FIELD(vring_used, flags);
	FIELD(vring_used, idx);
	FIELD(vring_used, ring);
	SIZE(vring_used);
	return 0;
}
