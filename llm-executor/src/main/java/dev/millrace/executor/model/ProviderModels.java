package dev.millrace.executor.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;

/**
 * What a provider's models are asked through.
 *
 * @param plain for answers that come whole
 * @param streaming for answers that come word by word
 * @param style how either is told what is wanted
 */
record ProviderModels(ChatModel plain, StreamingChatModel streaming, RequestStyle style) {}
