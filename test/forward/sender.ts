/** A forwarder in a process of its own, to be killed: `sender.ts FOLDER TARGET-AS-JSON`. Says its lag when that changes. */
import { School, target } from './school.ts'

const [folder = '', settings = '{}'] = process.argv.slice(2)
const school = new School(folder)
school.targets = [target(JSON.parse(settings))]
const forwarder = school.forward()
let said = Number.NaN
setInterval(() => {
  const lag = forwarder.standings()[0]?.lag ?? Number.NaN
  if (lag !== said) process.stdout.write(`${lag}\n`)
  said = lag
}, 5)
