package dev.chalkmark.maven;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * Listens to the events of a session without being one of Maven's extensions: it replaces the session's listener
 * and passes everything on to it. It is a proxy, since the listeners of each version of Maven have other methods.
 */
final class Events implements InvocationHandler {
  /** What to do once a goal has succeeded. */
  private static final class Waiting {
    final MavenProject project;
    final String goal;
    final Runnable action;

    Waiting(MavenProject project, MojoExecution execution, Runnable action) {
      this.project = project;
      this.goal = identity(execution);
      this.action = action;
    }

    boolean isFor(ExecutionEvent event) {
      return event.getProject() == project && identity(event.getMojoExecution()).equals(goal);
    }
  }

  private final MavenExecutionRequest request;
  private final ExecutionListener next;
  private final List<Waiting> waiting = new CopyOnWriteArrayList<>();
  private final List<Consumer<ExecutionEvent>> beforeGoals = new CopyOnWriteArrayList<>();
  private final List<Runnable> atEnd = new CopyOnWriteArrayList<>();

  private Events(MavenExecutionRequest request) {
    this.request = request;
    this.next = request.getExecutionListener();
  }

  /** Listens from now on to the session of this request. */
  static Events of(MavenExecutionRequest request) {
    Events events = new Events(request);
    ClassLoader loader = ExecutionListener.class.getClassLoader();
    request.setExecutionListener(
        (ExecutionListener) Proxy.newProxyInstance(loader, new Class<?>[] {ExecutionListener.class}, events));
    return events;
  }

  /** Runs something once a goal of a project has succeeded. What it throws fails the project. */
  void after(MavenProject project, MojoExecution execution, Runnable action) {
    waiting.add(new Waiting(project, execution, action));
  }

  /** Calls something before each goal, which may change how that is configured. */
  void beforeGoals(Consumer<ExecutionEvent> action) {
    beforeGoals.add(action);
  }

  /** Runs something when the session ends, whether it succeeds or fails, before Maven says so. */
  void onSessionEnded(Runnable action) {
    atEnd.add(action);
  }

  /** {@link MojoExecution#identify()} wants a configuration, which executions of a plan do not have yet. */
  static String identity(MojoExecution execution) {
    return String.join(
        ":", execution.getGroupId(), execution.getArtifactId(), execution.getGoal(), execution.getExecutionId());
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) return ofObject(proxy, method, arguments);
    if (method.getName().equals("sessionEnded")) {
      request.setExecutionListener(next);
      atEnd.forEach(Runnable::run);
    }
    if (method.getName().equals("mojoStarted")) beforeGoals.forEach(action -> action.accept((ExecutionEvent) arguments[0]));
    Object result = null;
    try {
      if (next != null) result = method.invoke(next, arguments);
    } catch (InvocationTargetException error) {
      throw error.getCause();
    }
    if (method.getName().equals("mojoSucceeded")) succeeded((ExecutionEvent) arguments[0]);
    return result;
  }

  private void succeeded(ExecutionEvent event) {
    for (Waiting each : waiting) {
      if (!each.isFor(event) || !waiting.remove(each)) continue;
      each.action.run();
    }
  }

  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    if (method.getName().equals("equals")) return proxy == arguments[0];
    if (method.getName().equals("hashCode")) return System.identityHashCode(proxy);
    return "chalkmark's listener";
  }
}
