/** Tells whether the router's clock has been set since it booted: routers have no clock with a battery. */

/** Before this moment there was no aqtizim, so a clock that shows less is not set. Milliseconds since the epoch. */
export const earliestClock = Date.UTC(2025, 0, 1)

/** `now` in milliseconds since the epoch. */
export const isClockSet = (now: number): boolean => now >= earliestClock
