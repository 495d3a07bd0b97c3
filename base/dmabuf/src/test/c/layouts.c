// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of ioctls' arguments are, by the kernel's headers: a line for each,
 * "structure field offset", and "structure - size".
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/sync_file.h>
#include <linux/udmabuf.h>

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(udmabuf_create, memfd);
	FIELD(udmabuf_create, flags);
	FIELD(udmabuf_create, offset);
	FIELD(udmabuf_create, size);
	SIZE(udmabuf_create);
	FIELD(udmabuf_create_item, memfd);
	FIELD(udmabuf_create_item, __pad);
	FIELD(udmabuf_create_item, offset);
	FIELD(udmabuf_create_item, size);
	SIZE(udmabuf_create_item);
	FIELD(udmabuf_create_list, flags);
	FIELD(udmabuf_create_list, count);
	FIELD(udmabuf_create_list, list);
	SIZE(udmabuf_create_list);
	FIELD(dma_buf_sync, flags);
	SIZE(dma_buf_sync);
	FIELD(dma_buf_export_sync_file, flags);
	FIELD(dma_buf_export_sync_file, fd);
	SIZE(dma_buf_export_sync_file);
	FIELD(dma_buf_import_sync_file, flags);
	FIELD(dma_buf_import_sync_file, fd);
	SIZE(dma_buf_import_sync_file);
	FIELD(dma_heap_allocation_data, len);
	FIELD(dma_heap_allocation_data, fd);
	FIELD(dma_heap_allocation_data, fd_flags);
	FIELD(dma_heap_allocation_data, heap_flags);
	SIZE(dma_heap_allocation_data);
	FIELD(sync_file_info, name);
	FIELD(sync_file_info, status);
	FIELD(sync_file_info, flags);
	FIELD(sync_file_info, num_fences);
	FIELD(sync_file_info, pad);
	FIELD(sync_file_info, sync_fence_info);
	SIZE(sync_file_info);
	FIELD(sync_merge_data, name);
	FIELD(sync_merge_data, fd2);
	FIELD(sync_merge_data, fence);
	FIELD(sync_merge_data, flags);
	FIELD(sync_merge_data, pad);
	SIZE(sync_merge_data);
	return 0;
}
