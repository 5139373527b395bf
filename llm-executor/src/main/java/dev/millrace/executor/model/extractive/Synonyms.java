package dev.millrace.executor.model.extractive;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words that questions and documents use for the same thing, as stems. */
final class Synonyms {

    private static final List<String> GROUPS =
            List.of(
                    "cost price fee charge pay payment rate usd eur dollar euro expense tariff money",
                    "build built construct erect",
                    "make made create produce",
                    "found establish start begin began launch open",
                    "end stop finish terminate expire cease close",
                    "write wrote written author",
                    "invent develop design",
                    "delete remove erase wipe drop uninstall",
                    "allow permit permission may can let authorize",
                    "forbid prohibit disallow ban",
                    "require must need shall obligation necessary mandatory",
                    "buy purchase order",
                    "repair fix mend",
                    "big large size",
                    "fast quick speed",
                    "help support assistance",
                    "phone telephone call",
                    "mail email e-mail",
                    "change modify alter edit adapt modification",
                    "copy duplicate reproduce reproduction",
                    "share distribute redistribute convey distribution",
                    "use usage employ utilize",
                    "guarantee warranty warrant assurance",
                    "liable liability responsible responsibility",
                    "error failure fail problem bug fault",
                    "show display print list",
                    "begin start run launch execute",
                    "default preset standard",
                    "set configure configuration setting option",
                    "holiday vacation leave",
                    "child children kid son daughter",
                    "person people human man men",
                    "doctor physician",
                    "sick ill illness",
                    "java jdk jvm",
                    "town city village place locate location",
                    "job work employ",
                    "maximum most limit highest upper largest",
                    "minimum least lowest",
                    "contact reach",
                    "version release",
                    "licence license licens",
                    "colour color",
                    "folder directory",
                    "safe secure security",
                    "hide hidden conceal",
                    "increase raise grow",
                    "decrease reduce lower shrink",
                    "back return refund",
                    "send submit",
                    "kosten preis gebühr zahl euro",
                    "dürf erlaub gestatt recht",
                    "verbot verbiet untersagt",
                    "gründ errichtet gebaut bauen");

    private static final Map<String, Set<String>> RELATED = index();

    private Synonyms() {}

    /** Whether two stems stand in one group. */
    static boolean related(String a, String b) {
        return RELATED.getOrDefault(a, Set.of()).contains(b);
    }

    private static Map<String, Set<String>> index() {
        Map<String, Set<String>> related = new HashMap<>();
        for (String group : GROUPS) {
            List<String> stems = Arrays.stream(group.split(" ")).map(Words::stem).toList();
            stems.forEach(
                    stem -> related.computeIfAbsent(stem, _ -> new HashSet<>()).addAll(stems));
        }
        return Map.copyOf(related);
    }
}
