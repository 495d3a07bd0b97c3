// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of the protocol's structures are: a line for each, "structure field offset", and
 * "structure - size". Those of VFIO are from the kernel's header; the others are as the specification draws them.
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/vfio.h>

/* "Header" */
struct vfio_user_header {
	uint16_t msg_id;
	uint16_t cmd;
	uint32_t msg_size;
	uint32_t flags;
	uint32_t error_no;
};

/* VFIO_USER_VERSION, without its text */
struct vfio_user_version {
	uint16_t major;
	uint16_t minor;
};

/* VFIO_USER_DMA_MAP */
struct vfio_user_dma_map {
	uint32_t argsz;
	uint32_t flags;
	uint64_t offset;
	uint64_t addr;
	uint64_t size;
};

/* VFIO_USER_DMA_UNMAP */
struct vfio_user_dma_unmap {
	uint32_t argsz;
	uint32_t flags;
	uint64_t addr;
	uint64_t size;
};

/* VFIO_USER_DEVICE_GET_INFO: struct vfio_device_info as it was before capabilities */
struct vfio_user_device_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t num_regions;
	uint32_t num_irqs;
};

/* VFIO_USER_REGION_READ and VFIO_USER_REGION_WRITE, without their data */
struct vfio_user_region_access {
	uint64_t offset;
	uint32_t region;
	uint32_t count;
};

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(vfio_user_header, msg_id);
	FIELD(vfio_user_header, cmd);
	FIELD(vfio_user_header, msg_size);
	FIELD(vfio_user_header, flags);
	FIELD(vfio_user_header, error_no);
	SIZE(vfio_user_header);
	FIELD(vfio_user_version, major);
	FIELD(vfio_user_version, minor);
	SIZE(vfio_user_version);
	FIELD(vfio_user_dma_map, argsz);
	FIELD(vfio_user_dma_map, flags);
	FIELD(vfio_user_dma_map, offset);
	FIELD(vfio_user_dma_map, addr);
	FIELD(vfio_user_dma_map, size);
	SIZE(vfio_user_dma_map);
	FIELD(vfio_user_dma_unmap, argsz);
	FIELD(vfio_user_dma_unmap, flags);
	FIELD(vfio_user_dma_unmap, addr);
	FIELD(vfio_user_dma_unmap, size);
	SIZE(vfio_user_dma_unmap);
	FIELD(vfio_user_device_info, argsz);
	FIELD(vfio_user_device_info, flags);
	FIELD(vfio_user_device_info, num_regions);
	FIELD(vfio_user_device_info, num_irqs);
	SIZE(vfio_user_device_info);
	FIELD(vfio_region_info, argsz);
	FIELD(vfio_region_info, flags);
	FIELD(vfio_region_info, index);
	FIELD(vfio_region_info, cap_offset);
	FIELD(vfio_region_info, size);
	FIELD(vfio_region_info, offset);
	SIZE(vfio_region_info);
	FIELD(vfio_info_cap_header, id);
	FIELD(vfio_info_cap_header, version);
	FIELD(vfio_info_cap_header, next);
	SIZE(vfio_info_cap_header);
	FIELD(vfio_region_sparse_mmap_area, offset);
	FIELD(vfio_region_sparse_mmap_area, size);
	SIZE(vfio_region_sparse_mmap_area);
	FIELD(vfio_region_info_cap_sparse_mmap, header);
	FIELD(vfio_region_info_cap_sparse_mmap, nr_areas);
	FIELD(vfio_region_info_cap_sparse_mmap, reserved);
	FIELD(vfio_region_info_cap_sparse_mmap, areas);
	SIZE(vfio_region_info_cap_sparse_mmap);
	FIELD(vfio_irq_info, argsz);
	FIELD(vfio_irq_info, flags);
	FIELD(vfio_irq_info, index);
	FIELD(vfio_irq_info, count);
	SIZE(vfio_irq_info);
	FIELD(vfio_irq_set, argsz);
	FIELD(vfio_irq_set, flags);
	FIELD(vfio_irq_set, index);
	FIELD(vfio_irq_set, start);
	FIELD(vfio_irq_set, count);
	SIZE(vfio_irq_set);
	FIELD(vfio_user_region_access, offset);
	FIELD(vfio_user_region_access, region);
	FIELD(vfio_user_region_access, count);
	SIZE(vfio_user_region_access);
	return 0;
}
