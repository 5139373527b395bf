package dev.millrace.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps of a page of the documentation: each a block of shell, and lines that it has to print.
 *
 * @param steps in the order of the page
 */
record Tour(List<Step> steps) {

    private static final String SHELL = "```sh";
    private static final String EXPECTED = "```text";
    private static final String END = "```";

    /**
     * A block.
     *
     * @param line the line of the page at which it begins
     * @param commands what is run
     * @param expected what its output has to contain, in this order; … stands for anything
     */
    record Step(int line, String commands, List<String> expected) {

        /**
         * The first expected line that an output lacks, or null. An answer without a line end may
         * share its line with the next.
         */
        String missingIn(String output) {
            int at = 0;
            for (String wanted : expected) {
                Matcher matcher = pattern(wanted).matcher(output);
                if (!matcher.find(at)) {
                    return wanted;
                }
                at = matcher.end();
            }
            return null;
        }

        private static Pattern pattern(String wanted) {
            return Pattern.compile(
                    Stream.of(wanted.strip().split("…", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*")));
        }
    }

    /** Reads a page; what is expected follows the block that prints it. */
    static Tour of(List<String> page) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i).equals(SHELL)) {
                List<String> commands = block(page, i);
                steps.add(new Step(i + 2, String.join("\n", commands), List.of()));
                i += commands.size() + 1;
            } else if (page.get(i).equals(EXPECTED)) {
                List<String> expected = block(page, i);
                Step step = steps.removeLast();
                if (!step.expected().isEmpty()) {
                    throw new IllegalArgumentException("line " + (i + 1) + " follows no block");
                }
                steps.add(new Step(step.line(), step.commands(), expected));
                i += expected.size() + 1;
            }
        }
        return new Tour(steps);
    }

    private static List<String> block(List<String> page, int fence) {
        return page.subList(fence + 1, page.size()).stream()
                .takeWhile(line -> !line.equals(END))
                .toList();
    }
}
