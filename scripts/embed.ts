/** Scripts and style sheets of pages, as texts in the code that writes these pages. */
import type { Options } from 'tsup'

/** What esbuild calls a plugin. */
type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const MARK = '?embed'

/**
 * `import script from './browser/main.ts?embed'` gives the text of that script or style sheet, bundled and minified for a browser.
 * The build fails if the text could end the element that it will stand in.
 */
export function embed(): Plugin {
  return {
    name: 'embed',
    setup({ esbuild, onLoad, onResolve, resolve }) {
      onResolve({ filter: /\?embed$/ }, async ({ path, resolveDir }) => {
        const found = await resolve(path.slice(0, -MARK.length), { kind: 'import-statement', resolveDir })
        // The mark stays at the path's end, since tsup takes whatever ends in .css for itself.
        return { path: found.path + MARK, errors: found.errors, namespace: 'embed' }
      })
      onLoad({ filter: /./, namespace: 'embed' }, async ({ path: marked }) => {
        const path = marked.slice(0, -MARK.length)
        const { metafile, outputFiles } = await esbuild.build({
          entryPoints: [path],
          bundle: true,
          minify: true,
          write: false,
          metafile: true,
          format: 'iife',
          platform: 'browser',
          target: ['chrome123', 'firefox120', 'safari17.5'],
        })
        const contents = outputFiles[0]!.text
        if (/<\/(?:script|style)|<!--/i.test(contents))
          throw new Error(`${path} could end its element in a page`)
        return { contents, loader: 'text', watchFiles: Object.keys(metafile.inputs) }
      })
    },
  }
}
