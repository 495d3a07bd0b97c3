package dev.zeropane.linux;

/// The rules of descriptors that are sent, on the kernel of the machine that builds.
final class ScmRightsRulesTest extends ScmRightsRules {}
