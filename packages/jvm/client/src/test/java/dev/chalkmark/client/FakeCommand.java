package dev.chalkmark.client;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process that speaks the protocol, and misbehaves on request: its first argument is how. */
public final class FakeCommand {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private FakeCommand() {}

  /** How this class is run. */
  static List<String> command(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(java, "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path")));
    command.add(FakeCommand.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  public static void main(String[] arguments) throws Exception {
    String manner = arguments[0];
    if (manner.equals("sleep")) Thread.sleep(600_000);
    if (!List.of(arguments).subList(arguments.length - 2, arguments.length).equals(List.of("serve", "--stdio")))
      throw new IllegalArgumentException("serve --stdio expected");
    System.err.println("pid " + ProcessHandle.current().pid());
    List<Object> requests = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Map<?, ?> request = (Map<?, ?>) JsonReader.read(line);
      requests.add(request);
      answer(manner, request, requests);
      if (request.get("method").equals("end")) return;
    }
    if (manner.equals("tells of its end")) Files.writeString(Path.of(arguments[1]), "input has ended");
  }

  private static void answer(String manner, Map<?, ?> request, List<Object> requests) throws Exception {
    String method = (String) request.get("method");
    if (method.equals("begin") && manner.equals("refuses"))
      error(request, "there is no template\nof that name");
    else if (method.equals("begin")) result(request, Map.of("protocol", manner.equals("newer") ? 2 : 1, "version", "9"));
    else if (manner.equals("dies")) {
      System.err.println("Segmentation fault: tëst");
      System.exit(3);
    } else if (manner.equals("hangs")) {
      System.err.println("child " + new ProcessBuilder(command("sleep")).start().pid());
      Thread.sleep(600_000);
    } else if (manner.equals("answers in pairs, the second one first")) {
      if (requests.size() % 2 == 1) {
        echo((Map<?, ?>) requests.get(requests.size() - 1));
        echo((Map<?, ?>) requests.get(requests.size() - 2));
      }
    } else if (method.equals("end"))
      result(request, Map.of("marked", requests.size() - 2, "unmarked", 0, "report", "/r.json", "errors", List.of("e")));
    else if (method.equals("verify")) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("valid", false);
      answer.put("errors", List.of("it carries no mark"));
      answer.put("mark", null);
      result(request, answer);
    } else if (String.valueOf(params(request).get("path")).endsWith("corrupt.jar"))
      result(request, Map.of("marked", false, "reason", "its directory is corrupt"));
    else echo(request);
    if (manner.equals("dies idle") && method.equals("mark")) System.exit(4);
  }

  /** Tells as CHALK_ID what was asked for. */
  private static void echo(Map<?, ?> request) {
    result(request, Map.of("marked", true, "chalkId", JsonWriter.write(params(request)), "warnings", List.of("w")));
  }

  private static Map<?, ?> params(Map<?, ?> request) {
    return (Map<?, ?>) request.get("params");
  }

  private static void result(Map<?, ?> request, Map<String, ?> result) {
    send(Map.of("jsonrpc", "2.0", "id", request.get("id"), "result", result));
  }

  private static void error(Map<?, ?> request, String message) {
    send(Map.of("jsonrpc", "2.0", "id", request.get("id"), "error", Map.of("code", -32602, "message", message)));
  }

  private static void send(Map<String, ?> message) {
    OUT.print(JsonWriter.write(message) + "\n");
    OUT.flush();
  }
}
