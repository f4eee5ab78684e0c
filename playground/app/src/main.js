// A page with everything that a bundler splits off: a lazy chunk, a worker, a wasm module, styles and an icon.
import './style.css'
import { describe } from './text.js'

const icon = new URL('./icon.svg', import.meta.url).href
const adder = new URL('./add.wasm', import.meta.url)

function show(id, text) {
  document.getElementById(id).textContent = text
}

async function run() {
  show('title', describe('page'))
  document.getElementById('icon').src = icon

  const button = document.getElementById('count')
  button.addEventListener('click', async () => {
    const { count } = await import('./lazy.js')
    button.textContent = count(Number(button.textContent))
  })

  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }) => show('worker', data)
  worker.postMessage(20)

  const { instance } = await WebAssembly.instantiate(await (await fetch(adder)).arrayBuffer())
  show('wasm', `wasm says ${instance.exports.add(40, 2)}`)
}

run()
