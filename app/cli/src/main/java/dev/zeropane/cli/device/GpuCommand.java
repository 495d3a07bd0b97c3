// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.device;

import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.EndpointMixin;
import dev.zeropane.cli.option.ModeConverter;
import dev.zeropane.cli.option.OutputsMixin;
import dev.zeropane.cli.option.PinnedMixin;
import dev.zeropane.cli.option.SizeConverter;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.option.WaylandMixin;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.service.GpuService;
import dev.zeropane.service.GpuSettings;
import dev.zeropane.service.VmmPictures;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `zeropane gpu`: a vhost-user-gpu back-end, by QEMU's conventions for back-end programs.
@Command(
        name = "gpu",
        description = "Serves a virtio-gpu to QEMU or another VMM over vhost-user.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class GpuCommand implements Callable<Integer> {
    /// By the schema in QEMU's docs/interop/vhost-user.json. No `render-node`: with it libvirt
    /// insists on a DRM node, which we do not need.
    public static final String CAPABILITIES = "{\"type\": \"gpu\", \"features\": []}";

    private final UnaryOperator<GpuSettings> adaptation;

    @Spec private CommandSpec spec;

    @Mixin private EndpointMixin endpoint;

    @Option(
            names = "--display",
            paramLabel = "DISPLAY",
            converter = DisplayOption.Converter.class,
            description = {
                "where the screens are shown; may repeat (default: vmm)",
                "vmm: in the VMM's own user interface",
                "vmm,dmabuf: the same, by dma-bufs: only if it uses OpenGL (QEMU: gl=on), else"
                        + " nothing is shown",
                "wayland: in windows of the Wayland session",
                "web[:PORT]: on a page for browsers on this machine, at this port, or the first free"
                        + " one from 8006 on; its address is printed",
                "vnc[:PORT]: for VNC viewers on this machine, at this port, or the first free one from"
                        + " 5900 on",
                "png:DIR: in PNG files",
                "none: nowhere"
            })
    private List<DisplayOption> displays = List.of(new DisplayOption.Vmm(VmmPictures.PIXELS));

    @Mixin private WaylandMixin wayland;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = ModeConverter.class,
            description =
                    "the mode offered to the guest, and no larger one (default: what the VMM wishes"
                            + " with --display vmm, else 1280x800)")
    private Optional<Mode> size = Optional.empty();

    @Option(
            names = "--copy",
            description = "copy every transfer, as the specification describes, instead of sharing")
    private boolean copy;

    @Option(
            names = "--max-host-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "most memory the guest's resources may take here (default: 256M)")
    private long maxHostMemory = GpuOptions.DEFAULT_MAX_HOST_MEMORY;

    @Mixin private PinnedMixin pinned;

    @Mixin private OutputsMixin outputs;

    public GpuCommand() {
        this(UnaryOperator.identity());
    }

    /// @param adaptation takes over the settings that the arguments make, and gives those to serve
    public GpuCommand(UnaryOperator<GpuSettings> adaptation) {
        this.adaptation = adaptation;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (endpoint.printsCapabilities()) {
            spec.commandLine().getOut().println(CAPABILITIES);
            return 0;
        }
        return endpoint.fd().isPresent()
                ? serveFd(endpoint.fd().getAsInt())
                : SocketServing.listen(
                        endpoint.socketPath(),
                        socket -> GpuService.listen(socket, settings(), endpoint.vmms()),
                        spec.commandLine());
    }

    private GpuSettings settings() {
        return adaptation.apply(
                GpuSettings.builder()
                        .outputs(outputs.count())
                        .sizes(size.map(ScreenSizes::atMost))
                        .copy(copy)
                        .maxHostMemory(maxHostMemory)
                        .displays(
                                DisplayOption.open(
                                        displays, wayland.screens(outputs.count(), spec)))
                        .vmm(DisplayOption.vmm(displays))
                        .maxPinned(pinned.limit())
                        .build());
    }

    private int serveFd(int number) throws InterruptedException {
        UnixSocket socket = UnixSocket.adopt(Fd.inherited(number));
        return SocketServing.serve(() -> GpuService.serve(socket, settings()));
    }
}
