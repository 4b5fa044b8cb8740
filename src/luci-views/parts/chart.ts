/** A bar chart of the day by hour, drawn as SVG. */

export interface Hour {
  readonly allowed: number
  readonly refused: number
}

const namespace = 'http://www.w3.org/2000/svg'
const [barWidth, height, top] = [20, 120, 14]

function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly (Node | string)[] = [],
): SVGElement {
  const node = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value))
  node.append(...children)
  return node
}

function bar(hour: Hour, index: number, most: number): SVGElement {
  const scale = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * height))
  const [allowed, refused] = [scale(hour.allowed), scale(hour.refused)]
  const base = top + height
  const box = (className: string, from: number, size: number) =>
    svg('rect', { class: className, x: index * barWidth + 2, y: base - from - size, width: barWidth - 4, height: size })
  const words = `${String(index).padStart(2, '0')}:00 ${_('allowed')} ${hour.allowed}, ${_('refused')} ${hour.refused}`
  return svg('g', {}, [svg('title', {}, [words]), box('aq-bar-good', 0, allowed), box('aq-bar-bad', allowed, refused)])
}

/** One bar for each hour, `hours[0]` from midnight. */
export function dayChart(hours: readonly Hour[], label: string): SVGElement {
  const highest = Math.max(0, ...hours.map(({ allowed, refused }) => allowed + refused))
  const most = Math.max(1, highest)
  const width = hours.length * barWidth
  const bars = hours.map((hour, index) => bar(hour, index, most))
  const ticks = hours.flatMap((_hour, index) =>
    index % 3 === 0
      ? [
          svg('text', { x: index * barWidth + barWidth / 2, y: top + height + 14, 'text-anchor': 'middle' }, [
            String(index),
          ]),
        ]
      : [],
  )
  const line = svg('line', { class: 'aq-axis', x1: 0, x2: width, y1: top + height + 0.5, y2: top + height + 0.5 })
  const scale = svg('text', { x: 2, y: 10 }, [highest > 0 ? String(highest) : ''])
  return svg(
    'svg',
    { class: 'aq-chart', viewBox: `0 0 ${width} ${top + height + 18}`, role: 'img', 'aria-label': label },
    [scale, ...bars, line, ...ticks],
  )
}
