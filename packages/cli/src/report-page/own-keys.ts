/** What our own keys mean. The catalogue has those of the mark format only. */
export const OWN_KEYS: Readonly<Record<string, string>> = {
  'X-CONTENT-HASH':
    'SHA-256 of all bytes but those of the mark, for formats whose HASH leaves out more than the mark.',
  '_X-BUNDLER': 'The program that made the output, with its version.',
  '_X-CLIENT': 'The build tool that asked for the marks.',
  '_X-DIFFERENCES': 'What differs from the report of the build: paths with reasons, by kind of difference.',
  '_X-DIRTY': 'Whether tracked files were changed, added or missing, other than what the build makes itself.',
  '_X-FILE-SHA256': 'SHA-256 of the file, where `_CURRENT_HASH` is a hash of something else.',
  '_X-LEFT-OUT': 'Files and folders that were left out, by reason.',
  '_X-NOT-COVERED': 'The parts of the artifact that neither HASH nor X-CONTENT-HASH covers.',
  '_X-NOTE': 'What is to be said of the artifact.',
  '_X-OUTPUT-PATH': 'The path in the output folder, or below the path that was named.',
  '_X-REDACTED-ENV': 'The names of environment variables whose values are held back.',
  '_X-REPOSITORIES': 'The facts of further repositories that artifacts are in, by path.',
  '_X-RUN': 'The process that wrote the report.',
  '_X-SLOT': 'Reports with the same value come from the same command.',
  '_X-TARGETS': 'For each output folder, who will load its files, and why.',
  '_X-UNCHECKED': 'Why the intact mark could not be compared with its artifact.',
  '_X-UNMARKED': 'Why files have no mark: paths with the SHA-256 of their content, by reason.',
  '_X-VIOLATIONS': 'Which rules were broken, and by what.',
}
