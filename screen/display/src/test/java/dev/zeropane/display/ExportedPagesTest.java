// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.Mapping;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExportedPagesTest {
    private static final ExportRefusal REFUSAL =
            new ExportRefusal(ExportRefusal.Kind.NO_DEVICE, "no device", "load udmabuf");

    private int asked;

    private ExportedPages pages(Exporter exporter) {
        return new ExportedPages(runs -> {
            asked++;
            return exporter.export(runs);
        });
    }

    private boolean export(ExportedPages pages) {
        try (MemoryFile file = MemoryFile.create("pages", Mapping.PAGE_SIZE)) {
            return pages.export(() -> Runs.of(file, 0, Mapping.PAGE_SIZE));
        }
    }

    @Test
    void export_once_andEveryDisplayGetsItsOwn() {
        try (ExportedPages pages = pages(StandIn::export)) {
            assertInstanceOf(Sharing.NotWanted.class, pages.sharing());
            assertEquals(Optional.empty(), pages.duplicate());
            assertTrue(export(pages));
            assertTrue(export(pages));
            assertEquals(1, asked);
            assertInstanceOf(Sharing.Exported.class, pages.sharing());
            try (DmaBuf one = pages.duplicate().orElseThrow();
                    DmaBuf two = pages.duplicate().orElseThrow()) {
                assertEquals(one.size(), two.size());
            }
        }
    }

    @Test
    void export_refused_isNotTriedAgain() {
        try (ExportedPages pages =
                pages(runs -> {
                    throw new ExportRefusedException(REFUSAL);
                })) {
            assertFalse(export(pages));
            assertFalse(export(pages));
            assertEquals(1, asked);
            assertEquals(new Sharing.Refused(REFUSAL), pages.sharing());
        }
    }

    @Test
    void close_nobodyGetsAnotherOne_whoHasOneKeepsIt() {
        ExportedPages pages = pages(StandIn::export);
        assertTrue(export(pages));
        try (DmaBuf kept = pages.duplicate().orElseThrow()) {
            pages.close();
            assertEquals(Optional.empty(), pages.duplicate());
            assertEquals(Mapping.PAGE_SIZE, kept.size());
        }
    }
}
