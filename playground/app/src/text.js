export function describe(what) {
  return `A ${what} with a mark — «naïve» 😀`
}
