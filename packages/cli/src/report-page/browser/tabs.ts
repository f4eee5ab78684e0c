/** The parts of a report, one of which is shown (WAI-ARIA Authoring Practices, "Tabs"). */
import { byId } from './dom.js'

export const TABS = ['artifacts', 'keys', 'messages'] as const
export type TabName = (typeof TABS)[number]

const tabOf = (part: TabName) => byId(`tab-${part}`)

export function showPart(wanted: TabName): void {
  for (const part of TABS) {
    const isShown = part === wanted
    tabOf(part).setAttribute('aria-selected', String(isShown))
    tabOf(part).tabIndex = isShown ? 0 : -1
    byId(part).hidden = !isShown
  }
  byId('states').hidden = wanted !== 'artifacts'
}

/** Writes how many things a part has. */
export function countPart(part: TabName, found: number, all: number): void {
  tabOf(part).querySelector('span')!.textContent = found === all ? String(all) : `${found} of ${all}`
}

export function openTabs(): void {
  for (const [index, part] of TABS.entries()) {
    const tab = tabOf(part)
    tab.addEventListener('click', () => showPart(part))
    tab.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? TABS.length - 1 : 0
      if (step === 0) return
      const next = TABS[(index + step) % TABS.length]!
      showPart(next)
      tabOf(next).focus()
    })
  }
}
