/** Method `list_versions`: lists the approved versions. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const listVersions =
  ({ history, live }: Pick<Tools, 'history' | 'live'>): Method<'list_versions'> =>
  async () => {
    const inForce = live()?.version?.version
    const versions = await history.list()
    return { versions: versions.map((each) => ({ ...each, inForce: each.version === inForce })) }
  }
