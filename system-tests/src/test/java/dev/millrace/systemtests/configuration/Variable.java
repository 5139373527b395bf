package dev.millrace.systemtests.configuration;

import java.util.Set;

/**
 * A variable of the environment.
 *
 * @param name its name; {@code <PROCESS>} in it stands for the name of a process
 * @param readers who reads it
 * @param standard what it is when it is not set; empty for nothing
 * @param meaning what it is for; empty when nobody has said so
 */
record Variable(String name, Set<String> readers, String standard, String meaning) {}
