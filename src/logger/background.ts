/**
 * Lists names of background traffic, which devices ask for by themselves, each with its source and all names below it. None of
 * them shows a page. An administrator adds and removes names in `background.txt`.
 */

export interface BackgroundName {
  /** Lower case, at least two labels. Stands for itself and every name below. */
  readonly name: string
  /** Publisher and subject of the public page that names it. */
  readonly source: string
}

/** `names` separated by blanks. */
const from = (source: string, names: string): BackgroundName[] => names.split(' ').map((name) => ({ name, source }))

const connectivity = [
  ...from(
    'Android Open Source Project: captive portal detection',
    'connectivitycheck.gstatic.com connectivitycheck.android.com',
  ),
  ...from('Android Open Source Project: captive portal detection', 'clients3.google.com play.googleapis.com'),
  ...from('Microsoft: network connectivity status indicator', 'msftconnecttest.com msftncsi.com'),
  ...from('Apple: products on enterprise networks', 'captive.apple.com'),
  ...from('Mozilla: captive portal detection', 'detectportal.firefox.com'),
  ...from('Mozilla: canary domain for DNS over HTTPS', 'use-application-dns.net'),
  ...from('Ubuntu: NetworkManager connectivity check', 'connectivity-check.ubuntu.com'),
  ...from('Debian: NetworkManager connectivity check', 'network-test.debian.org'),
  ...from('GNOME: NetworkManager connectivity check', 'nmcheck.gnome.org'),
  ...from('Huawei: captive portal detection', 'connectivitycheck.platform.hicloud.com'),
  ...from('Xiaomi: captive portal detection', 'connect.rom.miui.com'),
]

/** Ours: browsers open it by themselves where it is their home page. */
const home = from('aqtizim: the home page of a room', 'aqtizim.room')

const updates = [
  ...from('Microsoft: Windows Update endpoints', 'windowsupdate.com update.microsoft.com'),
  ...from('Microsoft: Windows Update endpoints', 'delivery.mp.microsoft.com dsp.mp.microsoft.com'),
  ...from('Microsoft: Windows Update endpoints', 'adl.windows.com'),
  ...from('Microsoft: Windows connection endpoints', 'licensing.mp.microsoft.com displaycatalog.mp.microsoft.com'),
  ...from('Microsoft: Windows connection endpoints', 'wns.windows.com activity.windows.com'),
  ...from('Microsoft: Windows connection endpoints', 'tile-service.weather.microsoft.com'),
  ...from('Microsoft: Edge endpoints', 'msedge.api.cdp.microsoft.com config.edge.skype.com'),
  ...from('Microsoft: Office endpoints', 'officecdn.microsoft.com ecs.office.com'),
  ...from('Microsoft: Office endpoints', 'nexusrules.officeapps.live.com'),
  ...from('Microsoft: OneDrive endpoints', 'oneclient.sfx.ms g.live.com'),
  ...from('Google: Chrome update and services hosts', 'gvt1.com update.googleapis.com clients2.google.com'),
  ...from('Google: Chrome update and services hosts', 'clientservices.googleapis.com'),
  ...from('Google: Chrome update and services hosts', 'optimizationguide-pa.googleapis.com'),
  ...from('Google: Safe Browsing', 'safebrowsing.googleapis.com'),
  ...from('Google: Firebase Cloud Messaging ports and hosts', 'mtalk.google.com fcm.googleapis.com'),
  ...from(
    'Mozilla: connections that Firefox makes by itself',
    'aus5.mozilla.org firefox.settings.services.mozilla.com',
  ),
  ...from('Mozilla: connections that Firefox makes by itself', 'content-signature-2.cdn.mozilla.net'),
  ...from(
    'Mozilla: connections that Firefox makes by itself',
    'push.services.mozilla.com location.services.mozilla.com',
  ),
  ...from('Mozilla: connections that Firefox makes by itself', 'tracking-protection.cdn.mozilla.net'),
  ...from(
    'Mozilla: connections that Firefox makes by itself',
    'shavar.services.mozilla.com contile.services.mozilla.com',
  ),
  ...from(
    'Mozilla: connections that Firefox makes by itself',
    'versioncheck.addons.mozilla.org normandy.cdn.mozilla.net',
  ),
  ...from('Mozilla: connections that Firefox makes by itself', 'ciscobinary.openh264.org'),
  ...from('Apple: products on enterprise networks', 'mesu.apple.com swscan.apple.com swcdn.apple.com'),
  ...from('Apple: products on enterprise networks', 'swdist.apple.com swdownload.apple.com gdmf.apple.com'),
  ...from('Apple: products on enterprise networks', 'appldnld.apple.com updates.cdn-apple.com'),
  ...from('Apple: products on enterprise networks', 'updates-http.cdn-apple.com push.apple.com gs.apple.com'),
  ...from('Apple: products on enterprise networks', 'configuration.apple.com'),
  ...from('Ubuntu: package archives', 'archive.ubuntu.com security.ubuntu.com ports.ubuntu.com'),
  ...from('Ubuntu: package archives', 'changelogs.ubuntu.com motd.ubuntu.com esm.ubuntu.com'),
  ...from('Ubuntu: package archives', 'contracts.canonical.com livepatch.canonical.com'),
  ...from('Snapcraft: network requirements', 'api.snapcraft.io snapcraftcontent.com'),
  ...from('Debian: package archives', 'deb.debian.org security.debian.org ftp.debian.org'),
  ...from('fwupd: Linux Vendor Firmware Service', 'cdn.fwupd.org'),
]

