/** The arguments of the fuzzers: which cases of which seed. The same seed gives the same cases. */
import { parseArgs } from 'node:util'

/** @param cases how many there are without `--cases`, as a text. @returns the numbers of `--cases`, `--seed` and `--from`. */
export function casesIn(args, cases) {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      cases: { type: 'string', default: cases },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
    },
  })
  return [values.cases, values.seed, values.from].map(Number)
}
