// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// Pages cannot be exported as a dma-buf. Nothing was changed, nothing is left open.
public final class ExportRefusedException extends DmaBufException {
    private static final long serialVersionUID = 1L;

    private final transient ExportRefusal refusal;

    public ExportRefusedException(ExportRefusal refusal) {
        super("no dma-buf: " + refusal);
        this.refusal = refusal;
    }

    /// Why, as a value.
    public ExportRefusal refusal() {
        return refusal;
    }
}
