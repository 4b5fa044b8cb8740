/** Generates what the PCs of a school year ask for. */

export interface Site {
  readonly site: string
  /** The name itself, where it is not the site's. */
  readonly host?: string
}

const plain = (names: string): Site[] => names.split(' ').map((site) => ({ site }))
/** `SITE/HOST` */
const below = (pairs: string): Site[] =>
  pairs.split(' ').map((pair) => {
    const [site = '', host = ''] = pair.split('/')
    return { site, host }
  })

/** On the white list, with names that the sites need. */
export const listed: readonly Site[] = [
  ...below('bilimland.kz/cdn.bilimland.kz kundelik.kz/login.kundelik.kz kundelik.kz/schools.kundelik.kz'),
  ...plain('bilimland.kz kundelik.kz opiq.kz itest.kz daryn.online okulyk.kz imektep.kz'),
  ...below('wikipedia.org/kk.wikipedia.org wikipedia.org/ru.wikipedia.org wikipedia.org/upload.wikimedia.org'),
  ...below('egov.kz/idp.egov.kz adilet.zan.kz/zan.gov.kz scratch.mit.edu/cdn.scratch.mit.edu'),
  ...plain('scratch.mit.edu code.org geogebra.org phet.colorado.edu learningapps.org stepik.org'),
  ...below('stepik.org/cdn.stepik.net code.org/studio.code.org geogebra.org/cdn.geogebra.org'),
  ...plain('e-history.kz kitap.kz gov.kz edu.gov.kz nis.edu.kz khanacademy.org python.org w3schools.com'),
]

/** What pages of these sites load from elsewhere: most of what is refused in a school. */
export const trackers: readonly Site[] = [
  ...plain('www.google-analytics.com www.googletagmanager.com mc.yandex.ru fonts.googleapis.com fonts.gstatic.com'),
  ...plain('connect.facebook.net stats.g.doubleclick.net googleads.g.doubleclick.net cdn.jsdelivr.net'),
  ...plain('cdnjs.cloudflare.com ajax.googleapis.com www.google.com www.gstatic.com top-fwz1.mail.ru counter.yadro.ru'),
  ...plain(
    'vk.com static.cloudflareinsights.com code.jquery.com unpkg.com i.ytimg.com www.youtube.com maps.googleapis.com',
  ),
  ...plain('pagead2.googlesyndication.com s7.addthis.com yastatic.net an.yandex.ru px.ads.linkedin.com bat.bing.com'),
  ...plain(
    'www.recaptcha.net accounts.google.com apis.google.com play.google.com ogs.google.com lh3.googleusercontent.com',
  ),
]

/** What pupils try. */
export const unlisted: readonly Site[] = [
  ...plain('www.youtube.com www.tiktok.com vk.com www.instagram.com web.telegram.org www.roblox.com poki.com'),
  ...plain('www.twitch.tv discord.com chatgpt.com ok.ru mail.ru yandex.kz www.google.kz store.steampowered.com'),
  ...plain('www.crazygames.com y8.com minecraft.net kinogo.biz rezka.ag znanija.com gdz.ru bing.com duckduckgo.com'),
  ...plain('pinterest.com wattpad.com manga-chan.me olx.kz kaspi.kz kolesa.kz www.kinopoisk.ru open.spotify.com'),
]

/** What nobody typed. */
export const background: readonly Site[] = [
  ...plain(
    'v10.events.data.microsoft.com settings-win.data.microsoft.com ctldl.windowsupdate.com www.msftconnecttest.com',
  ),
  ...plain('self.events.data.microsoft.com slscr.update.microsoft.com fe2cr.update.microsoft.com time.windows.com'),
  ...plain('update.googleapis.com clientservices.googleapis.com safebrowsing.googleapis.com mtalk.google.com'),
  ...plain('client.wns.windows.com config.edge.skype.com msedge.api.cdp.microsoft.com ecs.office.com'),
  ...plain(
    'geo.prod.do.dsp.mp.microsoft.com licensing.mp.microsoft.com ocsp.digicert.com tile-service.weather.microsoft.com',
  ),
  ...plain(
    'watson.events.data.microsoft.com wdcp.microsoft.com smartscreen-prod.microsoft.com dl.delivery.mp.microsoft.com',
  ),
]
