/** Makes elements. Texts become text nodes; nothing here reads markup. */

/** The element with this id, which the frame of the page holds. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children)
  return element
}

export function makeButton(className: string, ...children: (Node | string)[]): HTMLButtonElement {
  const button = make('button', className, ...children)
  button.type = 'button'
  return button
}
