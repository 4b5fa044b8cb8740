/** Names the encodings that a text may have. */

export const ENCODINGS = ['utf-8', 'utf-16', 'windows-1251', 'kz-1048', 'koi8-r', 'cp866'] as const
export type Encoding = (typeof ENCODINGS)[number]
