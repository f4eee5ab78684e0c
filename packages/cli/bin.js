#!/usr/bin/env node
// Outside of dist, so that it is there to be linked when the workspace is installed before it is built.
import './dist/bin.js'
