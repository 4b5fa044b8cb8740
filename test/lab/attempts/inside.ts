/** Attempts on sites of the school's own network: what says so opens at private addresses of other networks alone. */
import type { Attempt } from '../attempt.ts'

const opensMoodle = (id: string, who: string, url: string): Attempt => ({
  id,
  who,
  what: `opens a site of the school at ${url}`,
  expected: 'opens',
  try: (pc) => pc.get(url),
  journal: { site: 'moodle.test', verdict: 'allowed' },
})

/** The address without the name is nobody's: what a listed name opens, it opens for itself. */
export const insideAttempts: readonly Attempt[] = [
  opensMoodle('inside-opens', 'pc1', 'http://moodle.test'),
  opensMoodle('inside-other-room', 'pc3', 'http://www.moodle.test'),
  {
    id: 'inside-router',
    who: 'pc2',
    what: 'opens a site of the school whose name leads to the router',
    expected: 'shut',
    try: (pc) => pc.get('http://manager.test'),
    journal: { site: 'manager.test', verdict: 'refused', why: 'no-answer' },
  },
  {
    id: 'inside-outside',
    who: 'pc4',
    what: 'opens a site of the school whose name leads out of it',
    expected: 'shut',
    try: (pc) => pc.get('http://outside.test'),
    journal: { site: 'outside.test', verdict: 'refused', why: 'no-address' },
  },
]
