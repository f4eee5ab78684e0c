import type { Composer } from '../../src/mark/compose.js'
import type { StepOptions } from '../../src/output/options.js'

/** Options of an output step with the defaults of `chalk()`, whose marks hold what `composer` says. */
export function stepOptions(
  composer: Pick<Composer, 'template' | 'facts'> & Partial<Composer>,
  more: Partial<StepOptions> = {},
): StepOptions {
  return {
    composer: { keys: {}, env: {}, timestamp: 7, reproducible: false, ...composer },
    hashedFiles: 'stable',
    rename: 'auto',
    reference: 'name',
    included: () => true,
    pathOf: (name) => `/out/${name}`,
    ...more,
  }
}
