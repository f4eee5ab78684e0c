/** Pages that somebody fills in later are told from finished ones. */
import { describe, expect, it } from 'vitest'
import { markOutput } from '../../src/output/step.js'
import { templateSign } from '../../src/output/template.js'
import { stepOptions } from './step-options.js'

const page = (body: string, head = '') =>
  `<!doctype html><html><head><title>t</title>${head}</head><body>${body}</body></html>`

describe('templates', () => {
  it.each([
    ['the place of an app', page('<div id="app"><!--app-html--></div>'), '<!--app-html-->'],
    [
      'the same beside a script',
      page('<!--vue-ssr-outlet--><script src="a.js"></script>'),
      '<!--vue-ssr-outlet-->',
    ],
    ['a place in the head', page('<div></div>', '<!--preload.links-->'), '<!--preload.links-->'],
    [
      'a word as the only content',
      page('<main>\n <!-- Content -->\n</main>'),
      '<main>\n <!-- Content -->\n</m',
    ],
    ['EJS', page('<p><%- name %></p>'), '<%- name %>'],
    ['PHP', page('<p><?= $name ?></p>'), '<?='],
    ['Jinja', page('{% if user %}<p>you</p>{% endif %}'), '{% if user %}'],
    [
      'server side includes',
      page('<!--#include virtual="/head.html" -->'),
      '<!--#include virtual="/head.html" -->',
    ],
  ])('%s', (_what, html, sign) => expect(templateSign(html)).toBe(sign))

  it.each([
    ['a plain page', page('<div id="app"></div>')],
    ['what people say to people', page('<p>a</p><!-- Google Analytics --><!-- end-of-page -->')],
    ['conditional comments', page('<!--[if lt IE 9]><p>old</p><![endif]-->')],
    ['what Vue leaves', page('<p><!--v-if--></p><p><!----></p><!--[--><i>a</i><!--]-->')],
    ['what React and Svelte leave', page('<!--$--><p>a</p><!--/$--><!--1a2b3c-->')],
    ['templates of the page itself', page('<script type="text/template"><%= a %></script>{{ a }}')],
    ['code samples', page('<pre>{% if a %}</pre><code><?php ?></code>')],
    ['what does not end', page(`${'<!--a-'.repeat(9000)}${'<% '.repeat(9000)}${'<pre>'.repeat(9000)}`)],
  ])('not %s', (_what, html) => expect(templateSign(html)).toBeUndefined())
})

it('a template gets no mark, and the report says why', async () => {
  const files = [
    { name: 'index.html', hashes: [], read: () => page('<div id="app"><!--app-html--></div>') },
    { name: 'about.html', hashes: [], read: () => page('<p>about</p>') },
  ]
  const options = stepOptions({ template: new Set(['HASH', 'METADATA_HASH']), facts: {} }, { isFresh: true })
  const result = await markOutput(files, options)
  expect([...result.changes.keys()]).toEqual(['about.html'])
  expect([...result.reasons]).toEqual([['index.html', 'a template that is filled in later']])
  expect(result.errors).toEqual([])
  expect(result.warnings).toEqual([
    { name: 'index.html', message: 'not marked: it is a template that is filled in later (<!--app-html-->)' },
  ])
  const all = await markOutput(files, { ...options, template: 'an option is set' })
  expect(all.unmarked).toEqual(['index.html', 'about.html'])
})
