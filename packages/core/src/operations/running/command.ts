/** What is known of a command, and what is found out about the files that it runs. */

/** A command as somebody starts it. */
export interface RunningCommand {
  /** The program: a name that is looked for on the `PATH`, or a path. */
  command: string
  /** Its arguments, without the program's own name. */
  args: readonly string[]
  /** Absolute: where it runs. */
  cwd: string
  /** Its environment. */
  env: Readonly<Record<string, string | undefined>>
  /** Its process, once it runs. Linux tells what that process has open and mapped, and what it has started. */
  pid?: number | undefined
}

/**
 * The part that a file plays in a command.
 *
 *     executable    the program itself
 *     interpreter   what runs the program: node, python3, java
 *     wrapper       what starts another program and has no other purpose: env, nohup, tini
 *     script        the program that an interpreter runs
 *     archive       the same, if it is an archive: java -jar, a .pyz, a .phar
 *     classpath     an archive among those in which Java looks for classes
 *     agent         an agent of Java
 *     preload       what an interpreter loads before the program: node --require
 *     library       mapped into the memory of the process
 *     open          open in the process
 *     image         /chalk.json, the mark of the image that the file system was made from
 *     environment   stands in an environment variable
 */
export type RunningContext =
  | 'executable'
  | 'interpreter'
  | 'wrapper'
  | 'script'
  | 'archive'
  | 'classpath'
  | 'agent'
  | 'preload'
  | 'library'
  | 'open'
  | 'image'
  | 'environment'

/** A file that takes part in what runs. */
export interface RunningFile {
  /** Absolute, without symbolic links. */
  path: string
  context: RunningContext
  /** Where its content is read from, if that is no longer at the path: a file that was replaced since. */
  content?: string | undefined
  /** Whether the process had it open or mapped; undefined if that is not known. */
  accessed?: boolean | undefined
}

/** What the command line of one program says. */
export interface Reading {
  files: readonly Named[]
  /** The command that this one starts in its place, if it is a wrapper. */
  next?: RunningCommand
}

/** A file that a command line names. */
export interface Named {
  /** Absolute; there may be no such file. */
  path: string
  context: RunningContext
}

/** Reads the command line of one kind of program. */
export type Interpreter = (call: RunningCommand) => Reading

/** For a program of which the command line says no more than its name. */
export const NOTHING_MORE: Reading = { files: [] }
