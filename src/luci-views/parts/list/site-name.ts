/** How an entry of the list is called. */

/** The name by which an entry is known. */
export const nameOf = ({ domain, address }: { readonly domain?: string; readonly address?: string }): string =>
  domain ?? address ?? ''
