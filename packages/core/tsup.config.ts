import { defineConfig } from 'tsup'
import { writeReportSchema } from './scripts/report-schema.js'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    config: 'src/config/index.ts',
    disk: 'src/disk/index.ts',
    operations: 'src/operations/index.ts',
    output: 'src/output/index.ts',
    'output/files': 'src/output/files/index.ts',
    redact: 'src/redact/index.ts',
    sinks: 'src/sinks/index.ts',
  },
  format: ['esm'],
  dts: true,
  clean: true,
  target: 'node20',
  onSuccess: () => writeReportSchema('dist/report.schema.json'),
})
