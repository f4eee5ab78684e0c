import java.io.File;
import java.util.HashMap;
import java.util.Map;
import org.gradle.api.internal.StartParameterInternal;
import org.gradle.api.logging.LogLevel;
import org.gradle.api.logging.configuration.ConsoleOutput;
import org.gradle.cli.CommandLineParser;
import org.gradle.cli.ParsedCommandLine;
import org.gradle.initialization.DefaultBuildCancellationToken;
import org.gradle.initialization.DefaultBuildRequestContext;
import org.gradle.initialization.DefaultBuildRequestMetaData;
import org.gradle.initialization.NoOpBuildEventConsumer;
import org.gradle.initialization.StartParameterBuildOptions;
import org.gradle.internal.buildprocess.BuildProcessState;
import org.gradle.internal.classpath.ClassPath;
import org.gradle.internal.instrumentation.agent.AgentStatus;
import org.gradle.internal.logging.services.DefaultLoggingManagerFactory;
import org.gradle.internal.logging.services.LoggingServiceRegistry;
import org.gradle.internal.nativeintegration.services.NativeServices;
import org.gradle.internal.watch.registry.WatchMode;
import org.gradle.launcher.exec.BuildExecutor;
import org.gradle.launcher.exec.DefaultBuildActionParameters;
import org.gradle.tooling.internal.provider.action.ExecuteBuildAction;

/**
 * Gradle's command line, which its API's jar does not hold: runs one build in this process.
 *
 * <p>System properties: {@code gradle.home}, {@code gradle.user.home}. Arguments: tasks, -P, -I, --offline, --parallel,
 * --info, --configuration-cache, --build-cache.
 */
public class Launcher {
  public static void main(String[] args) {
    File userHome = new File(System.getProperty("gradle.user.home"));
    File folder = new File(System.getProperty("user.dir"));

    var parser = new CommandLineParser().allowMixedSubcommandsAndOptions();
    var options = new StartParameterBuildOptions().commandLineConverter();
    options.configure(parser);
    parser.option("P").hasArguments();
    parser.option("info");
    parser.option("parallel");
    ParsedCommandLine line = parser.parse(args);
    LogLevel level = line.hasOption("info") ? LogLevel.INFO : LogLevel.LIFECYCLE;

    var start = new StartParameterInternal();
    options.convert(line, start);
    start.setGradleHomeDir(new File(System.getProperty("gradle.home")));
    start.setGradleUserHomeDir(userHome);
    start.setCurrentDir(folder);
    start.setTaskNames(line.getExtraArguments());
    start.setProjectProperties(properties(line));
    start.setLogLevel(level);
    start.setConsoleOutput(ConsoleOutput.Plain);
    start.setWatchFileSystemMode(WatchMode.DISABLED);
    if (line.hasOption("parallel")) {
      start.setParallelProjectExecutionEnabled(true);
      start.setMaxWorkerCount(4);
    }

    NativeServices.initializeOnDaemon(userHome, NativeServices.NativeServicesMode.DISABLED);
    var logging = LoggingServiceRegistry.newCommandLineProcessLogging();
    var output = logging.get(DefaultLoggingManagerFactory.class).create();
    output.setLevelInternal(level);
    output.attachSystemOutAndErr();
    output.captureSystemSources();
    output.start();
    boolean hasFailed;
    try (var process =
        new BuildProcessState(
            false, AgentStatus.disabled(), ClassPath.EMPTY, logging, NativeServices.getInstance())) {
      hasFailed =
          process
              .getServices()
              .get(BuildExecutor.class)
              .execute(
                  new ExecuteBuildAction(start),
                  new DefaultBuildActionParameters(
                      System.getProperties(), System.getenv(), folder, level, false, ClassPath.EMPTY),
                  new DefaultBuildRequestContext(
                      new DefaultBuildRequestMetaData(System.currentTimeMillis()),
                      new DefaultBuildCancellationToken(),
                      new NoOpBuildEventConsumer()))
              .hasFailure();
    } finally {
      output.stop();
    }
    System.exit(hasFailed ? 1 : 0);
  }

  private static Map<String, String> properties(ParsedCommandLine line) {
    Map<String, String> properties = new HashMap<>();
    for (String property : line.option("P").getValues()) {
      String[] parts = property.split("=", 2);
      properties.put(parts[0], parts.length == 1 ? "" : parts[1]);
    }
    return properties;
  }
}
