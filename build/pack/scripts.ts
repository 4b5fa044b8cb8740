/**
 * The scripts that stand around a package's own: what OpenWrt's include/package-pack.mk puts there. `default_postinst`
 * (lib/functions.sh) runs the uci-defaults, enables and starts the init scripts; `default_prerm` stops and disables them.
 */
import type { Manifest } from './manifest.ts'

const script = (...lines: readonly (string | undefined)[]) =>
  `${['#!/bin/sh', ...lines].filter((line) => line !== undefined && line !== '').join('\n')}\n`

const onlyOnRouter = '[ "$IPKG_NO_SCRIPT" = "1" ] && exit 0'
const withFunctions = ['[ -s "$IPKG_INSTROOT/lib/functions.sh" ] || exit 0', '. "$IPKG_INSTROOT/lib/functions.sh"']
const body = (text: string | undefined) => text?.trim()

/** Members of control.tar.gz: `default_postinst` itself runs `postinst-pkg`, `default_prerm` runs `prerm-pkg`. */
export function opkgScripts({ scripts }: Pick<Manifest, 'scripts'>): Record<string, string> {
  const own = (text: string | undefined) => (text === undefined ? undefined : script(body(text)))
  const all = {
    postinst: script(onlyOnRouter, ...withFunctions, 'default_postinst $0 $@'),
    'postinst-pkg': own(scripts.postinst),
    postrm: own(scripts.postrm),
    prerm: script(...withFunctions, 'default_prerm $0 $@'),
    'prerm-pkg': own(scripts.prerm),
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** By their slot in the package; apk has one script for each occasion, so the package's own comes at its end. */
export function apkScripts({ name, scripts }: Pick<Manifest, 'name' | 'scripts'>): Record<number, string> {
  const named = ['export root="$IPKG_INSTROOT"', `export pkgname="${name}"`]
  const postinst = [onlyOnRouter, ...withFunctions, ...named, 'add_group_and_user', 'default_postinst']
  const install = script(...postinst, body(scripts.postinst))
  return {
    3: install,
    4: script(...withFunctions, ...named, 'default_prerm', body(scripts.prerm)),
    ...(scripts.postrm === undefined ? {} : { 5: script(body(scripts.postrm)) }),
    7: install.replace('#!/bin/sh\n', '#!/bin/sh\nexport PKG_UPGRADE=1\n'),
  }
}
