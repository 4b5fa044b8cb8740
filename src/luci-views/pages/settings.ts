/** The settings, with LuCI's own buttons below, and the logins. */
import view from 'luci:view'
import { stylesheet } from '../parts/page.ts'
import { settingsMap } from '../parts/settings/map.ts'
import { usersView } from '../parts/settings/users-view.ts'

export default view.extend<Node>({
  load: () => settingsMap().render(),
  render: (map) =>
    E('div', { class: 'aqtizim', 'data-ready': '' }, [stylesheet(), E('h2', {}, [_('Settings')]), map, usersView()]),
})
