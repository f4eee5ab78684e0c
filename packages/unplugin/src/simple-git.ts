/** What the core uses of simple-git; bundled into a file of its own. */
export { simpleGit } from 'simple-git'
