export * from './codecs/codec.js'
export * from './collectors/collector.js'
