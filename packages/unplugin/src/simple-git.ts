/** What the core uses of simple-git; bundled apart, and put into what marks as one function. */
export { simpleGit } from 'simple-git'
