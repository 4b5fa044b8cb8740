/** Prints the rules by which the gate answers connectivity checks itself, so that none of them leaves the router. */
import { type ConnectivityAnswer, connectivityAnswers } from './connectivity-checks.ts'
import type { Section } from './haproxy-section.ts'
import type { Facts, GeneratedFile } from './plan.ts'

const rule = 'http-request'

const answered = (facts: Facts): readonly ConnectivityAnswer[] =>
  facts.connectivityAnswers === false ? [] : connectivityAnswers

const bodyPath = (facts: Facts, { id }: ConnectivityAnswer) => `${facts.runDir}/gate-check-${id}.txt`

/** Of an unlisted name alone: a listed one is the school's choice. In a pause too, else each PC would open a browser. */
export function checkRules(facts: Facts): string[] {
  const rules = answered(facts).flatMap(({ id, hosts, paths }) => {
    const path = paths.length === 0 ? '' : ` { path -m str ${paths.join(' ')} }`
    const is = `{ var(txn.check) -m str ${id} }`
    return [
      `${rule} set-var(txn.check) str(${id}) if !paged named !listed reads { var(txn.name) -m str ${hosts.join(' ')} }${path}`,
      `${rule} set-var(txn.verdict) str(refused:connectivity) if !paged ${is}`,
      `${rule} set-var(txn.page) str(check) if !paged ${is}`,
    ]
  })
  return rules.length === 0 ? [] : ['acl reads method GET HEAD', ...rules]
}

export function checkSections(facts: Facts): Section[] {
  if (answered(facts).length === 0) return []
  const returns = answered(facts).map((answer) => {
    const { id, status, type, body, headers = [] } = answer
    const content = body === undefined ? '' : ` content-type ${type ?? 'text/plain'} file ${bodyPath(facts, answer)}`
    const more = [['Cache-Control', 'no-store'] as const, ...headers].map(([name, value]) => ` hdr ${name} "${value}"`)
    return `${rule} return status ${status}${content}${more.join('')} if { var(txn.check) -m str ${id} }`
  })
  const lines = ['mode http', ...returns, `${rule} deny`]
  return [
    { comment: 'connectivity checks of Windows, telephones, browsers and desktops', head: 'backend checks', lines },
  ]
}

export function checkFiles(facts: Facts): GeneratedFile[] {
  return answered(facts).flatMap((answer) =>
    answer.body === undefined ? [] : [{ path: bodyPath(facts, answer), text: answer.body }],
  )
}