const telemetry = [
  ...from('Microsoft: Windows diagnostic data endpoints', 'events.data.microsoft.com vortex.data.microsoft.com'),
  ...from('Microsoft: Windows diagnostic data endpoints', 'vortex-win.data.microsoft.com'),
  ...from('Microsoft: Windows diagnostic data endpoints', 'settings-win.data.microsoft.com telemetry.microsoft.com'),
  ...from('Microsoft: Windows diagnostic data endpoints', 'watson.microsoft.com'),
  ...from('Microsoft: Office diagnostic data endpoints', 'mobile.pipe.aria.microsoft.com'),
  ...from('Google: Firebase', 'app-measurement.com firebaselogging-pa.googleapis.com'),
  ...from('Google: Firebase', 'firebaseinstallations.googleapis.com'),
  ...from('Google: Firebase', 'crashlyticsreports-pa.googleapis.com'),
  ...from('Chromium: domain reliability', 'beacons.gcp.gvt2.com beacons.gvt2.com'),
  ...from('Mozilla: Firefox telemetry', 'incoming.telemetry.mozilla.org'),
  ...from('Apple: diagnostics and usage', 'xp.apple.com metrics.apple.com'),
  ...from('Ubuntu: system reports and crash reports', 'metrics.ubuntu.com popcon.ubuntu.com daisy.ubuntu.com'),
  ...from('Debian: popularity contest', 'popcon.debian.org'),
]

const antivirus = [
  ...from('Microsoft: Defender endpoints', 'wdcp.microsoft.com wdcpalt.microsoft.com wd.microsoft.com'),
  ...from('Microsoft: Defender endpoints', 'definitionupdates.microsoft.com smartscreen.microsoft.com'),
  ...from('Microsoft: Defender endpoints', 'smartscreen-prod.microsoft.com'),
  ...from('Kaspersky: update servers and KSN', 'kaspersky-labs.com'),
  ...from('Dr.Web: update servers', 'update.drweb.com'),
  ...from('ESET: update servers', 'update.eset.com ts.eset.com'),
  ...from('Avast and AVG: update servers', 'avcdn.net'),
  ...from('Bitdefender: update servers', 'upgrade.bitdefender.com nimbus.bitdefender.net'),
  ...from('Norton and Symantec: LiveUpdate', 'symantecliveupdate.com'),
]

const clocks = [
  ...from('NTP Pool Project', 'pool.ntp.org'),
  ...from('Microsoft: Windows Time service', 'time.windows.com'),
  ...from('Google: public NTP', 'time.google.com time.android.com'),
  ...from('Apple: products on enterprise networks', 'time.apple.com time-ios.apple.com time-macos.apple.com'),
  ...from('Ubuntu: time servers', 'ntp.ubuntu.com'),
  ...from('Cloudflare: time service', 'time.cloudflare.com'),
  ...from('NIST: Internet time service', 'time.nist.gov'),
]

const certificates = [
  ...from('DigiCert: OCSP and CRL hosts', 'ocsp.digicert.com crl3.digicert.com crl4.digicert.com'),
  ...from('DigiCert: OCSP and CRL hosts', 'cacerts.digicert.com'),
  ...from('Google Trust Services: certificate profile', 'ocsp.pki.goog o.pki.goog c.pki.goog i.pki.goog crl.pki.goog'),
  ...from("Let's Encrypt: certificate profile", 'o.lencr.org c.lencr.org i.lencr.org'),
  ...from('GlobalSign: OCSP and CRL hosts', 'ocsp.globalsign.com ocsp2.globalsign.com crl.globalsign.com'),
  ...from('Sectigo: OCSP and CRL hosts', 'ocsp.sectigo.com crl.sectigo.com ocsp.comodoca.com'),
  ...from('Sectigo: OCSP and CRL hosts', 'crl.comodoca.com ocsp.usertrust.com crl.usertrust.com'),
  ...from('GoDaddy: OCSP and CRL hosts', 'ocsp.godaddy.com crl.godaddy.com'),
  ...from('Entrust: OCSP and CRL hosts', 'ocsp.entrust.net crl.entrust.net'),
  ...from('Microsoft: certificate status hosts', 'oneocsp.microsoft.com ocsp.msocsp.com mscrl.microsoft.com'),
  ...from('Microsoft: certificate status hosts', 'crl.microsoft.com'),
  ...from('Apple: products on enterprise networks', 'ocsp.apple.com ocsp2.apple.com crl.apple.com valid.apple.com'),
]

export const backgroundNames: readonly BackgroundName[] = [
  ...connectivity,
  ...home,
  ...updates,
  ...telemetry,
  ...antivirus,
  ...clocks,
  ...certificates,
]
