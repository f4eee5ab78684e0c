/** Writes the JSON Schema of reports next to the built package, where validators and editors can read it. */
import { writeFile } from 'node:fs/promises'
import { describeKeys } from '../src/keys/describe.js'
import { reportSchema } from '../src/keys/report-schema.js'

/** @param path of the file, usually dist/report.schema.json. Its folder must exist. */
export async function writeReportSchema(path: string): Promise<void> {
  const schema = reportSchema(await describeKeys())
  await writeFile(path, `${JSON.stringify(schema, null, 2)}\n`)
}
