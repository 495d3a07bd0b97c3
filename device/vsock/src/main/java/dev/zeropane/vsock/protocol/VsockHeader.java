// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE16;
import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.LE64;
import static dev.zeropane.linux.struct.LittleEndian.le16;
import static dev.zeropane.linux.struct.LittleEndian.le32;
import static dev.zeropane.linux.struct.LittleEndian.le64;
import static dev.zeropane.linux.struct.LittleEndian.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_vsock_hdr` (VIRTIO 1.3 §5.10.6), with which every packet begins.
///
/// @param sourcePort all 32 bits, as all ports
/// @param length bytes of data behind it
/// @param bufAlloc all 32 bits: how much the sender keeps of what it is sent
/// @param fwdCnt all 32 bits: how much of what it was sent it has passed on, since ever
public record VsockHeader(
        long sourceCid,
        long destinationCid,
        int sourcePort,
        int destinationPort,
        long length,
        int type,
        int op,
        int flags,
        int bufAlloc,
        int fwdCnt) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_vsock_hdr",
                    LE64.withName("src_cid"),
                    LE64.withName("dst_cid"),
                    LE32.withName("src_port"),
                    LE32.withName("dst_port"),
                    LE32.withName("len"),
                    LE16.withName("type"),
                    LE16.withName("op"),
                    LE32.withName("flags"),
                    LE32.withName("buf_alloc"),
                    LE32.withName("fwd_cnt"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long SRC_CID = offset(LAYOUT, "src_cid");
    private static final long DST_CID = offset(LAYOUT, "dst_cid");
    private static final long SRC_PORT = offset(LAYOUT, "src_port");
    private static final long DST_PORT = offset(LAYOUT, "dst_port");
    private static final long LEN = offset(LAYOUT, "len");
    private static final long TYPE = offset(LAYOUT, "type");
    private static final long OP = offset(LAYOUT, "op");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long BUF_ALLOC = offset(LAYOUT, "buf_alloc");
    private static final long FWD_CNT = offset(LAYOUT, "fwd_cnt");

    public static VsockHeader read(MemorySegment from) {
        return new VsockHeader(
                le64(from, SRC_CID),
                le64(from, DST_CID),
                le32(from, SRC_PORT),
                le32(from, DST_PORT),
                unsigned(from, LEN),
                le16(from, TYPE),
                le16(from, OP),
                le32(from, FLAGS),
                le32(from, BUF_ALLOC),
                le32(from, FWD_CNT));
    }

    public void write(MemorySegment to) {
        to.set(LE64, SRC_CID, sourceCid);
        to.set(LE64, DST_CID, destinationCid);
        to.set(LE32, SRC_PORT, sourcePort);
        to.set(LE32, DST_PORT, destinationPort);
        to.set(LE32, LEN, (int) length);
        to.set(LE16, TYPE, (short) type);
        to.set(LE16, OP, (short) op);
        to.set(LE32, FLAGS, flags);
        to.set(LE32, BUF_ALLOC, bufAlloc);
        to.set(LE32, FWD_CNT, fwdCnt);
    }

    /// The reset that a packet for no connection of ours gets.
    public VsockHeader reset() {
        return new VsockHeader(
                /* sourceCid= */ destinationCid,
                /* destinationCid= */ sourceCid,
                /* sourcePort= */ destinationPort,
                /* destinationPort= */ sourcePort,
                0,
                type,
                Vsock.VIRTIO_VSOCK_OP_RST,
                0,
                0,
                0);
    }
}
