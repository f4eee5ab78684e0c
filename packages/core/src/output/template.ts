/**
 * Pages that somebody fills in later: a server for each request, or a program that prerenders. Every page that is
 * made from such a template would carry a copy of the template's mark, which does not fit it.
 *
 * There is no standard for where content goes. What counts is what a finished page has no use for: a comment that is a
 * name, in the place of content, and the syntax of templates that servers run.
 */

/**
 * A comment that is one word with a joint and no blanks, such as `<!--app-html-->` or `<!--vue-ssr-outlet-->`. People put
 * blanks around what they say to people. `v-if` is what Vue leaves where nothing is shown.
 */
const NAME = /<!--(?!v-if\b|ng-|\/)[a-z][a-z\d]*(?:[-_.:][a-z\d]+)+-->/i
/** The only content of an element is a comment of one word: `<div id="app"><!-- content --></div>`. */
const ONLY_CONTENT = /<\w[^<>]{0,4000}>\s*<!--\s*(?!v-if\b|ng-)([a-z][\w.:-]*)\s*-->\s*<\/\w/i
/** ERB, EJS, JSP and ASP; PHP; Jinja, Django and Twig; server side includes of Apache and nginx. */
const SERVER =
  /<%(?:(?!<%)[\s\S]){0,4000}?%>|<\?(?:php\b|=)|\{%-?\s*\w[^{}<>]{0,200}%\}|<!--#\s*\w(?:(?!<!--)[\s\S]){0,4000}?-->/
/** Templates in these are those of the page's own program, or shown to readers. */
const OPENED = /<(script|style|textarea|pre|code)\b/gi

/** What in a page says that it is a template; undefined for a finished page. */
export function templateSign(page: string): string | undefined {
  const markup = withoutPrograms(page)
  const found = NAME.exec(markup) ?? SERVER.exec(markup) ?? ONLY_CONTENT.exec(markup)
  return found?.[0].slice(0, LONGEST)
}

/** How much of it is shown. */
const LONGEST = 60

/** The page without its scripts, styles and code samples. */
function withoutPrograms(page: string): string {
  const lower = page.toLowerCase()
  const parts: string[] = []
  let from = 0
  OPENED.lastIndex = 0
  for (let found = OPENED.exec(page); found; found = OPENED.exec(page)) {
    parts.push(page.slice(from, found.index))
    const end = lower.indexOf(`</${found[1]!.toLowerCase()}`, found.index)
    from = end < 0 ? page.length : end
    if (end < 0) break
    OPENED.lastIndex = end
  }
  return parts.join('') + page.slice(from)
}
