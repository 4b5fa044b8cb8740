/**
 * `npm run bench`: figures of this machine, each as a ratio to something measured beside it. Nothing here fails on a slow
 * machine.   npm run bench [-- NAME ...]    docs/bench.md tells how to read it
 */
import { pathToFileURL } from 'node:url'
import { type Figure, lineOf, totalOf } from './bench.ts'

const always = ['ubus', 'list', 'pages', 'browser', 'daemon', 'gate', 'resolver', 'site', 'growth', 'journal']
/** They fetch programs, or take long, so they are run only when they are asked for. */
const benches = [...always, 'rivals', 'recording', 'district']
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benches.includes(name))
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${benches.join(', ')}`)
  process.exit(2)
}

const all: Figure[] = []
for (const name of wanted.length > 0 ? wanted : always) {
  console.log(`${name}`)
  const { bench } = (await import(pathToFileURL(`${import.meta.dirname}/${name}.ts`).href)) as {
    bench(): Promise<Figure[]>
  }
  for (const figure of await bench()) {
    all.push(figure)
    console.log(lineOf(figure))
  }
}
console.log(totalOf(all))
