// The same page as the other playgrounds', in Bun's own terms: files are imported, workers are entry points.
import '../app/src/style.css'
import adder from '../app/src/add.wasm' with { type: 'file' }
import icon from '../app/src/icon.svg'
import { describe } from '../app/src/text.js'

function show(id, text) {
  document.getElementById(id).textContent = text
}

async function run() {
  show('title', describe('page'))
  document.getElementById('icon').src = icon

  const button = document.getElementById('count')
  button.addEventListener('click', async () => {
    const { count } = await import('../app/src/lazy.js')
    button.textContent = count(Number(button.textContent))
  })

  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }) => show('worker', data)
  worker.postMessage(20)

  const { instance } = await WebAssembly.instantiate(await (await fetch(adder)).arrayBuffer())
  show('wasm', `wasm says ${instance.exports.add(40, 2)}`)
}

run()
