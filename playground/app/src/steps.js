import { describe } from './text.js'

export function steps(count) {
  return Array.from({ length: count }, (_, index) => `${index + 1}. ${describe('step')}`)
}
