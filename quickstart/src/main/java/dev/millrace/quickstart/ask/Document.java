package dev.millrace.quickstart.ask;

/**
 * A document that goes along with a question.
 *
 * @param id names it in citations
 * @param title its first heading, or the name of its file
 * @param text what it says
 */
record Document(String id, String title, String text) {}
