package dev.zeropane.pci;

/// An entry of a function's capability list (PCI Local Bus Specification 3.0, section 6.7).
///
/// @param id 8 bits
/// @param body what follows the id and the pointer to the next entry
/// @param writable which bits of `body` the guest may change; as long as `body`
public record Capability(int id, byte[] body, byte[] writable) {}
