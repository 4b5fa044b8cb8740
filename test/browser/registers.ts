/** Fills the dialogs of the registers' pages by the names of their fields. */
import type { Person } from './person.ts'

export const dialog = ({ page }: Person) => page.locator('.modal')

/** Fills fields of the dialog; `true` ticks a box. */
export async function fill(person: Person, values: Readonly<Record<string, string | true>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = dialog(person).locator(`[name="${name}"]`).first()
    if (value === true) await field.check()
    else if ((await field.evaluate((node) => node.nodeName)) === 'SELECT') await field.selectOption(value)
    else await field.fill(value)
  }
}

export const press = (person: Person, name: string) =>
  person.page.locator(`[data-name="${name}"]:visible`).first().click()

/** Saves the dialog and waits until it has gone. */
export async function save(person: Person): Promise<void> {
  await dialog(person).locator('[data-name=save]').click()
  await person.page.waitForFunction('!document.body.classList.contains("modal-overlay-active")')
}

export async function confirm(person: Person): Promise<void> {
  await dialog(person).locator('[data-name=confirm]').click()
  await person.page.waitForFunction('!document.body.classList.contains("modal-overlay-active")')
}
