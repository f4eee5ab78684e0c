/** Breeds slow inputs of one format in a process of its own. Started by slowest.mjs. */
import { corpus } from './corpus.js'
import { randomFor } from './random.js'
import { costOf } from './slow-cost.js'
import { born, child, expressed, type Genome } from './slow-genome.js'

interface Task {
  /** `test` of this repository. */
  folder: string
  /** What the names of the files that are bred end with. */
  suffix: string
  seed: number
  seconds: number
  /** Bytes of an input while breeding. */
  size: number
  /** Bytes of the slowest ones in the end. */
  full: number
}

const { folder, suffix, seed, seconds, size, full }: Task = JSON.parse(process.argv[2]!)
const POPULATION = 24
const FINALISTS = 6

const files = corpus(folder)
const bases = files.filter(({ name, bytes }) => name.endsWith(suffix) && bytes.length <= size)
const random = randomFor(seed, 0)
let bred = 0

type Scored = { genome: Genome; score: number }

async function scored(genome: Genome, length: number): Promise<Scored> {
  const bytes = expressed(genome, length).subarray(0, 2 * length)
  const about = { name: genome.name, length: bytes.length, ...shown(genome) }
  process.send!({ type: 'case', about, genome: encoded(genome) })
  const { verify, insert } = await costOf(genome.name, bytes)
  bred++
  return { genome, score: Math.max(verify, insert) }
}

const shown = ({ head, unit, tail }: Genome) =>
  Object.fromEntries(
    Object.entries({ head, unit, tail }).map(([part, bytes]) => [part, bytes.toString('latin1').slice(-60)]),
  )
const encoded = ({ name, ...parts }: Genome) => ({
  name,
  ...Object.fromEntries(Object.entries(parts).map(([part, bytes]) => [part, bytes.toString('base64')])),
})

async function breed(): Promise<Scored[]> {
  let population: Scored[] = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const next: Scored[] = []
    for (let i = 0; i < POPULATION; i++) {
      const isNew = population.length < FINALISTS || random.oneIn(5)
      const parent = () => random.pick(population).genome
      const genome = isNew ? born(random.pick(bases), random) : child(parent(), parent(), random, files, size)
      next.push(await scored(genome, size))
    }
    // Measured anew: what was slow only because the machine was busy falls back.
    const again: Scored[] = []
    for (const { genome, score } of population.slice(0, FINALISTS))
      again.push({ genome, score: Math.min(score, (await scored(genome, size)).score) })
    population = [...again, ...next].sort((a, b) => b.score - a.score).slice(0, POPULATION)
  }
  return population
}

const results = []
for (const { genome, score } of (await breed()).slice(0, FINALISTS)) {
  const large = await scored(genome, full)
  results.push({
    name: genome.name,
    small: score,
    large: large.score,
    ...shown(genome),
    genome: encoded(genome),
  })
}
results.sort((a, b) => b.large - a.large)
const memory = process.resourceUsage().maxRSS * 1024
process.send!({ type: 'end', results, bred, memory }, () => process.disconnect())
