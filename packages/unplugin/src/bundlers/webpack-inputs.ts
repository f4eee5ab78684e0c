/** Taking marks out of modules (../inputs.ts) in webpack and rspack. */
import { fileURLToPath } from 'node:url'
import type { Compiler } from 'webpack'
import { CODE, fileHoldsMark, IN_MARKS, withoutMarks } from '../inputs.js'

const NAME = 'unplugin-chalk'

/** The parts of a loader's context that are used here. */
interface LoaderContext {
  resourcePath: string
  resourceQuery?: string
  _module?: { type?: string } | undefined
  fs: { readFile(path: string, done: (error: Error | null, content?: Uint8Array | string) => void): void }
  addDependency(path: string): void
  async(): (error: Error | null, content: string, ...more: unknown[]) => void
}

/**
 * webpack: where it reads a module's file. A loader would become a part of the module's identity, and of hashes.
 * webpack keeps what it has read for a while, so it does not read the file again.
 */
export function readInputs(compiler: Compiler, isServed: () => boolean): void {
  const { NormalModule } = compiler.webpack
  compiler.hooks.compilation.tap(NAME, (compilation) => {
    // Since webpack 5.58.
    const { readResource } = NormalModule.getCompilationHooks(compilation) as Partial<
      ReturnType<typeof NormalModule.getCompilationHooks>
    >
    readResource?.for(undefined as never).tapAsync({ name: NAME, stage: -1 }, (context, done) => {
      const loader = context as unknown as LoaderContext
      const path = loader.resourcePath
      if (isServed() || !isCode(loader)) return done()
      loader.fs.readFile(path, (error, content) => {
        const bytes = Buffer.from(content ?? '')
        if (error || !bytes.includes(IN_MARKS)) return done()
        void withoutMarks(path, bytes.toString()).then((without) => {
          if (without !== undefined) loader.addDependency(path)
          done(null, without)
        })
      })
    })
  })
}

/**
 * rspack: a loader before all others, but only for modules with marks. In rspack files are not read in JavaScript, and
 * a loader for all modules takes half as long as the whole build.
 */
export function loadInputs({ options }: Compiler, isServed: () => boolean): void {
  // Behind the others, whose numbers are a part of their modules' identity.
  options.module.rules.push({
    enforce: 'pre',
    test: { and: [CODE, (path: string) => !isServed() && fileHoldsMark(path)] },
    // With a query, another loader decides what the file is.
    resourceQuery: /^$/,
    use: fileURLToPath(new URL('bundlers/webpack-loader.js', import.meta.url)),
  })
}

/** The loader. @param more a source map, and what else a loader before this one hands on. */
export function load(this: LoaderContext, content: string, ...more: unknown[]): void {
  const done = this.async()
  const module = isCode(this) ? withoutMarks(this.resourcePath, content) : Promise.resolve(undefined)
  void module.then((without) => done(null, without ?? content, ...more))
}

/** An asset is copied, or its text is what a program reads. */
function isCode({ resourcePath, resourceQuery, _module }: LoaderContext): boolean {
  return CODE.test(resourcePath) && !resourceQuery && !_module?.type?.startsWith('asset')
}
