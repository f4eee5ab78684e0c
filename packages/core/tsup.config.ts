import { defineConfig } from 'tsup'
import { writeReportSchema } from './scripts/report-schema.js'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    config: 'src/config/index.ts',
    files: 'src/operations/index.ts',
    print: 'src/print.ts',
  },
  format: ['esm'],
  dts: true,
  clean: true,
  target: 'node20',
  onSuccess: () => writeReportSchema('dist/report.schema.json'),
})
