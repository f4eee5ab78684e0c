/** Why files of an output have no mark, as reports say it. What went wrong with a file is said in other words. */
export const LEFT_OUT = {
  /** No bundler's plugin marks its kind: images, source maps, compressed files. */
  other: 'not a program',
  /** By the bundler, or by vite from its public folder. */
  copied: 'a copy of a source file',
  excluded: 'left out by include or exclude',
  hashed: "its name holds a hash, and hashedFiles is 'skip'",
  template: 'a template that is filled in later',
  /** Of prerenderers, of plugins that work when the bundle is written, of the config's own hooks. */
  later: 'made after the bundle',
  /** The same, of a file that had been marked. */
  changed: 'changed after the bundle',
} as const
