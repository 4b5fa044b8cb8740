/** Today, this lesson and yesterday: one press each. */
import type { Status } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { tell } from '../failure.ts'
import type { FilterBar } from './filters.ts'
import { type Stretch, thisLesson, today, yesterday } from './stretch.ts'

/** `status` asks anew: a page stays open over midnight. `show` shows what the fields say. */
export function stretchButtons(bar: FilterBar, status: () => Promise<Status>, show: () => unknown): HTMLElement[] {
  const press = (stretchOf: (now: Status) => Stretch | undefined) => async () => {
    const stretch = stretchOf(await status())
    if (stretch === undefined) return tell(_('No lesson is going on.'))
    bar.choose(stretch)
    return show()
  }
  return [
    button(_('Today'), press(today), { name: 'today' }),
    button(
      _('This lesson'),
      press((now) => thisLesson(now, bar.read().room)),
      { name: 'this-lesson' },
    ),
    button(_('Yesterday'), press(yesterday), { name: 'yesterday' }),
  ]
}
