/** What both ways into the pipeline, the gateway and admission, demand of conversations. */
@NullMarked
package dev.millrace.conversation;

import org.jspecify.annotations.NullMarked;
