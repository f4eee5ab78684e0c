#!/usr/bin/env node
import { main } from './main.js'

// Windows would look for git in the working directory first, where a stranger may have put one.
if (process.platform === 'win32') process.env.NoDefaultCurrentDirectoryInExePath ??= '1'
await main(process.argv.slice(2))
