/** What scripts/embed.ts makes of a script or a style sheet. */
declare module '*?embed' {
  const text: string
  export default text
}
