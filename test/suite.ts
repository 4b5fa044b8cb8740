/** uvu's `suite`, whose `before` says what it threw: uvu itself keeps that to itself (lukeed/uvu#142). */
import * as uvu from 'uvu'

export function suite<Context = uvu.Context>(name: string): uvu.Test<Context> {
  const test = uvu.suite<Context>(name)
  const { before } = test
  const told = (hook: uvu.Callback<Context>) =>
    before(async (context) => {
      try {
        await hook(context)
      } catch (error) {
        console.error(`\n${name}: before: ${error instanceof Error ? error.stack : String(error)}`)
        throw error
      }
    })
  test.before = Object.assign(told, { each: before.each })
  return test
}
