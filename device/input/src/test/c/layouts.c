// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of the devices' structures are, by the kernel's header: a line for each,
 * "structure field offset", and "structure - size".
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/virtio_input.h>

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(virtio_input_event, type);
	FIELD(virtio_input_event, code);
	FIELD(virtio_input_event, value);
	SIZE(virtio_input_event);
	FIELD(virtio_input_config, select);
	FIELD(virtio_input_config, subsel);
	FIELD(virtio_input_config, size);
	FIELD(virtio_input_config, reserved);
	FIELD(virtio_input_config, u);
	SIZE(virtio_input_config);
	FIELD(virtio_input_absinfo, min);
	FIELD(virtio_input_absinfo, max);
	FIELD(virtio_input_absinfo, fuzz);
	FIELD(virtio_input_absinfo, flat);
	FIELD(virtio_input_absinfo, res);
	SIZE(virtio_input_absinfo);
	FIELD(virtio_input_devids, bustype);
	FIELD(virtio_input_devids, vendor);
	FIELD(virtio_input_devids, product);
	FIELD(virtio_input_devids, version);
	SIZE(virtio_input_devids);
	return 0;
}
