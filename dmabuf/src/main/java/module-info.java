/// Pages of memfds as ordered runs, and views that read scattered runs as one linear segment.
module dev.zeropane.dmabuf {
    requires transitive dev.zeropane.linux;

    exports dev.zeropane.dmabuf;
}
