import { describe } from './text.js'

self.onmessage = ({ data }) => self.postMessage(`${describe('worker')} says ${data + 1}`)
