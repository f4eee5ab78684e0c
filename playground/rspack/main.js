import '../app/src/main.js'
