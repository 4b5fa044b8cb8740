/** Draws bars of days as SVG: a picture for people who would rather look, with a title and a sentence for those who cannot. */
import { formatNumber } from '../../documents/numbers.ts'
import { type Html, html } from './html.ts'

export interface Bar {
  readonly label: string
  /** The lower part, and the part that stands on it. */
  readonly value: number
  readonly second?: number
}

const [WIDTH, HEIGHT, BASE] = [720, 160, 130] as const
const MOST = 120

/** Undefined where there is nothing to draw. */
export function barChart(title: string, text: string, all: readonly Bar[]): Html | undefined {
  const bars = all.slice(-MOST)
  const highest = Math.max(0, ...bars.map(({ value, second = 0 }) => value + second))
  if (highest === 0) return undefined
  const step = WIDTH / bars.length
  const height = (value: number) => Math.round((value / highest) * (BASE - 20) * 10) / 10
  const labelEach = Math.ceil(bars.length / 8)
  const drawn = bars.map(({ label, value, second = 0 }, at) => {
    const [x, width] = [Math.round(at * step * 10) / 10, Math.round(step * 8) / 10]
    const [low, high] = [height(value), height(second)]
    const tip = `${label}: ${formatNumber(value)}${second > 0 ? ` + ${formatNumber(second)}` : ''}`
    return html`<g><title>${tip}</title><rect x="${x}" y="${BASE - low}" width="${width}" height="${low}"/>
<rect class="second" x="${x}" y="${BASE - low - high}" width="${width}" height="${high}"/>
${at % labelEach === 0 && html`<text x="${x}" y="${BASE + 16}">${label}</text>`}</g>`
  })
  return html`<figure><svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${`${title}. ${text}`}">
<line x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}"/><text x="0" y="11">${formatNumber(highest)}</text>${drawn}</svg>
<figcaption class="soft">${text}</figcaption></figure>`
}
