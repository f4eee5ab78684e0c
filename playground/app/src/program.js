// A program for Node, with a lazy chunk.
import { describe } from './text.js'

console.log(describe('program'))

import('./steps.js').then(({ steps }) => {
  for (const step of steps(3)) console.log(step)
})
