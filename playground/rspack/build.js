import { rspack } from '@rspack/core'
import config from './rspack.config.js'

rspack(config, (error, stats) => {
  if (error) throw error
  console.log(stats.toString({ colors: false }))
  if (stats.hasErrors()) process.exitCode = 1
})
