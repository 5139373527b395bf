/** API keys that are made, replaced and revoked while the installation runs. */
@NullMarked
package dev.millrace.gateway.keys;

import org.jspecify.annotations.NullMarked;
