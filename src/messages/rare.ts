/** The areas of messages that are made when somebody works with the pages: in a bundle a file of its own, loaded for the first. */
import { answers } from './answers.ts'
import { districtList } from './district-list.ts'
import { imports } from './imports.ts'
import { plan } from './plan.ts'
import { registers } from './registers.ts'
import { verify } from './verify.ts'

export const rare = { answers, registers, plan, verify, imports, districtList } as const

const texts: ReadonlyMap<string, string> = new Map(Object.values(rare).flatMap((area) => Object.entries<string>(area)))

export const rareTexts = () => texts
