package dev.millrace.screening;

/** Ways to put text before a model that people do not see, or see differently. */
enum Hidden {
    /** Many characters without width in a row: they carry something. */
    ZERO_WIDTH_RUN,
    /** Words of scripts that need none are split by characters without width. */
    SPLIT_WORDS,
    /** Letters of the block of tags, but for those of flags. */
    TAGS,
    /** Many variation selectors in a row: they carry something. */
    SELECTORS,
    /** Latin letters are shown in the other order. */
    BIDI_OVERRIDE,
    /** Directions are set where all is written from left to right. */
    BIDI_WITHOUT_CAUSE,
    /** Words are made of letters of several scripts that look alike. */
    MIXED_SCRIPTS
}
