/** The dialog with everything that a report says of one artifact. */
import type { ArtifactRow } from '../page-data.js'
import { byId, make } from './dom.js'
import type { Catalogue } from './keys.js'
import { badge, reasonOf } from './states.js'

export interface Detail {
  open(index: number): void
}

/**
 * @param rows the rows of the table, now.
 * @param closed called with the index of the row that was shown last.
 */
export function openDetail(
  catalogue: Catalogue,
  rows: () => readonly ArtifactRow[],
  closed: (index: number) => void,
): Detail {
  const dialog = byId<HTMLDialogElement>('detail')
  const previous = byId<HTMLButtonElement>('previous')
  const next = byId<HTMLButtonElement>('next')
  let current = 0

  function open(index: number): void {
    const row = rows()[index]
    if (!row) return
    current = index
    byId('detail-name').textContent = row.path
    byId('detail-state').replaceChildren(badge(row.state), make('span', 'why', reasonOf(row)))
    const none = make('p', 'empty', 'The report says nothing more about it.')
    byId('detail-keys').replaceChildren(...(row.keys.length > 0 ? catalogue.show(row.keys) : [none]))
    previous.disabled = index === 0
    next.disabled = index === rows().length - 1
    if (!dialog.open) {
      dialog.showModal()
      byId('close').focus()
    }
    dialog.scrollTop = 0
  }

  previous.addEventListener('click', () => open(current - 1))
  next.addEventListener('click', () => open(current + 1))
  byId('close').addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => closed(current))
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close()
  })
  dialog.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') open(current - 1)
    if (key === 'ArrowRight') open(current + 1)
  })
  return { open }
}
