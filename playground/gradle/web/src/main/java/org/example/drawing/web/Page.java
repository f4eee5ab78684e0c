package org.example.drawing.web;

import org.example.drawing.lib.Line;

/** What the page shows. */
public final class Page {
    private Page() {}

    /** A heading, underlined. */
    public static String heading(String text) {
        return text + "\n" + Line.of(text.length());
    }
}
