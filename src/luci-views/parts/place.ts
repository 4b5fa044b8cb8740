/** Where our pages stand in LuCI's menu: each in one of four groups (menu.d/luci-app-aqtizim.json). */

const groups = {
  overview: 'today',
  requests: 'today',
  pcs: 'today',
  settings: 'today',
  whitelist: 'list',
  needs: 'list',
  journal: 'journal',
  documents: 'papers',
  briefings: 'papers',
  plan: 'papers',
  minutes: 'papers',
  drill: 'papers',
  social: 'papers',
} as const

export type PageName = keyof typeof groups

/** The path in the menu: `admin/aqtizim/list/whitelist`. */
export const placeOf = (page: PageName): readonly string[] => ['admin', 'aqtizim', groups[page], page]
