/** The playgrounds' program (playground/app/src) as somebody who uses its page sees it. */
import type { Visit } from './page.js'

/** Everything that the page shows when its lazy chunk, worker and wasm module have done their work. */
export interface Shown {
  title: string
  count: string
  lazy: string
  worker: string
  wasm: string
  /** Width of the icon's image; 0 if it could not be drawn. */
  icon: number
  /** The colour that the style sheet gives to text. */
  color: string
  problems: string[]
}

/** What {@link useApp} sees of the program as it is written. */
export const SHOWN: Shown = {
  title: 'A page with a mark — «naïve» 😀',
  count: '1',
  lazy: 'A lazy chunk with a mark — «naïve» 😀',
  worker: 'A worker with a mark — «naïve» 😀 says 21',
  wasm: 'wasm says 42',
  icon: 64,
  color: 'rgb(20, 60, 40)',
  problems: [],
}

/** Clicks the page's button and waits for all of its parts. @throws if one does not come within ten seconds. */
export async function useApp({ page, problems }: Visit, screenshot?: string): Promise<Shown> {
  await page.locator('#count').click({ timeout: 120_000 })
  for (const id of ['lazy', 'worker', 'wasm']) {
    await page
      .locator(`#${id}:not(:empty)`)
      .waitFor({ timeout: 120_000 })
      .catch((error) => {
        throw new Error(`#${id} stays empty; ${problems.join('; ') || 'no error in the page'}`, {
          cause: error,
        })
      })
  }
  if (screenshot !== undefined) await page.screenshot({ path: screenshot })
  const text = async (id: string) => (await page.locator(`#${id}`).textContent()) ?? ''
  return {
    title: await text('title'),
    count: await text('count'),
    lazy: await text('lazy'),
    worker: await text('worker'),
    wasm: await text('wasm'),
    ...(await page.evaluate(LOOKS)),
    problems,
  }
}

/** Runs in the page, whose types are not these tests'. */
const LOOKS = `({
  icon: document.getElementById('icon').width * Number(document.getElementById('icon').complete),
  color: getComputedStyle(document.body).color,
})` as unknown as () => { icon: number; color: string }
