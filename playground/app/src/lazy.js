import { describe } from './text.js'

export function count(from) {
  document.getElementById('lazy').textContent = describe('lazy chunk')
  return String(from + 1)
}
