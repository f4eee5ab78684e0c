export * from './value.js'
