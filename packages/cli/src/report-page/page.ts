/**
 * Reports as one page that asks for nothing: its script and style sheet stand in it, and its policy (CSP 3, section 6) forbids every request.
 * Whatever comes from a report stands in one data block as JSON. The script reads it and makes texts of it, never markup.
 */
import { createHash } from 'node:crypto'
import type { PageData } from './page-data.js'

/** The page's own code. It must hold no end tag of its element, and no `<!--`. */
export interface PageParts {
  script: string
  style: string
}

export function reportPage(data: PageData, { script, style }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    // The icon, which keeps browsers from asking for /favicon.ico.
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Chalkmark report</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${BODY}
<script type="application/json" id="data">${jsonInPage(data)}</script>
<script>${script}</script>
</body>
</html>
`
}

/**
 * JSON that can stand in a `script` element. Without `<` it has neither an end tag nor `<!--`, after which a second `<script>` would
 * change where the element ends (HTML, section 4.12.1.3). Nor has it `##` before a bracket, which CI systems obey where the page is
 * printed.
 */
export function jsonInPage(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]|#(?=#\w*\[)/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** The frame that the script fills. */
const BODY = `<noscript>This page shows its report with a script of its own, and scripts are switched off.</noscript>
<header>
<p id="brand">Chalkmark report</p>
<label id="chooser" hidden>Report <select id="report"></select></label>
<button type="button" id="theme" aria-pressed="false">Dark mode</button>
<h1 id="verdict"></h1>
<p id="place"></p>
<dl id="facts"></dl>
</header>
<main>
<div id="tabs" role="tablist" aria-label="Parts of the report">
<button type="button" role="tab" id="tab-artifacts" aria-controls="artifacts">Artifacts <span class="count"></span></button>
<button type="button" role="tab" id="tab-keys" aria-controls="keys">Keys <span class="count"></span></button>
<button type="button" role="tab" id="tab-messages" aria-controls="messages">Messages <span class="count"></span></button>
</div>
<div id="tools">
<label for="search">Search</label>
<input type="search" id="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" placeholder="path, id, hash, reason, any key or value">
<div id="states" role="group" aria-label="Show by state"></div>
</div>
<section id="artifacts" role="tabpanel" aria-labelledby="tab-artifacts">
<h2>Artifacts</h2>
<div id="about-rows"><p id="folder"></p><p id="shown" role="status"></p></div>
<table id="table" role="table">
<caption>Artifacts with the state of their marks</caption>
<thead role="rowgroup"><tr role="row">
<th scope="col" role="columnheader" class="state" data-column="state"><button type="button">State</button></th>
<th scope="col" role="columnheader" class="name" data-column="name"><button type="button">Artifact</button></th>
<th scope="col" role="columnheader" class="type" data-column="type"><button type="button">Type</button></th>
<th scope="col" role="columnheader" class="id" data-column="id"><button type="button">CHALK_ID</button></th>
<th scope="col" role="columnheader" class="commit" data-column="commit"><button type="button">Commit</button></th>
</tr></thead>
<tbody id="rows" role="rowgroup"></tbody>
</table>
<button type="button" id="more" hidden></button>
<p id="none" hidden></p>
</section>
<section id="keys" role="tabpanel" aria-labelledby="tab-keys" tabindex="0"><h2>Keys of the report</h2><div></div></section>
<section id="messages" role="tabpanel" aria-labelledby="tab-messages" tabindex="0"><h2>Messages</h2><ul></ul></section>
</main>
<footer>
<p><kbd>/</kbd> search <kbd>↓</kbd> <kbd>↑</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> back</p>
<p id="made-by"></p>
</footer>
<dialog id="detail" aria-labelledby="detail-name">
<div id="detail-bar">
<button type="button" id="previous">← Previous</button>
<button type="button" id="next">Next →</button>
<button type="button" id="close">Close</button>
</div>
<h2 id="detail-name"></h2>
<p id="detail-state"></p>
<div id="detail-keys"></div>
</dialog>`
