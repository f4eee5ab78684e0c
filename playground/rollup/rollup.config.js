import { chalk } from 'unplugin-chalk/rollup'

const names = (extension) => ({
  entryFileNames: `[name].${extension}`,
  chunkFileNames: `chunks/[name]-[hash].${extension}`,
})

export default {
  input: '../app/src/program.js',
  output: [
    { dir: 'dist', format: 'es', sourcemap: true, ...names('mjs') },
    { dir: 'dist', format: 'cjs', sourcemap: true, ...names('cjs') },
  ],
  plugins: [chalk()],
}
