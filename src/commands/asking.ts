/** Commands that ask the daemon and print its messages: loaded when one of them is typed. */
export { districtList } from './district-list.ts'
export { health } from './health.ts'
export { lesson } from './lesson.ts'
export { open, shut } from './on-demand.ts'
