package dev.chalkmark.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.AbstractExecutionListener;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
  private final List<String> heard = new ArrayList<>();
  private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
  private final MavenProject project = new MavenProject();
  private final ExecutionListener mavens =
      new AbstractExecutionListener() {
        @Override
        public void mojoSucceeded(ExecutionEvent event) {
          heard.add("succeeded " + event.getMojoExecution().getGoal());
        }

        @Override
        public void sessionEnded(ExecutionEvent event) {
          heard.add("ended");
        }

        @Override
        public void projectStarted(ExecutionEvent event) {
          throw new IllegalStateException("its own error");
        }
      };

  @BeforeEach
  void listen() {
    request.setExecutionListener(mavens);
  }

  private static MojoExecution execution(String goal) {
    Plugin plugin = new Plugin();
    plugin.setGroupId("org.example");
    plugin.setArtifactId("example-maven-plugin");
    return new MojoExecution(plugin, goal, "default");
  }

  private ExecutionEvent event(MavenProject project, String goal) {
    MojoExecution execution = execution(goal);
    return new ExecutionEvent() {
      @Override
      public Type getType() {
        return Type.MojoSucceeded;
      }

      @Override
      public MavenSession getSession() {
        return null;
      }

      @Override
      public MavenProject getProject() {
        return project;
      }

      @Override
      public MojoExecution getMojoExecution() {
        return execution;
      }

      @Override
      public Exception getException() {
        return null;
      }
    };
  }

  @Test
  void waitForAGoalOfAProject() {
    Events.of(request).after(project, execution("shade"), () -> heard.add("marked"));
    ExecutionListener listener = request.getExecutionListener();
    listener.mojoSucceeded(event(project, "jar"));
    listener.mojoSucceeded(event(new MavenProject(), "shade"));
    listener.mojoSucceeded(event(project, "shade"));
    listener.mojoSucceeded(event(project, "shade"));
    assertEquals(
        List.of("succeeded jar", "succeeded shade", "succeeded shade", "marked", "succeeded shade"), heard);
  }

  @Test
  void comeBeforeMavenSaysThatTheSessionHasEnded() {
    Events.of(request).onSessionEnded(() -> heard.add("reported"));
    request.getExecutionListener().sessionEnded(event(project, ""));
    assertEquals(List.of("reported", "ended"), heard);
    assertSame(mavens, request.getExecutionListener());
  }

  @Test
  void passOnErrors() {
    Events.of(request);
    ExecutionListener listener = request.getExecutionListener();
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> listener.projectStarted(event(project, "")));
    assertEquals("its own error", error.getMessage());
  }

  @Test
  void doWithoutAnotherListener() {
    request.setExecutionListener(null);
    Events.of(request).onSessionEnded(() -> heard.add("reported"));
    request.getExecutionListener().mojoSucceeded(event(project, "jar"));
    request.getExecutionListener().sessionEnded(event(project, ""));
    assertEquals(List.of("reported"), heard);
  }
}
