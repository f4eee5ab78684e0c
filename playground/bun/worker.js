import '../app/src/worker.js'
