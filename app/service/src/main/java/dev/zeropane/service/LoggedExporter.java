// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
import java.util.EnumSet;
import java.util.Set;

/// Logs once for each reason why pictures are copied instead of exported.
record LoggedExporter(Exporter exporter, Set<ExportRefusal.Kind> logged) implements Exporter {
    private static final System.Logger LOG = System.getLogger(LoggedExporter.class.getName());

    LoggedExporter(Exporter exporter) {
        this(exporter, EnumSet.noneOf(ExportRefusal.Kind.class));
    }

    @Override
    public DmaBuf export(Runs runs) {
        try {
            return exporter.export(runs);
        } catch (ExportRefusedException e) {
            if (logged.add(e.refusal().kind())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a screen is copied, not exported: " + e.refusal());
            }
            throw e;
        }
    }

    @Override
    public void close() {
        exporter.close();
    }
}
