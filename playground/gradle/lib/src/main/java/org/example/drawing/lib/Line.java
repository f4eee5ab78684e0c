package org.example.drawing.lib;

/** A line of chalk. */
public final class Line {
    private Line() {}

    /** A line of that many signs. */
    public static String of(int width) {
        StringBuilder line = new StringBuilder();
        for (int index = 0; index < width; index++) line.append('~');
        return line.toString();
    }
}
