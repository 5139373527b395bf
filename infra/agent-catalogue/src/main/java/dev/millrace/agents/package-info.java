/**
 * What an installation runs: its agents with their models, tools, prices and permissions, read from
 * a folder of YAML files and checked as a whole.
 */
@NullMarked
package dev.millrace.agents;

import org.jspecify.annotations.NullMarked;
