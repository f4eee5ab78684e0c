/**
 * How busy the machine is: `_OP_CPU_INFO`, with texts as values. Linux: /proc/loadavg, proc(5). macOS knows the load
 * alone, Windows nothing.
 */
import type { Dict } from '@chalkmark/mark'
import type { Collector } from './collector.js'
import type { Host } from './host.js'

const KEY = '_OP_CPU_INFO'

/** `14.46 15.24 16.02 12/238 27`: loads, running and all scheduled entities, the last process id. */
const LOADAVG = /^(\S+ \S+ \S+) (\d+)\/(\d+) (\d+)/

export const cpu: Collector = {
  name: 'cpu',
  keys: [KEY],
  collect(host, { reproducible }) {
    if (reproducible) return { keys: {} }
    const info = host.platform === 'linux' ? ofLinux(host) : ofNode(host)
    const keys: Dict = info ? { [KEY]: info } : {}
    return { keys }
  },
}

function ofLinux(host: Host): Dict | undefined {
  const text = host.readFile('/proc/loadavg')?.toString() ?? ''
  const [, load, runnable, total, last] = LOADAVG.exec(text) ?? []
  return load === undefined
    ? undefined
    : { load, runnable_procs: runnable!, total_procs: total!, lastpid: last! }
}

function ofNode(host: Host): Dict | undefined {
  const loads = host.loadAverages()
  return loads && { load: loads.map((one) => one.toFixed(2)).join(' ') }
}
