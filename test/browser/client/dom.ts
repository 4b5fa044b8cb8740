/** `E` and the module `dom`, with LuCI's habits: a bare string is HTML, text stands in an array. */

export type Content = unknown

const isNode = (value: unknown): value is Node => value instanceof Node

export function append(node: Node, content: Content): Node | null {
  if (Array.isArray(content)) {
    for (const each of content)
      if (each !== null && each !== undefined)
        node.appendChild(isNode(each) ? each : document.createTextNode(String(each)))
  } else if (typeof content === 'function') append(node, content(node))
  else if (isNode(content)) node.appendChild(content)
  // The real one does so too: a page that hands over a pupil's text like this is caught by its test.
  else if (content !== null && content !== undefined) (node as Element).innerHTML = String(content)
  return node.lastChild
}

export function content(node: Node, children: Content): Node | null {
  while (node.firstChild !== null) node.removeChild(node.firstChild)
  return append(node, children)
}

function setAttributes(node: Element, attributes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue
    if (typeof value === 'function') node.addEventListener(name, value as EventListener)
    else node.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
}

export function create(tag: string | readonly never[] | Element, ...rest: unknown[]): Node {
  if (Array.isArray(tag)) return document.createDocumentFragment()
  const node = tag instanceof Element ? tag : document.createElement(String(tag))
  const [first, second] = rest
  const named = typeof first === 'object' && first !== null && !Array.isArray(first) && !isNode(first)
  if (named) setAttributes(node, first as Readonly<Record<string, unknown>>)
  append(node, named ? second : first)
  return node
}

const instances = new WeakMap<Node, unknown>()

export const dom = {
  content,
  append,
  create,
  bindClassInstance: (node: Node, instance: unknown) => void instances.set(node, instance),
  instanceOf: (node: Node): unknown => instances.get(node),
}
