/** Short labels on a colour; the text alone carries the meaning. */

export type Tone = 'good' | 'bad' | 'warning' | 'quiet'

export const badge = (text: string, tone: Tone): HTMLElement => E('span', { class: `aq-badge aq-${tone}` }, [text])

/** The verdict of a journal row. */
export const verdictBadge = (verdict: string): HTMLElement =>
  verdict === 'allowed' ? badge(_('allowed'), 'good') : badge(_('refused'), 'bad')

/** The one sentence at the top of a page. */
export const headline = (text: string, tone: Tone): HTMLElement =>
  E('p', { class: `aq-headline aq-${tone}`, 'data-name': 'headline' }, [text])
