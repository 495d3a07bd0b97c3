// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;

/// Exports nothing, because the guest may lose pages.
final class NoExporter implements Exporter {
    @Override
    public DmaBuf export(Runs runs) {
        throw new ExportRefusedException(
                new ExportRefusal(
                        Kind.PAGES_COME_AND_GO,
                        "the guest has a balloon or virtio-mem, and pages of it come and go",
                        "leave that device out, to have the screen shared"));
    }
}
