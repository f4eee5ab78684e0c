/** A greeting for somebody. */
export function greeting(name: string): string {
  return `Hello, ${name}!`
}
