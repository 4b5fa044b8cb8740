/** What Prometheus and Grafana are given: every figure that they name is one that the page has. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { districtMetrics, metricsText } from '../../src/district/page/metrics.ts'
import { statesOf } from '../../src/district/page/states.ts'

const test = suite('monitoring')
const file = (name: string) => readFileSync(new URL(`../../src/district/monitoring/${name}`, import.meta.url), 'utf8')
const known = new Set<string>(Object.values(districtMetrics).map(({ name }) => name))
const named = (text: string) => [...text.matchAll(/\baqtizim_district_\w+/g)].map(([name]) => name)

test('each alert asks for figures that there are, and says what is wrong', () => {
  const { groups } = parse(file('aqtizim-rules.yml')) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[]
  }
  const rules = groups.flatMap(({ rules }) => rules)
  assert.ok(rules.length >= 5)
  for (const { alert, expr, annotations } of rules) {
    assert.ok(named(expr).length > 0, alert)
    assert.equal(
      named(expr).filter((name) => !known.has(name)),
      [],
      alert,
    )
    assert.ok(annotations.summary.length > 10, alert)
  }
})

test('each panel of the dashboard asks for figures that there are, and all have a place of their own', () => {
  const { panels } = JSON.parse(file('aqtizim-dashboard.json')) as {
    panels: {
      id: number
      title: string
      gridPos: { x: number; y: number; w: number; h: number }
      targets: { expr: string }[]
    }[]
  }
  assert.is(new Set(panels.map(({ id }) => id)).size, panels.length)
  for (const { title, targets, gridPos } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title)
    for (const { expr } of targets) {
      assert.ok(named(expr).length > 0, title)
      assert.equal(
        named(expr).filter((name) => !known.has(name)),
        [],
        title,
      )
    }
  }
  const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)
  assert.is(new Set(places).size, places.length)
})

test('a school is one label, whatever it is called', () => {
  const journal = '5f0c2d9a71b34e68'
  const none = { last: [], alarms: [], passing: [], started: [], lists: [], gaps: [], proofs: [] }
  const states = statesOf({ ...none, schools: [{ journal, school: 'a"\n\\b', name: 'A' }] }, 1_000_000, 24)
  const text = metricsText(states, 3)
  assert.match(text, 'aqtizim_district_school_enforced{school="a\\"\\n\\\\b"} 1\n')
  assert.match(text, 'aqtizim_district_schools 1\n')
  assert.match(text, 'aqtizim_district_rejected_messages 3\n')
})

test.run()
