#!/usr/bin/env node
import { greeting } from './index.js'

console.log(greeting(process.argv[2] ?? 'world'))
