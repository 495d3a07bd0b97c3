// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of the protocol's structures are: a line for each, "structure field offset", and
 * "structure - size". Those of the kernel are from its header; the others are as the specification draws them.
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/vhost.h>

/* "Header" */
struct header {
	uint32_t request;
	uint32_t flags;
	uint32_t size;
};

/* "Virtio device config space" */
struct config {
	uint32_t offset;
	uint32_t size;
	uint32_t flags;
};

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(header, request);
	FIELD(header, flags);
	FIELD(header, size);
	SIZE(header);
	FIELD(config, offset);
	FIELD(config, size);
	FIELD(config, flags);
	SIZE(config);
	FIELD(vhost_vring_state, index);
	FIELD(vhost_vring_state, num);
	SIZE(vhost_vring_state);
	FIELD(vhost_vring_addr, index);
	FIELD(vhost_vring_addr, flags);
	FIELD(vhost_vring_addr, desc_user_addr);
	FIELD(vhost_vring_addr, used_user_addr);
	FIELD(vhost_vring_addr, avail_user_addr);
	FIELD(vhost_vring_addr, log_guest_addr);
	SIZE(vhost_vring_addr);
	FIELD(vhost_memory_region, guest_phys_addr);
	FIELD(vhost_memory_region, memory_size);
	FIELD(vhost_memory_region, userspace_addr);
	FIELD(vhost_memory_region, flags_padding);
	SIZE(vhost_memory_region);
	FIELD(vhost_memory, nregions);
	FIELD(vhost_memory, padding);
	FIELD(vhost_memory, regions);
	return 0;
}
