/** Kazakhstan's time zones by their IANA names: what a school may choose. */

/**
 * All of them are five hours east since 2024-03-01 (tzdata 2024a, `asia`); they differ in what was before. In the order in
 * which they are offered: the capital's first, then by their names.
 */
export const KAZAKH_ZONES = [
  ...(['Asia/Almaty', 'Asia/Aqtau', 'Asia/Aqtobe', 'Asia/Atyrau', 'Asia/Oral'] as const),
  ...(['Asia/Qostanay', 'Asia/Qyzylorda'] as const),
] as const

export type KazakhZone = (typeof KAZAKH_ZONES)[number]

/** All of them as OpenWrt's `timezone` has it (POSIX.1-2017 8.3, which counts west). */
export const KAZAKH_POSIX = '<+05>-5'
