/** Names in Kazakh or Russian letters as they go over the wire: two that look alike differ there. */

export function toAscii(name: string): string {
  try {
    return new URL(`http://${name}`).hostname
  } catch {
    return name
  }
}

/** The wire's spelling where it is another, for whoever has to judge a name. */
export function wireName(name: string): HTMLElement[] {
  if (/^[\x21-\x7e]*$/.test(name)) return []
  return [E('div', { class: 'aq-muted' }, [E('code', {}, [toAscii(name)])])]
}
