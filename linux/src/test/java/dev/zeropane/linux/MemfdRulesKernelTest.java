package dev.zeropane.linux;

import org.junit.jupiter.api.Tag;

/// The rules of memfds, on the kernels of the toolbox.
@Tag("kernel")
final class MemfdRulesKernelTest extends MemfdRules {}
