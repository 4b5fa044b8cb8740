/** Whether the journal is as it was written, said in words. */
import type { VerifyResult } from '../../../luci-bridge/contract.ts'
import { headline } from '../badge.ts'
import { show } from '../dialog.ts'
import { inWords } from '../in-words.ts'

export function verifyWords(result: VerifyResult): LuciChild[] {
  const { rows, seals, wrong, unsealed, keyKnown, head } = result
  const counts = `${N_(rows, '%d row was read.', '%d rows were read.').format(rows)} ${N_(seals, '%d seal fits.', '%d seals fit.').format(seals)}`
  if (wrong !== undefined)
    return [
      headline(_('The journal is not as it was written.'), 'bad'),
      E('p', {}, [_('File %s, line %d: %s').format(wrong.file, wrong.line, inWords(wrong.message))]),
      E('p', {}, [_('Keep the files as they are, and tell the director and the administrator.')]),
    ]
  return [
    headline(_('The journal is whole: nothing was changed, left out or put in.'), 'good'),
    E('p', {}, [counts]),
    ...(unsealed > 0
      ? [E('p', {}, [N_(unsealed, '%d row is not sealed yet.', '%d rows are not sealed yet.').format(unsealed)])]
      : []),
    ...(keyKnown ? [] : [E('p', {}, [_('This router has no key: signatures were not checked.')])]),
    ...(head === '' ? [] : [E('p', { class: 'aq-muted' }, [_('Head of the last seal:'), ' ', E('code', {}, [head])])]),
  ]
}

export const showVerified = (result: VerifyResult): void => show(_('Check of the journal'), verifyWords(result))
