import '../app/src/program.js'
