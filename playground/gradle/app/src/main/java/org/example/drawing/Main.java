package org.example.drawing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.example.drawing.lib.Line;

/** Draws lines; says which version it is, as its jar's manifest has it. */
public final class Main {
    public static void main(String[] args) throws IOException {
        System.out.println("drawing " + Main.class.getPackage().getImplementationVersion());
        try (BufferedReader widths =
                new BufferedReader(
                        new InputStreamReader(Main.class.getResourceAsStream("widths.txt"), StandardCharsets.UTF_8))) {
            for (String width = widths.readLine(); width != null; width = widths.readLine()) {
                System.out.println(Line.of(Integer.parseInt(width)));
            }
        }
    }
}
