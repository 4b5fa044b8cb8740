/** Wraps uvu's `suite`, so that what `before` throws is shown (lukeed/uvu#142). */
import * as uvu from 'uvu'

/** Long past what any file takes on a slow machine, and before the run ends the file. */
const overdueMs = 1_200_000

export function suite<Context = uvu.Context>(name: string): uvu.Test<Context> {
  const test = uvu.suite<Context>(name)
  // What keeps a file that hangs: its output is all that anybody sees of it.
  const tell = () => console.error(`\n${name}: still running; open: ${process.getActiveResourcesInfo().join(' ')}`)
  setTimeout(tell, overdueMs).unref()
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
