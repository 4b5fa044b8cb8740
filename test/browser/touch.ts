/** Presses and fills parts of a page by their names. */
import type { Locator } from 'playwright-core'
import type { Person } from './person.ts'

export const by = (name: string) => `[data-name="${name}"]`
export const field = (person: Person, name: string): Locator => person.page.locator(`[name="${name}"]`)
export const press = (person: Person, name: string) => person.page.locator(by(name)).first().click()
export const textOf = async (person: Person, selector: string) =>
  (await person.page.locator(selector).innerText()).trim()
/** Rejects where the text does not come. */
export const waitForText = (person: Person, selector: string, text: string) =>
  person.page.locator(selector, { hasText: text }).first().waitFor()
/** The row of a table in which the text stands by itself. */
export const rowOf = (person: Person, text: string): Locator =>
  person.page.locator('tr.tr', { has: person.page.getByText(text, { exact: true }) })
export const loaded = (person: Person) => person.page.locator('.aq-loading').waitFor({ state: 'detached' })
/** Drops a file on a field, as one that is dragged from a folder. */
export const dropFile = (person: Person, onto: string, bytes: Buffer, file = 'list.yaml') =>
  person.page.evaluate(`{
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([new Uint8Array(${JSON.stringify([...bytes])})], ${JSON.stringify(file)}))
    const area = document.querySelector('[name="${onto}"]')
    for (const kind of ['dragover', 'drop'])
      area.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))
  }`)
