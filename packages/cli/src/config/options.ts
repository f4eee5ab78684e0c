/** The command's options: those of the plugins, and some that matter only for files. */
import type { ChalkOptions } from '@chalkmark/core/config'

/** What a config file may hold. */
export interface CommandOptions extends ChalkOptions {
  /**
   * Mark every file that a text codec knows, not only scripts with a shebang.
   * @default true for build output: folders called `dist`, `build`, `out` or `.output`, and those that hold a
   *   package's entry points; else false
   */
  allScripts?: boolean
  /**
   * Which archives are artifacts. `common`: zip, jar, war, ear, models. `all`: whl, vsix, nupkg, apk too.
   * @default 'common'
   */
  archives?: 'common' | 'all'
  /**
   * Mark the files inside of archives too: programs, scripts with a shebang, models, archives. The files in signed
   * jars, wheels, apk and model checkpoints stay as they are. `delete` takes these marks out too.
   * @default false
   */
  embedded?: boolean
  /**
   * What happens to symbolic links within a folder. `follow`: the file that they point to is marked, wherever it
   * is. `replace`: a marked copy of the file takes the link's place.
   * @default 'skip'
   */
  symlinks?: 'skip' | 'follow' | 'replace'
  /**
   * Who will load the files. `web`: browsers, so marks are public (`mark_web`), and files that are named by their
   * content, pinned or compared get stable marks. `node`: anything else.
   * @default 'web' where an output folder holds pages, else 'node'
   */
  target?: 'web' | 'node'
  /**
   * Mark only artifacts without a valid mark.
   * @default true for what browsers load, else false
   */
  missing?: boolean
  /**
   * Wait until marked files have reached the disk.
   * @default false
   */
  durable?: boolean
  /** What an archive may unpack to before it is refused as a decompression bomb. */
  limits?: {
    /** Sum of the unpacked sizes, in bytes. @default 4 GiB */
    unpackedSize?: number
    /** Unpacked size divided by the archive's size. Checked only above 64 MiB unpacked. @default 200 */
    ratio?: number
  }
}
