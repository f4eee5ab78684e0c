/** Runs cases in a process of its own, whose memory is what is measured. Started by fuzz.mjs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from './check.js'
import { mutated } from './mutate.js'
import { randomFor } from './random.js'

interface Task {
  folder: string
  seed: number
  from: number
  to: number
}

const { folder, seed, from, to }: Task = JSON.parse(process.argv[2]!)

// The runner has put each file into a folder of its own, so that it keeps its name.
const files = readdirSync(folder)
  .sort()
  .map((number) => {
    const [name] = readdirSync(join(folder, number))
    return { name: name!, bytes: readFileSync(join(folder, number, name!)) }
  })

// There are as many languages as other files.
const binaries = files.filter(({ bytes }) => bytes.includes(0))

const outcomes: Record<string, number> = {}
let slowest = 0
for (let number = from; number < to; number++) {
  const random = randomFor(seed, number)
  const base = random.pick(random.oneIn(3) ? files : binaries)
  // Sometimes under another file's name, so that it is read as what it is not.
  const name = random.oneIn(12) ? random.pick(files).name : base.name
  const { bytes, steps } = mutated(base, random, files)
  const about = { number, name, base: base.name, steps, size: bytes.length }
  process.send!({ type: 'case', about })
  const begin = process.cpuUsage()
  let key = 'failed'
  try {
    const { outcome, codec } = await check(name, bytes, random)
    key = `${codec ?? ''} ${outcome}`
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.send!({ type: 'failure', about, reason, bytes: bytes.toString('base64') })
  }
  // The processor's time: on a busy machine the clock says more of other programs than of this one.
  const { user, system } = process.cpuUsage(begin)
  const milliseconds = (user + system) / 1000
  slowest = Math.max(slowest, milliseconds)
  if (milliseconds > 2000)
    process.send!({
      type: 'failure',
      about,
      reason: `took ${milliseconds} ms`,
      bytes: bytes.toString('base64'),
    })
  outcomes[key] = (outcomes[key] ?? 0) + 1
}
const memory = process.resourceUsage().maxRSS * 1024
process.send!({ type: 'end', outcomes, slowest, memory }, () => process.disconnect())
